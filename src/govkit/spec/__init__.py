"""API descriptions: texts become trees, trees become schemas, schemas and operations become a Contract."""
