"""Which records of several systems are one object: links that keys prove, proposals that a person decides."""
