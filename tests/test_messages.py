"""Messages: their English is what the template says of the parts, and two are equal by template and parts."""

from __future__ import annotations

import ast
import json
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from policydiff import errors
from policydiff.messages import NOTHING, Message, as_message, counted, joined, message

SOURCE = Path(errors.__file__).parent


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


def test_a_sentence_without_parts_may_be_a_string() -> None:
    assert as_message("is no {name}") == Message("is no {{name}}")
    assert str(as_message("is no {name}")) == "is no {name}"
    assert as_message(NOTHING) is NOTHING


def test_an_error_is_a_message_with_a_place_and_a_hint() -> None:
    error = errors.ReadError(message("not JSON: {reason}", reason="{"), where="{a}.jsonl", hint="look at {it}")
    assert str(error) == "{a}.jsonl: not JSON: { (look at {it})"
    assert (error.code, str(errors.ReadError("gone", code="left"))) == ("not JSON: {", "gone")
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.message, copy.hint, copy.code) == (str(error), error.message, error.hint, error.code)


# --- the set of templates is finite: each is a literal in the source

# The classes and functions whose sentences are these arguments: by place, and by name.
ERRORS = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)}
SENTENCES = {
    **dict.fromkeys(ERRORS, ({0}, {"message", "hint"})),
    "UnreadableInput": ({1, 2}, {"message", "hint"}),
    "message": ({0}, set[str]()),
    "as_message": ({0}, set[str]()),
    "counted": ({1, 2}, {"one", "many"}),
    "reason_of": ({1}, {"otherwise"}),
}


def composed_sentences(tree: ast.Module) -> list[str]:
    """The places at which a sentence is composed as a string, of parts that no translation could find again."""
    inside = {
        node: function
        for function in ast.walk(tree)  # outer functions before inner ones, which replace them
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
    }
    return [
        f"{node.lineno}: {ast.unparse(sentence)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and (name := ast.unparse(node.func).rpartition(".")[2]) in SENTENCES
        for places, names in [SENTENCES[name]]
        for sentence in [
            *(argument for place, argument in enumerate(node.args) if place in places),
            *(keyword.value for keyword in node.keywords if keyword.arg in names),
        ]
        if any(map(is_composed, possible_values(sentence, inside.get(node, tree))))
    ]


def possible_values(sentence: ast.expr, scope: ast.AST) -> Iterator[ast.expr]:
    """The expressions that may become the sentence: of a name, whatever it is set to in its function."""
    if isinstance(sentence, ast.IfExp):
        yield from possible_values(sentence.body, scope)
        yield from possible_values(sentence.orelse, scope)
    elif isinstance(sentence, ast.BoolOp):
        for value in sentence.values:
            yield from possible_values(value, scope)
    elif isinstance(sentence, ast.Name):
        for node in ast.walk(scope):
            if isinstance(node, ast.Assign):
                targets = node.targets
            elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr):
                targets = [node.target]
            else:
                continue
            if sentence.id not in map(ast.unparse, targets):
                continue
            if isinstance(node, ast.AugAssign):
                yield ast.BinOp(node.target, node.op, node.value)
            elif node.value and not isinstance(node.value, ast.Name):
                yield from possible_values(node.value, scope)
    else:
        yield sentence


def is_composed(value: ast.expr) -> bool:
    """Whether the expression is an f-string, a sum or a remainder, or a call of a method that makes a string."""
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Attribute) and value.func.attr in {"format", "join"}
    return isinstance(value, ast.JoinedStr | ast.BinOp)


@pytest.mark.parametrize(
    "package", sorted({path.relative_to(SOURCE).parts[0] for path in SOURCE.rglob("*.py")} - {"cli"})
)
def test_no_sentence_of_an_error_is_composed(package: str) -> None:
    files = [SOURCE / package] if package.endswith(".py") else sorted((SOURCE / package).rglob("*.py"))
    assert {
        str(file.relative_to(SOURCE)): composed
        for file in files
        if (composed := composed_sentences(ast.parse(file.read_text(encoding="utf-8"))))
    } == {}


@pytest.mark.parametrize(
    "source",
    [
        'raise ReadError(f"no {name}")',
        'raise errors.PlanError("no %s" % name)',
        'raise PolicydiffError("no {}".format(name), where=path)',
        'WriteError("is there", where=path, hint="see " + name)',
        'WriteError("is there", hint=f"see {name}" if name else "")',
        'UnreadableInput(source, f"no {name}", code="no name")',
        'UnreadableInput(source, message("no name"), hint=f"see {name}", code="no name")',
        'message(f"no {name}")',
        'def refuse(name):\n    why = f"no {name}"\n    raise ReadError(why)',
        'def refuse(name):\n    why = "no name"\n    why += name\n    raise ReadError(why)',
        'def refuse(name):\n    if why := f"no {name}":\n        raise ReadError(why)',
    ],
)
def test_a_composed_sentence_is_seen(source: str) -> None:
    assert len(composed_sentences(ast.parse(source))) == 1


def test_literals_and_messages_are_no_composed_sentences() -> None:
    source = """
def refuse(name):
    where = f"{name}.txt"
    why = message("no {name}", name=name)
    raise ReadError(why, where=where, hint="name it" if name else "", code=f"no {name}")
"""
    assert composed_sentences(ast.parse(source)) == []
