"""The conditions of filters: a part of JavaScript, read into a small tree and compiled to closures."""
