"""What `govkit generate` makes at once: a package of code, or the document of functions."""

from __future__ import annotations

from govkit.errors import Place
from govkit.spec.documents import Files


class Job:
    """Files to be made, below the folder `package` of the estate. `api` is the entry that they are made from."""

    package: str
    api: str
    is_package = True
    """Whether it is a package of Python."""
    may_be_kept = True
    """Whether the same documents always give the same files."""

    @property
    def terms(self) -> str:
        """What the files depend on beside documents."""
        raise NotImplementedError

    def texts(self, files: Files) -> dict[str, str]:
        """The files by their paths. Raises InputError where a document cannot be read, MissingExtra."""
        raise NotImplementedError

    def place(self) -> Place | None:
        """Where the catalog says that there are such files."""
        raise NotImplementedError
