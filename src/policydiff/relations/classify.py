"""How two documents of a corpus are related: told by their texts, values and names, each relation by a stated test.

Only the first four relations let a copy go; they are proven on the canonical forms, never by a measure. The others
link documents that both stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from policydiff.matching.diff import Edit, changed_characters, edits
from policydiff.matching.differences import SAME, Difference, Measures, differences, kind_of_difference, whole_numbers
from policydiff.matching.overlap import Overlap, overlap
from policydiff.relations.containment import EDGE, LEAST, find_contained
from policydiff.relations.edition import conflicting_values, same_edition
from policydiff.relations.profile import DocumentProfile
from policydiff.relations.quick_reject import bodies_differ
from policydiff.relations.titles import Titles, name_conflict, titles
from policydiff.structure.metadata import MetadataValue
from policydiff.structure.site_furniture import shared_lines
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

RelationKind = Literal[
    "identical",
    "same-text",
    "script-twin",
    "near-duplicate",
    "revision",
    "mislabelled",
    "excerpt",
    "contains",
    "wrapper",
    "template",
    "reuse",
]
COPIES = frozenset({"identical", "same-text", "script-twin", "near-duplicate"})  # proven: one of the two may go

MOST_DIFFERENCES = 100  # listed of one pair; the reason counts all
_ALIKE = 0.5  # Jaccard similarity of two editions of a document without titles
FORM = 0.45  # of either document's shingles, in two documents made from one form
_REUSED = 60  # key characters in common, in runs, from which a passage is worth speaking of
_BODY = 0.6  # of its shingles that a document shares with one in which its body stands
NEARLY = 0.9  # Jaccard similarity from which two texts are one report under two names
_BEFORE = 2_000  # characters before a part in which it is announced
_MISPRINTED = 0.003  # of two such texts, that may be said otherwise
_CARRIES = pattern("印发|印發|转发|轉發|批转|批轉|公布|发布|發布|刊登|转载|轉載")


@dataclass(frozen=True)
class Relation:
    """What `one` is to `other`. `evidence` says in words how that is known.

    `differences` are at most MOST_DIFFERENCES of `different` places, with `old` in the other text. `measures` are of
    the whole keys; containment is that of `one` in `other`, `contained` that of `other` in `one`. Of two mislabelled
    ones `wrong` says which name the text does not bear out, that of `one` and that of `other`.
    """

    name: RelationKind
    one: DocumentProfile
    other: DocumentProfile
    evidence: str
    measures: Measures
    contained: float
    differences: tuple[Difference, ...] = ()
    different: int = 0
    wrong: tuple[bool, bool] = (False, False)

    @property
    def is_copy(self) -> bool:
        """Whether one of the two may go."""
        return self.name in COPIES

    @property
    def droppable(self) -> bool:
        """Whether nothing is lost when `one` goes: it is a copy, or an excerpt whose body stands in the other."""
        return self.is_copy or (
            self.name == "excerpt" and bool(body := self.one.edition.body) and body in self.other.canonical
        )

    @property
    def conflict(self) -> bool:
        """Whether all that the two say of themselves makes them one edition, and yet their words differ."""
        if self.name != "revision":
            return False
        named = self.one.glance.norms("number") & self.other.glance.norms("number")
        return bool(named) and not conflicting_values(self.one.glance, self.other.glance)


def separate_pages(
    one: DocumentProfile, other: DocumentProfile, known: frozenset[str]
) -> tuple[DocumentProfile, DocumentProfile]:
    """Two documents without the furniture of pages that both have, of what is known for furniture: so it makes them
    neither alike nor different. They themselves, where that is too little to matter.
    """
    lines = shared_lines(one.furniture(known), other.furniture(known))
    return one.bare(lines), other.bare(lines)


# --- copies


def classify_copies(one: DocumentProfile, other: DocumentProfile) -> Relation | None:
    """The relation of two documents whose text is one, `mislabelled` among them; None for others. Cheap for most."""
    found = _same(one, other)
    if found is None:
        return None
    kind, evidence = found
    if why := name_conflict(one.name, other.name):
        return replace(_relation(why.relation, one, other, f"{evidence}, but {why.words}"), wrong=why.wrong)
    return _relation(kind, one, other, evidence)


def _same(one: DocumentProfile, other: DocumentProfile) -> tuple[RelationKind, str] | None:
    if not one.document.text or not other.document.text:
        return None
    if one.document.raw == other.document.raw and one.whole and other.whole:
        return "identical", "not one byte differs"
    if bodies_differ(one, other):
        return None
    if one.canonical and one.canonical == other.canonical:
        if {one.traditional, other.traditional} == {True, False}:
            return "script-twin", "the same words, figures and marks"
        if not (one.whole and other.whole):
            return "same-text", "once what stands twice in one of them is left out"
        return "same-text", "only script, width, white space or mark-up differ"
    if same_edition(one.edition, other.edition):
        twins = ", and the script" if {one.traditional, other.traditional} == {True, False} else ""
        return "near-duplicate", f"the body is the same; only what stands round it differs{twins}"
    return None


# --- kin


def classify_related(one: DocumentProfile, other: DocumentProfile) -> Relation | None:
    """The relation of two documents that are no copies; None where they share no passage worth speaking of."""
    shared = overlap(one.shingles, other.shingles)
    changes = edits(one.key.text, other.key.text)
    why = name_conflict(one.name, other.name) if shared.jaccard >= NEARLY else None
    if why and (why.relation != "mislabelled" or _one_text(one, other, changes)):
        return replace(_changed(why.relation, one, other, why.words, shared, changes), wrong=why.wrong)
    if part := _part(one, other, shared) or _carried(one, other, shared):
        return part
    same = titles(one.name.best, other.name.best)
    if same is Titles.DIFFERENT:
        if min(shared.left_in_right, shared.right_in_left) >= FORM:
            return _changed("template", one, other, "under unlike titles", shared, changes)
    elif shared.jaccard >= (_ALIKE if same is Titles.UNKNOWN else FORM):
        values = conflicting_values(one.glance, other.glance)
        return _changed("revision", one, other, _told_apart(values), shared, changes)
    if _longest_run(changes, len(one.key)) >= _REUSED:
        return _relation("reuse", one, other, "in documents that are otherwise unlike", shared)
    return None


def classify_parallel(one: DocumentProfile, other: DocumentProfile, sections: int) -> Relation:
    """The relation of two documents without a passage in common, so many of whose sections are nearly the same."""
    told = "1 section" if sections == 1 else f"{sections} sections"
    return _relation("reuse", one, other, f"{told} in nearly the same words")


def _one_text(one: DocumentProfile, other: DocumentProfile, changes: Sequence[Edit]) -> bool:
    """Whether two texts are one but for misprints and what stands at their ends."""
    ends = (0, 0), (len(one.key), len(other.key))
    inner = [(i, j, k, m) for i, j, k, m in changes if (i, k) != ends[0] and (j, m) != ends[1]]
    return changed_characters(inner) <= _MISPRINTED * len(one.key)


def _told_apart(values: Sequence[tuple[MetadataValue, MetadataValue]]) -> str:
    if not values:
        return "their words differ"
    told = [f"{old.kind} {old.norm or 'not said'} and {new.norm or 'not said'}" for old, new in values[:2]]
    return "; ".join(told)


def _part(one: DocumentProfile, other: DocumentProfile, shared: Overlap) -> Relation | None:
    """The relation where one document stands in the other in one piece; None where neither does."""
    part, whole = (one, other) if len(one.key) <= len(other.key) else (other, one)
    if (shared.left_in_right if part is one else shared.right_in_left) < _BODY or len(part.key) < _REUSED:
        return None
    found = find_contained(part, whole)
    if found is None:
        return None
    start, end, changes = found
    much = changed_characters(changes)
    words = f"in one piece, {(end - start) / len(whole.key):.0%} of the longer one"
    if much:
        words += f", but for {much} characters"
    told = start >= LEAST // 2 and _announced(part, whole, whole.document.text[: whole.key.position(start)])
    relation = _relation("excerpt", part, whole, words, shared if part is one else shared.turned)
    if told:
        relation = _relation("wrapper", whole, part, words, shared if whole is one else shared.turned)
        changes = [(k, m, i, j) for i, j, k, m in changes]
    shown = tuple(_differing(relation.one, relation.other, changes[:MOST_DIFFERENCES]))
    return replace(relation, differences=shown, different=len(changes))


def _announced(part: DocumentProfile, whole: DocumentProfile, before: str) -> bool:
    """Whether what stands before the part says that it is handed on, under a title of its own."""
    words = _CARRIES.search(whole.name.best) or _CARRIES.search(before[-_BEFORE:])
    return words is not None and titles(part.name.best, whole.name.best) is not Titles.SAME


def _carried(one: DocumentProfile, other: DocumentProfile, shared: Overlap) -> Relation | None:
    """The relation where the body of one stands in the other word for word, whatever stands round it in either."""
    for part, whole, share in ((one, other, shared.left_in_right), (other, one, shared.right_in_left)):
        if share < _BODY or len(part.key) > len(whole.key) + EDGE or bodies_differ(part, whole, both=False):
            continue
        body = part.edition.body
        at = whole.canonical.find(body) if len(body) >= _REUSED else -1
        extra = len(whole.canonical) - len(body)
        if at < 0 or extra < LEAST or same_edition(one.edition, other.edition):
            continue
        words = f"the body word for word, {len(body) / len(whole.canonical):.0%} of the longer one"
        if at >= LEAST // 2 and _announced(part, whole, whole.canonical[:at]):
            return _relation("wrapper", whole, part, words)
        return _relation("excerpt", part, whole, words)
    return None


def _longest_run(changes: Sequence[Edit], length: int) -> int:
    """The longest stretch between two edits, in key units."""
    starts = [0, *(j for _, j, _, _ in changes)]
    ends = [*(i for i, _, _, _ in changes), length]
    return max(end - start for start, end in zip(starts, ends, strict=True))


# --- values


def _relation(
    kind: RelationKind, one: DocumentProfile, other: DocumentProfile, evidence: str, shared: Overlap | None = None
) -> Relation:
    if one.document.text == other.document.text:
        return Relation(kind, one, other, evidence, SAME, 1.0)
    shared = shared or overlap(one.shingles, other.shingles)
    found = Measures(shared.jaccard, None, shared.left_in_right)
    return Relation(kind, one, other, evidence, found, shared.right_in_left)


def _changed(
    kind: RelationKind,
    one: DocumentProfile,
    other: DocumentProfile,
    evidence: str,
    shared: Overlap,
    changes: Sequence[Edit],
) -> Relation:
    """A relation with the places where the texts differ."""
    places = whole_numbers(one.key.text, other.key.text, changes)
    shown: tuple[Difference, ...] = ()
    if not places:  # punctuation alone
        shown = differences(other.document.text, one.document.text, 0, 0)
    elif one.whole and other.whole:  # places in what is left of a text are none in its source
        shown = tuple(_differing(one, other, places[:MOST_DIFFERENCES]))
    measures = Measures(shared.jaccard, None, shared.left_in_right)
    different = len(places) or len(shown)
    return Relation(kind, one, other, evidence, measures, shared.right_in_left, shown[:MOST_DIFFERENCES], different)


def _differing(one: DocumentProfile, other: DocumentProfile, places: Sequence[Edit]) -> Iterator[Difference]:
    """The differences at these places of the keys, as the texts have them."""
    sides = []
    columns = np.array(places, dtype=np.int64).reshape(-1, 4).T
    for member, low, high in ((one, 0, 1), (other, 2, 3)):
        starts = member.places.take(columns[low], mode="clip").tolist()
        ends = member.places.take(np.maximum(columns[high] - 1, 0), mode="clip").tolist()
        text = member.document.text
        sides.append(
            [
                (text[start : end + 1], Span(start, end + 1)) if place[high] > place[low] else None
                for place, start, end in zip(places, starts, ends, strict=True)
            ]
        )
    for new, old in zip(*sides, strict=True):
        yield Difference(kind_of_difference(f"{old[0] if old else ''}{new[0] if new else ''}"), old, new)
