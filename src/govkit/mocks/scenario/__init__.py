"""One business scenario for all systems of an estate: facts made by rule and seed, shown as each system has them."""
