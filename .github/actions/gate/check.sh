#!/usr/bin/env bash
# Runs the gate: annotations to the log, a summary for the page of the run, a report and a SARIF log as files.
# Ends with 0 whatever was found: the last step of the action gives the verdict, after all have been told.
set -euo pipefail
# shellcheck source=SCRIPTDIR/git.sh
source "$(dirname "$0")/git.sh"

reports="$(mktemp -d "$RUNNER_TEMP/govkit-XXXXXX")"
options=(--format github --format "markdown=$reports/report.md" --format "sarif=$reports/govkit.sarif")
[ -z "${GATE_AGAINST:-}" ] || options+=(--against "$GATE_AGAINST")
[ -z "${GATE_FAIL_ON:-}" ] || options+=(--fail-on "$GATE_FAIL_ON")
read -ra more <<< "${GATE_ARGUMENTS:-}"

code=0
govkit check "${options[@]}" "${more[@]}" 2> "$reports/errors.txt" || code=$?
# What is told quotes names of files and texts: none of it is a command to the runner.
quiet="$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"
{ echo "::stop-commands::$quiet"; cat "$reports/errors.txt"; echo "::$quiet::"; } >&2

if [ ! -s "$reports/report.md" ]; then # nothing could be judged
  said="$(cat "$reports/errors.txt")"
  said="${said//\%/%25}"
  said="${said//$'\r'/%0D}"
  echo "::error title=govkit could not check::${said//$'\n'/%0A}"
  { echo "### ❌ govkit could not check"; echo; sed -e 's/^/    /' "$reports/errors.txt"; } > "$reports/report.md"
fi
cat "$reports/report.md" >> "$GITHUB_STEP_SUMMARY"

{
  echo "exit-code=$code"
  echo "report=$reports/report.md"
  if [ -s "$reports/govkit.sarif" ]; then echo "sarif=$reports/govkit.sarif"; fi
} >> "$GITHUB_OUTPUT"
