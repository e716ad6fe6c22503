"""How much an archive may hold, and the budget that its members share while they are unpacked.

Environment variables change the limits:

>>> limits_from({"POLICYDIFF_ARCHIVE_DEPTH": "3"}).depth
3
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from policydiff.errors import ReadError
from policydiff.messages import Message, message


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What an archive may hold: bytes of one member and of all, unpacked; how often packed; members; archives in it.

    They are checked by what the archive declares, and again by what is unpacked.
    """

    member_bytes: int = 64 << 20
    total_bytes: int = 256 << 20
    ratio: int = 200
    members: int = 10_000
    depth: int = 2


# The environment variable of each limit, and the bytes that its unit has.
VARIABLES = {
    "member_bytes": ("POLICYDIFF_ARCHIVE_MEMBER_MB", 1 << 20),
    "total_bytes": ("POLICYDIFF_ARCHIVE_TOTAL_MB", 1 << 20),
    "ratio": ("POLICYDIFF_ARCHIVE_RATIO", 1),
    "members": ("POLICYDIFF_ARCHIVE_MEMBERS", 1),
    "depth": ("POLICYDIFF_ARCHIVE_DEPTH", 1),
}
_MAX_DIGITS = 7
_SMALL = 1 << 20  # bytes of a member that may be packed tighter than the ratio: blank pages compress well


def limits_from(environment: Mapping[str, str]) -> ArchiveLimits:
    """The limits, those changed that an environment variable names; ReadError for one that is no number from 1 on."""
    limits = ArchiveLimits()
    for name, (variable, unit) in VARIABLES.items():
        value = environment.get(variable, "").strip()
        if not value:
            continue
        if not (value.isascii() and value.isdecimal() and len(value) <= _MAX_DIGITS and int(value)):
            raise ReadError(message("a number from 1 to {most:,} is wanted", most=10**_MAX_DIGITS - 1), where=variable)
        limits = replace(limits, **{name: int(value) * unit})
    return limits


@cache
def current_limits() -> ArchiveLimits:
    """The limits of this process; ReadError as for `limits_from`."""
    return limits_from(os.environ)


class BeyondLimitError(ReadError):
    """An archive, or with `is_member` one of its members, that is larger than the limits allow."""

    def __init__(self, reason: Message, where: str, *, is_member: bool = False) -> None:
        hint = message("unpack it yourself if you trust it")
        super().__init__(message("not unpacked: {reason}", reason=reason), where=where, hint=hint)
        self.is_member = is_member


class Budget:
    """The bytes and members that were unpacked from an archive, those of archives inside it included."""

    def __init__(self, limits: ArchiveLimits | None = None) -> None:
        self.limits = limits or current_limits()
        self._bytes = self._members = 0

    def add_members(self, count: int, where: str) -> None:
        """Count members of an archive; BeyondLimitError if they are too many."""
        self._members += count
        if self._members > self.limits.members:
            most = self.limits.members
            raise BeyondLimitError(message("more than {most:,} members", most=most), where)

    def check(self, name: str, size: int, packed: int, where: str) -> None:
        """BeyondLimitError for a member of this size, of which so many bytes were packed."""
        limits = self.limits
        if size > limits.member_bytes:
            most = limits.member_bytes
            reason = message("the member {name} is larger than {most:,} bytes", name=printable(name), most=most)
            raise BeyondLimitError(reason, where, is_member=True)
        if size > _SMALL and size > limits.ratio * max(packed, 1):
            reason = message(
                "the member {name} is packed more than {most} times", name=printable(name), most=limits.ratio
            )
            raise BeyondLimitError(reason, where, is_member=True)
        if self._bytes + size > limits.total_bytes:
            raise BeyondLimitError(message("more than {most:,} bytes unpacked", most=limits.total_bytes), where)

    def add_bytes(self, size: int) -> None:
        """Count the bytes of a member that was unpacked."""
        self._bytes += size


def printable(name: str) -> str:
    """The name of a member with escapes for what is not printed, such as a line end.

    >>> printable("a.xml"), printable("a\\n.xml")
    ('a.xml', 'a\\\\n.xml')
    """
    return name if name.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name)
