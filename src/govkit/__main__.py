"""`python -m govkit` is the command line."""

from govkit.cli import main

main()
