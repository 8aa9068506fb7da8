"""The sync runtime, measured: what `benchmarks/sync.py` runs in processes of their own."""
