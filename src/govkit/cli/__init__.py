"""The command line: arguments, colours, exit codes; one module a command in `commands`.

Whatever is slow to import is imported where a command needs it, so that help, version and completion answer at once.
"""

from govkit.cli.program import govkit, main

__all__ = ["govkit", "main"]
