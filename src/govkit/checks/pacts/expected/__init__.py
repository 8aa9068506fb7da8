"""What an interaction expects or sends: examples generalised by matchers and generators, as sets of values."""
