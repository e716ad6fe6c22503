"""Patterns are compiled late; one with signs answers without being compiled, and as it would have answered."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policydiff
from policydiff.text.lazy_regex import _SignedPattern, pattern
from strategies import examples


def signed() -> dict[str, _SignedPattern]:
    """Every pattern of the package that has signs, by its name."""
    found = {}
    for module in pkgutil.walk_packages(policydiff.__path__, "policydiff."):
        if not module.name.endswith("__main__"):
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, _SignedPattern):
                    found[f"{module.name.removeprefix('policydiff.')}.{name}"] = value
    return found


SIGNED = signed()


@pytest.mark.parametrize("name", SIGNED)
def test_whatever_matches_holds_one_of_the_signs(name: str) -> None:
    one = SIGNED[name]

    # A sign that is missing is seen by a text that holds no other: the more signs, the more texts it takes.
    @examples(100 if len(one.signs) > 4 else 50)
    @given(st.from_regex(re.compile(one._text, one._flags)))
    def holds(text: str) -> None:
        assert any(sign in text for sign in one.signs)

    holds()


@pytest.mark.parametrize("text", ["第三号", "三号", "三", "号", ""])
def test_a_signed_pattern_answers_as_any_other(text: str) -> None:
    plain = re.compile("[一二三]号")
    for method in ("match", "search", "fullmatch"):
        match, expected = getattr(pattern("[一二三]号", signs="号"), method)(text), getattr(plain, method)(text)
        assert (match and match.span()) == (expected and expected.span())
    assert pattern("[一二三]号", signs="号").sub("-", text) == plain.sub("-", text)


def test_a_text_without_signs_compiles_nothing() -> None:
    broken = pattern("(", signs="号")
    assert broken.search("第三条") is None
    with pytest.raises(re.error):
        broken.search("第三号")
