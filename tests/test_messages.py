"""Messages: their English is what the template says of the parts, and two are equal by template and parts."""

from __future__ import annotations

import json
import pickle

import pytest

from policydiff.messages import NOTHING, Message, counted, joined, message


def test_a_part_may_be_a_message() -> None:
    inner = counted(3, "{number} article", "{number} articles")
    outer = message("{what} differ, “{quote}”", what=inner, quote="第三条 {x}")
    assert str(outer) == f"{outer}" == "3 articles differ, “第三条 {x}”"
    assert f"{inner:>12}" == "  3 articles"


def test_messages_are_values() -> None:
    one = message("{number:,} characters", number=1200)
    assert one == message("{number:,} characters", number=1200) != message("{number} characters", number=1200)
    assert len({one, pickle.loads(pickle.dumps(one))}) == 1
    assert not NOTHING
    assert str(NOTHING) == ""


def test_a_message_is_no_string_and_no_tuple() -> None:
    with pytest.raises(TypeError):
        json.dumps(message("a"))


@pytest.mark.parametrize(
    ("parts", "separator", "expected"),
    [([], "; ", ""), (["a"], "; ", "a"), (["a", "", "b"], "; ", "a; b"), (["a", "b", "c"], " {} ", "a {} b {} c")],
)
def test_joined(parts: list[str], separator: str, expected: str) -> None:
    assert str(joined(map(Message, parts), separator)) == expected
