"""Keep the catalogues of translations in step with the source: `update` them, `compile` them, or `check` them.

    python scripts/catalogues.py update     add new sentences without a translation, drop those no longer used
    python scripts/catalogues.py compile    write the .mo file of each .po file
    python scripts/catalogues.py check      exit 1 if a sentence is untranslated or unused, or a .mo file is stale

Sentences are the string literals that `message`, `localized` and their kind are called with, help of options and
commands, and the sentences of click, which uses the same catalogues.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from policydiff.messages import in_context

SOURCE = Path(__file__).resolve().parent.parent / "src" / "policydiff"
LANGUAGES = ("zh_CN", "zh_TW")
_TEMPLATES = {  # functions, and the positions of the arguments that are sentences
    "message": (0,),
    "localized": (0,),
    "as_message": (0,),
    "translatable": (0,),
    "in_context": (1,),
    "counted": (1, 2),
    "localized_count": (1, 2),
    "joined": (1,),
    "localized_list": (1,),
    "reason_of": (1,),
    "note": (1,),
    "_refuse": (1,),
    "UsageError": (0,),
    "BadParameter": (0,),
}
_DEFAULT_SEPARATORS = ("; ", ", ")  # of joined and localized_list
_HELP = ("help", "show_default", "short_help", "epilog")  # keywords of click
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
_PLURAL = "ngettext"
_HEADER = (
    "# The sentences of policydiff in {language}. The English template is the id; fields in braces stay as they are."
)


def sentences() -> dict[str, list[str]]:
    """All sentences of policydiff by their English template, each with the modules that hold it."""
    places: dict[str, list[str]] = {separator: ["messages"] for separator in _DEFAULT_SEPARATORS}
    for file in sorted(SOURCE.rglob("*.py")):
        module = file.relative_to(SOURCE).with_suffix("").as_posix()
        for sentence in _sentences_of(ast.parse(file.read_text(encoding="utf-8"))):
            modules = places.setdefault(sentence, [])
            if module not in modules:
                modules.append(module)
    return {
        sentence: modules
        for sentence, modules in places.items()
        if any(map(str.isalpha, sentence)) or sentence in _DEFAULT_SEPARATORS
    }


def click_sentences() -> dict[str, str]:
    """The sentences of click by their id, with the plural, which is empty for those that have none."""
    pairs: dict[str, str] = {}
    for file in sorted(Path(click.__file__).parent.glob("*.py")):
        for call in _calls(ast.parse(file.read_text(encoding="utf-8"))):
            name = _function_name(call)
            if name in ("_", "gettext") and call.args:
                pairs.update(dict.fromkeys(_literals(call.args[0], {}), ""))
            elif name == _PLURAL:
                pairs.update(zip(_literals(call.args[0], {}), _literals(call.args[1], {}), strict=True))
    return pairs


def _sentences_of(tree: ast.Module) -> Iterator[str]:
    """The sentences of one module."""
    constants = _constants(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _sentences_of_call(node, constants)
        elif isinstance(node, ast.FunctionDef) and any(
            "command" in ast.unparse(name) or "group" in ast.unparse(name) for name in node.decorator_list
        ):
            yield inspect.cleandoc(ast.get_docstring(node) or "")
        elif isinstance(node, ast.AnnAssign | ast.Assign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and target.id == "COMMANDS" for target in targets) and isinstance(
                node.value, ast.Dict
            ):
                for value in node.value.values:
                    yield from _literals(value, constants)


def _sentences_of_call(call: ast.Call, constants: dict[str, list[ast.expr]]) -> Iterator[str]:
    """The sentences among the arguments of one call."""
    name = _function_name(call)
    for position in _TEMPLATES.get(name, ()):
        if position < len(call.args):
            escaped = name in ("as_message", "reason_of", "note", "_refuse", "UsageError", "BadParameter")
            for sentence in _literals(call.args[position], constants):
                if name == "in_context":
                    sentence = in_context(_literals(call.args[0], constants)[0], sentence)
                yield _escaped(sentence) if escaped else sentence
    if name.endswith("Error") and name[:-5] and call.args:
        yield from map(_escaped, _literals(call.args[0], constants))
    for keyword in call.keywords:
        if keyword.arg in _HELP:
            yield from map(_escaped, map(inspect.cleandoc, _literals(keyword.value, constants)))
        elif keyword.arg == "hint" or (keyword.arg == "separator" and name in ("joined", "localized_list")):
            yield from map(_escaped, _literals(keyword.value, constants))


def _escaped(sentence: str) -> str:
    """The template of a sentence that has no fields, as `as_message` makes it."""
    return sentence.replace("{", "{{").replace("}", "}}")


def _literals(node: ast.expr, constants: dict[str, list[ast.expr]]) -> list[str]:
    """The string literals an expression may be: itself, those of a choice, or those a name is assigned."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return _literals(node.body, constants) + _literals(node.orelse, constants)
    if isinstance(node, ast.Name):
        return [text for value in constants.get(node.id, ()) for text in _literals(value, {})]
    return []


