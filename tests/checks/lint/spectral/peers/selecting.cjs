// Says what Spectral selects: reads {documents: [path], expressions: [text], resolved} from standard input, and writes
// for each document and expression the places that a rule with that `given` reports, or the error that ends the run.
"use strict";
const fs = require("fs");
const path = require("path");
const modules = process.argv[2];
const load = (name) => require(path.join(modules, name));
const { Spectral, Document } = load("@stoplight/spectral-core");
const { defined, undefined: missing } = load("@stoplight/spectral-functions");
const Parsers = load("@stoplight/spectral-parsers");

async function selected(file, text, given, resolved) {
  const spectral = new Spectral();
  const always = [{ function: defined }, { function: missing }];
  spectral.setRuleset({
    rules: {
      it: { given, resolved, then: always },
      "looks-everywhere": { given: "$..[?(@property === 'is nowhere')]", then: always },
    },
  });
  const parser = file.endsWith(".json") ? Parsers.Json : Parsers.Yaml;
  const results = await spectral.run(new Document(text, parser, file));
  const found = results.filter((result) => result.code === "it");
  return [...new Set(found.map((result) => JSON.stringify([path.basename(result.source || file), ...result.path.map(String)])))].map(JSON.parse);
}

async function main() {
  const { documents, expressions, resolved } = JSON.parse(fs.readFileSync(0, "utf8"));
  const answers = [];
  for (const file of documents) {
    const text = fs.readFileSync(file, "utf8");
    for (const given of expressions) {
      try {
        answers.push({ file, given, found: await selected(file, text, given, resolved) });
      } catch (error) {
        const first = error.errors ? error.errors[0] : error;
        answers.push({ file, given, error: String((first && first.message) || error) });
      }
    }
  }
  process.stdout.write(JSON.stringify(answers));
}

main();
