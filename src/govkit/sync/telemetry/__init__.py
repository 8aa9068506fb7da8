"""How the runtime does: where its runs stand, what it measures, and the traces that it leaves."""
