"""`python -m govkit`, and the installed command: a signal ends it in silence also while it is still loading.

What this module imports has been loaded by Python itself: until its first lines have run, Ctrl-C shows a traceback.
"""

import _signal  # type: ignore[import-not-found]  # the core of `signal`, which takes milliseconds to load
import os
import sys

_INTERRUPTED = 130


def _leave(*_: object) -> None:
    """Nothing has been opened or written yet."""
    os._exit(_INTERRUPTED)


if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:  # and not ignored, as behind `nohup`
    _signal.signal(_signal.SIGINT, _leave)
if _signal.getsignal(_signal.SIGTERM) == _signal.SIG_DFL:
    _signal.signal(_signal.SIGTERM, _leave)


def main() -> None:
    """Runs the command line, and ends with its exit code."""
    from govkit.cli import main as run

    sys.exit(run())


if __name__ == "__main__":
    main()
