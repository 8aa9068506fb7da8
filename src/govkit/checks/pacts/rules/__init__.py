"""Rules about pacts: what a consumer sends and relies on, held against what an API takes and promises."""
