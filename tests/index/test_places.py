"""The places of lines that an index stores behind the text of a document."""

from __future__ import annotations

import hashlib
import json
import zlib

import pytest

from policydiff.index.database import DamagedIndex
from policydiff.index.records import unpack_places, unpack_text
from policydiff.text.extraction import Place

TEXT = "甲\n乙\n"
PLACES = (Place("paragraph", 1), Place("table", 1, 2, 3))
STORED = zlib.compress(TEXT.encode())


@pytest.mark.parametrize(
    ("behind", "text", "expected"),
    [
        (zlib.compress(json.dumps(PLACES).encode()), TEXT, PLACES),
        (zlib.compress(json.dumps(PLACES).encode()), "甲\n", ()),
        (b"", TEXT, ()),
    ],
)
def test_places_are_stored_behind_the_text(behind: bytes, text: str, expected: tuple[Place, ...]) -> None:
    assert unpack_places(STORED + behind, text) == expected
    assert unpack_text(STORED + behind, 4, hashlib.sha256(TEXT.encode()).digest()) == TEXT


OF_PAGES = b'[["slide", 1, 0, 0], ["page", 1, 0, 0]]'


def test_places_of_an_unknown_kind_are_ignored() -> None:
    assert unpack_places(STORED + zlib.compress(OF_PAGES), TEXT) == ()


@pytest.mark.parametrize("places", [b"none", b"[[1]]", b'[["paragraph", "x", 0, 0]]', b"[" * 3000, b"7"])
def test_damaged_places_are_refused(places: bytes) -> None:
    for behind in (zlib.compress(places), places):
        with pytest.raises(DamagedIndex, match="the places of a text"):
            unpack_places(STORED + behind, TEXT)
