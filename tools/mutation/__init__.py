"""Mutation testing of the modules that hold the laws: which small changes of the code no test would notice.

python -m tools.mutation [AREA …]    a seeded sample of mutants of each module, noted in benchmarks/results
python -m tools.mutation --again     the modules once more of which mutants were alive, after tests were added

The mutants are mutmut's (`mutants`), and so is the idea to make each in a process that is forked when all is imported.
What mutmut does not do is to take a sample, and it wants a copy of the checkout, in which tests that read the estate,
its Git and its documents would not find them. Here a mutant is put into the functions that live in the forked process
(`grafting`), against the tests that reach its lines (`reaching`), shortest first (`trying`).
"""
