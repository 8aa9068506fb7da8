"""How schemas of APIs become canonical entities, and back: declared, checked, run, and traced."""
