"""Every error a user can meet. Library code raises these; only the command line prints them and exits.

PolicydiffError            exit 2  could not do what was asked
├── ReadError              exit 2  a file cannot be opened, is binary, or does not decode
├── WriteError             exit 2  an output cannot or must not be written
├── PlanError              exit 2  a plan cannot be read, or does not belong to the text
├── SavedIndexError        exit 2  a saved corpus cannot be opened, is another's, or is damaged
├── BaselineError          exit 2  a baseline cannot be read
├── SettingsError          exit 2  a setting that is not known, or has no sense
└── InternalError          exit 2  policydiff's own proof failed; nothing was written
"""

from __future__ import annotations


class PolicydiffError(Exception):
    """A request that cannot be carried out: what is wrong, where, and the next thing to try.

    `where` is the file (or `-`), empty when no file is to blame; `hint` is one short clause. `code` is what
    fingerprints are made of, in words that never change: when a message is reworded, the old one is given as its code.
    """

    exit_status = 2

    def __init__(self, message: str, *, where: str = "", hint: str = "", code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint
        self.code = code or message

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.message}{hint}"


class ReadError(PolicydiffError):
    """An input that cannot be opened or decoded."""


class WriteError(PolicydiffError):
    """An output that cannot or must not be written."""


class PlanError(PolicydiffError):
    """A plan that cannot be read or does not belong to the text."""


class SavedIndexError(PolicydiffError):
    """A saved corpus that cannot be opened or changed, that was made otherwise, or that is damaged."""


class BaselineError(PolicydiffError):
    """A baseline that cannot be read."""


class SettingsError(PolicydiffError):
    """A setting that is not known, or whose value makes no sense."""


class InternalError(PolicydiffError):
    """A proof inside policydiff failed: a fault of the program, never of the user."""


def reason_of(error: Exception, otherwise: str = "not a file name") -> str:
    """What the system says of an OSError, in lower case; `otherwise` for any other, such as a NUL in a path.

    >>> reason_of(FileNotFoundError(2, "No such file or directory"))
    'no such file or directory'
    """
    if isinstance(error, OSError):
        return (error.strerror or str(error)).lower()
    return otherwise
