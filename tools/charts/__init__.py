"""The page of benchmarks, its charts, and the figures that other pages quote: all made of benchmarks/results."""
