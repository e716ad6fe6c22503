"""Memory that a large document leaves free goes back to the system at once, instead of being kept for the next one."""

from __future__ import annotations

import os
import sys

_LARGE_FILE_BYTES = 1 << 23  # below that nothing is gained, and loading ctypes costs milliseconds
_BLOCK_BYTES = 1 << 16  # larger blocks are taken from the system one by one
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # parameters of mallopt(3) in malloc.h of the GNU C library


def return_freed_memory(path: str) -> None:
    """Let the C library give back freed blocks if this is a large file; nothing where it cannot be told to.

    The GNU C library raises its thresholds while it runs, and then keeps what is freed.
    """
    try:
        if not sys.platform.startswith("linux") or os.path.getsize(path) < _LARGE_FILE_BYTES:
            return
        import ctypes

        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_M_MMAP_THRESHOLD, _BLOCK_BYTES)
        mallopt(_M_TRIM_THRESHOLD, _BLOCK_BYTES)
    except (OSError, AttributeError, ImportError, ValueError):
        return
