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

from policydiff.messages import NOTHING, Message, Option, as_message, message, translatable, with_parameter_names


class PolicydiffError(Exception):
    """A request that cannot be carried out: what is wrong, where, and the next thing to try.

    `where` is the file (or `-`), empty when no file is to blame; `hint` is one short clause. A sentence without parts
    may be given as a string, which must be a literal, so that it can be translated. `code` is what fingerprints are
    made of, in words that never change: when a message is reworded, the old English is given as its code.
    """

    exit_status = 2

    def __init__(
        self, message: Message | str, *, where: str = "", hint: Message | str = NOTHING, code: str = ""
    ) -> None:
        super().__init__(message)
        self.message = as_message(message)
        self.where = where
        self.hint = as_message(hint)
        self.code = code or str(self.message)

    @property
    def full_message(self) -> Message:
        """The message with its place before it and its hint behind it.

        >>> str(ReadError("is a directory", where="law", hint="name a file").full_message)
        'law: is a directory (name a file)'
        """
        full = with_hint(self.message, self.hint)
        return message("{where}: {message}", where=self.where, message=full) if self.where else full

    def name_parameters(self) -> None:
        """Let the error name parameters of Python in the place of options of the command line."""
        self.message, self.hint = with_parameter_names(self.message), with_parameter_names(self.hint)
        self.where = self.where.parameter if isinstance(self.where, Option) else self.where

    def __str__(self) -> str:
        return str(self.full_message)


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


def with_hint(reason: Message, hint: Message) -> Message:
    """The reason with the hint in brackets behind it; the reason alone if the hint is empty."""
    return message("{reason} ({hint})", reason=reason, hint=hint) if hint else reason


def hint_of(error: Exception) -> Message:
    """What to try where a file cannot be opened; an empty message for an error that says nothing on it.

    >>> str(hint_of(FileNotFoundError(2, "No such file or directory")))
    'check the name and the folder'
    """
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return message("check the name and the folder")
    if isinstance(error, IsADirectoryError):
        return message("name a file in it")
    if isinstance(error, PermissionError):
        return message("check its permissions and those of its folder")
    return NOTHING


# What the system says most often; anything else is shown as it says it.
_SYSTEM_REASONS = (
    translatable("no such file or directory"),
    translatable("permission denied"),
    translatable("is a directory"),
    translatable("not a directory"),
    translatable("file exists"),
    translatable("no space left on device"),
    translatable("read-only file system"),
    translatable("file name too long"),
    translatable("too many levels of symbolic links"),
    translatable("too many open files"),
    translatable("input/output error"),
    translatable("directory not empty"),
    translatable("operation not permitted"),
    translatable("file too large"),
    translatable("disk quota exceeded"),
    translatable("broken pipe"),
)


def reason_of(error: Exception, otherwise: str = "not a file name") -> Message:
    """What the system says of an OSError, in lower case; for any other error the literal `otherwise`.

    The others are those of a path that is no file name, such as one with a NUL.

    >>> str(reason_of(FileNotFoundError(2, "No such file or directory")))
    'no such file or directory'
    """
    if isinstance(error, OSError):
        return as_message((error.strerror or str(error)).lower())
    return as_message(otherwise)
