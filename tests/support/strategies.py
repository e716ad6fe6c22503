"""Texts and key codes that are rich in what goes wrong."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from policydiff.text.folding import Codes

# Astral characters (kept, folded into the BMP, dropped), lone halves, number marks, digits, blanks, both scripts.
ALPHABET = (
    "中國国說说〇○０1２9Ａaⅳ①㎡²"
    ".．%％‰-－—―/:：~～±<＞，。、；（(）「“’*#=|"
    " \n\r\t\u3000\u200b\u2060\u202e\ufe0f\ufeff"
    "𠀀𫝈𪚏😀\U000e0041\U000e0100\U0002f800\ud800\udc00\udbff"
)


def examples(count: int, *unchecked: HealthCheck, derandomize: bool | None = None) -> settings:
    """Settings of a property that is to be tried on so many examples; the profile `fast` takes its share of them.

    `unchecked` are health checks that do not suit the test.
    """
    profile = settings()
    return settings(
        max_examples=max(1, count * profile.max_examples // 100),
        suppress_health_check=[*profile.suppress_health_check, *unchecked],
        derandomize=profile.derandomize if derandomize is None else derandomize,
    )


def texts(max_size: int = 80) -> st.SearchStrategy[str]:
    """Mostly of the hard alphabet, now and then of any character at all."""
    return st.one_of(
        st.text(alphabet=ALPHABET, max_size=max_size),
        st.text(alphabet=st.one_of(st.sampled_from(ALPHABET), st.characters()), max_size=max_size),
    )


@st.composite
def repetitive(draw: st.DrawFn, longest: int = 400) -> Codes:
    """Key codes in which stretches of random, periodic or constant codes stand several times."""
    numbers = np.random.default_rng(draw(st.integers(0, 1 << 32)))
    pieces: list[Codes] = []
    for _ in range(draw(st.integers(0, 6))):
        letters, length = draw(st.sampled_from([1, 2, 3, 50, 60_000])), draw(st.integers(0, longest))
        kind = draw(st.sampled_from(["fresh", "periodic", "copy", "altered"]))
        if kind in ("copy", "altered") and pieces:
            whole = np.concatenate(pieces)
            start = draw(st.integers(0, len(whole)))
            piece = whole[start : start + length].copy()
            if kind == "altered" and len(piece):
                piece[draw(st.integers(0, len(piece) - 1))] ^= 1
        else:
            piece = numbers.integers(1, letters + 1, length).astype(np.uint16)
            if kind == "periodic":
                piece = np.resize(piece[: draw(st.integers(1, 100))], length) if length else piece
        pieces.append(piece)
    return np.concatenate(pieces) if pieces else np.empty(0, np.uint16)
