"""Which elements the style sheets of a page hide, by the rules whose selectors name an element and classes alone.

Rules with combinators, ids, attributes or states, and rules inside `@media` and the like, are not read: an element that
only they hide counts as shown, so its text is read rather than lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_SHEET = re.compile(r"<style\b[^>]*>(.*?)</style", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_TOKEN = re.compile(r"[^{};]+|[{};]")
_SELECTOR = re.compile(r"(?P<tag>[a-z][a-z0-9]*|\*)?(?P<classes>(?:\.[\w-]+)*)")
_HIDES = re.compile(r"(?:^|;)\s*(display|visibility)\s*:\s*([a-z-]+)", re.IGNORECASE)
_MAX_RULES = 2_000  # that are read


class _Rule(NamedTuple):
    """A selector of an element, "" for any, and classes; the property that it sets, and whether that hides."""

    tag: str
    classes: frozenset[str]
    name: str
    hides: bool


class StyleRules:
    """The rules of a page's style sheets that show or hide elements."""

    def __init__(self, page: str) -> None:
        rules = [rule for sheet in _SHEET.finditer(page) for rule in _rules(_COMMENT.sub("", sheet[1]))][:_MAX_RULES]
        # The rules that win come last: those with more classes, then with an element, then the later ones.
        rules.sort(key=lambda rule: (len(rule.classes), bool(rule.tag)))
        hiding = [rule for rule in rules if rule.hides and rule.classes]
        self._rules = rules if hiding else []
        self._classes = frozenset().union(*(rule.classes for rule in hiding))

    def __bool__(self) -> bool:
        """False if no class hides anything."""
        return bool(self._rules)

    def hide(self, tag: str, names: str) -> bool:
        """True if the last rule for an element with these classes on `display` or on `visibility` hides it.

        >>> rules = StyleRules("<style>.pane{display:none} .pane.on{display:block}</style>")
        >>> rules.hide("div", "pane"), rules.hide("div", "pane on")
        (True, False)
        """
        classes = set(names.split())
        if self._classes.isdisjoint(classes):
            return False
        last = {rule.name: rule.hides for rule in self._rules if rule.classes <= classes and rule.tag in ("", tag)}
        return any(last.values())


def _rules(sheet: str) -> Iterator[_Rule]:
    """The rules of a style sheet without comments that set `display` or `visibility`, each selector by itself."""
    before, depth, at_rule = "", 0, False
    for token in _TOKEN.finditer(sheet):
        text = token[0]
        if text == "{":
            depth += 1
            at_rule = at_rule or before.startswith("@")
            selectors, body = before, ""
        elif text == "}":
            depth = max(0, depth - 1)
            if not depth:
                if not at_rule:
                    yield from _rules_of(selectors, body)
                at_rule = False
            before = ""
        elif text == ";":
            body = f"{body};" if depth else ""
        elif depth:
            body, before = body + text, text.strip()
        else:
            before, selectors, body = text.strip(), "", ""


def _rules_of(selectors: str, body: str) -> Iterator[_Rule]:
    """The rules for each of the selectors, by the declarations in the body."""
    declared = {name.lower(): value.lower() for name, value in _HIDES.findall(body)}
    for selector in selectors.split(",") if declared else ():
        match = _SELECTOR.fullmatch(selector.strip())
        if match is None or not selector.strip():
            continue
        tag = "" if match["tag"] in (None, "*") else match["tag"]
        classes = frozenset(filter(None, match["classes"].split(".")))
        for name, value in declared.items():
            yield _Rule(tag, classes, name, value in ("none", "hidden"))


NO_STYLES = StyleRules("")