def _constants(tree: ast.Module) -> dict[str, list[ast.expr]]:
    """What is assigned to each name anywhere in a module."""
    constants: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign) or len(node.targets) != 1:
            continue
        target = node.targets[0]
        if isinstance(target, ast.Name):
            constants.setdefault(target.id, []).append(node.value)
        elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            for name, value in zip(target.elts, node.value.elts, strict=False):
                if isinstance(name, ast.Name):
                    constants.setdefault(name.id, []).append(value)
    return constants


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    """All calls of a module."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _function_name(call: ast.Call) -> str:
    """The last part of the name of the function that is called; empty if it has no name."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


# --- catalogues


def catalogue_file(language: str) -> Path:
    """The .po file of a language."""
    return SOURCE / "locale" / language / "LC_MESSAGES" / "policydiff.po"


def read_catalogue(language: str) -> Catalog:
    """The catalogue of a language; an empty one if there is none yet."""
    file = catalogue_file(language)
    if not file.exists():
        return _new_catalogue(language)
    with file.open("rb") as stream:
        return read_po(stream, locale=language, domain="policydiff")


def _new_catalogue(language: str) -> Catalog:
    """A catalogue without sentences."""
    return Catalog(
        language, "policydiff", _HEADER.format(language=language), "policydiff", fuzzy=False, charset="utf-8"
    )


def _template(language: str) -> Catalog:
    """A catalogue of all sentences, sorted, without translations."""
    catalogue = _new_catalogue(language)
    for sentence, modules in sorted(sentences().items()):
        context, _, template = sentence.rpartition("\x04")
        catalogue.add(template, "", [(module, 0) for module in modules], context=context or None)
    for one, many in sorted(click_sentences().items()):
        if one not in catalogue or many:
            catalogue.add((one, many) if many else one, "", [("click", 0)])
    return catalogue


def updated_catalogue(language: str) -> Catalog:
    """All sentences in their order, with the translations the catalogue of a language has for them."""
    old, catalogue = read_catalogue(language), _template(language)
    for entry in catalogue:
        if entry.id and (known := old.get(entry.id, entry.context)) is not None:
            entry.string = known.string
    return catalogue


def po_bytes(catalogue: Catalog) -> bytes:
    """The content of a .po file: no dates, so that the same sentences give the same bytes."""
    stream = BytesIO()
    write_po(stream, catalogue, width=120, omit_header=False, include_lineno=False)
    lines = stream.getvalue().split(b"\n")
    return b"\n".join(
        line for line in lines if not line.startswith((b'"POT-Creation', b'"PO-Revision', b'"Generated-By'))
    )


def mo_bytes(language: str) -> bytes:
    """The compiled catalogue of a language."""
    stream = BytesIO()
    catalogue = read_catalogue(language)
    catalogue.creation_date = catalogue.revision_date = _NO_DATE  # the same sentences give the same bytes
    write_mo(stream, catalogue)
    return stream.getvalue()


def problems(language: str) -> list[str]:
    """What is wrong with the catalogue of a language: a line for each untranslated, unused or stale part."""
    known, wanted = read_catalogue(language), _template(language)
    lines = [
        f"{language}: not translated: {entry.id!r}"
        for entry in wanted
        if entry.id and not _is_translated(known.get(entry.id, entry.context))
    ]
    lines += [
        f"{language}: no longer used: {entry.id!r}"
        for entry in known
        if entry.id and wanted.get(entry.id, entry.context) is None
    ]
    compiled = catalogue_file(language).with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != mo_bytes(language):
        lines.append(f"{language}: the .mo file is not that of the .po file; run: python scripts/catalogues.py compile")
    return lines


def _is_translated(entry: object) -> bool:
    """True if an entry of a catalogue has a translation, of a plural every form."""
    translation = getattr(entry, "string", "")
    return all(translation) if isinstance(translation, tuple) else bool(translation)


def main(arguments: list[str]) -> int:
    """Run a command of this script; the exit status."""
    command = arguments[0] if len(arguments) == 1 else ""
    if command == "update":
        for language in LANGUAGES:
            catalogue_file(language).parent.mkdir(parents=True, exist_ok=True)
            catalogue_file(language).write_bytes(po_bytes(updated_catalogue(language)))
    if command in ("update", "compile"):
        for language in LANGUAGES:
            catalogue_file(language).with_suffix(".mo").write_bytes(mo_bytes(language))
    elif command == "check":
        lines = [line for language in LANGUAGES for line in problems(language)]
        print("\n".join(lines) or "every sentence is translated, none is unused")
        return int(bool(lines))
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
