"""The figures: each module defines one, as FIGURE."""
