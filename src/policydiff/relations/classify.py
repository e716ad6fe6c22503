"""How two documents of a corpus are related, decided on their texts, values and names; each relation by a stated test.

Only the first four kinds (`COPIES`) allow a copy to be dropped; they are proven on the canonical forms, never by a
measure. The other kinds link documents that are both kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from policydiff.languages import PACK
from policydiff.matching.diff import Edit, changed_characters, edits
from policydiff.matching.differences import (
    IDENTICAL,
    Difference,
    Measures,
    differences,
    kind_of_difference,
    whole_numbers,
)
from policydiff.matching.overlap import Overlap, overlap
from policydiff.messages import Message, counted, message
from policydiff.relations.containment import MAX_EDGES, MIN_EXCERPT, find_contained
from policydiff.relations.edition_or_form import has_same_articles, is_edition_of, is_law_and_rule, is_one_form
from policydiff.relations.kinds import EDITIONS, PARTS
from policydiff.relations.profile import DocumentProfile
from policydiff.relations.quick_reject import bodies_differ
from policydiff.relations.same_edition import conflicting_values, same_edition
from policydiff.relations.same_words import describe_documents
from policydiff.relations.shared_passages import longest_shared, share_of_bodies
from policydiff.relations.titles import (
    TitleComparison,
    are_numbered_apart,
    compare_titles,
    name_conflict,
    title_key,
    title_line,
)
from policydiff.relations.value_words import describe_values
from policydiff.relations.verified import VerifiedRelation
from policydiff.relations.whole_words import whole_words
from policydiff.structure.site_furniture import shared_lines
from policydiff.text.spans import Span

MAX_DIFFERENCES = 100  # listed for one pair of documents; `difference_count` counts all
_MIN_UNTITLED_JACCARD = 0.5  # of two editions of a document without titles
MIN_FORM_SHARE = 0.45  # least share of either document's shingles in the other, for two documents made from one form
_MIN_SHARE_OF_LAW = 0.7  # the same share for a law and a rule under it, which repeats the law
_MIN_OUTSIDE_SHARE = 0.25  # of a document that is above or below its body, from which the bodies are compared alone
_MIN_UNTITLED_SHARE = 0.3  # of one of two documents without titles in the other, for two editions by their articles
_MIN_EDITION_SHARE = 0.2  # least share of one of two documents with one Chinese title in the other, for two editions
_MIN_UNLIKE_SHARE = 0.25  # share of either of two documents in the other from which they are not called unlike
_MIN_SHARED_UNITS = 60  # code units of folded text of a passage that is worth reporting
_MIN_BODY_SHARE = 0.6  # of a document's shingles that are in a document which contains its body
MIN_ONE_TEXT_JACCARD = 0.9  # least Jaccard similarity at which two texts may be one report under two names
_MAX_ANNOUNCEMENT = 2_000  # characters before a part, among which it is announced
_MAX_MISPRINT_SHARE = 0.003  # of one of two such texts, that may be worded differently


Relation = VerifiedRelation[DocumentProfile]  # with the texts on which it is verified


def with_consequences(relation: Relation) -> Relation:
    """Return the relation with `droppable` and `conflict`, for which more of the two documents is read."""
    return replace(relation, droppable=_is_droppable(relation), conflict=_is_conflict(relation))


def _is_droppable(relation: Relation) -> bool:
    """Return True if nothing is lost with `document`: it is a copy, or a kind in PARTS whose body is in the other.

    False for a part that has no body. The body is compared in canonical form.
    """
    return relation.is_copy or (
        relation.kind in PARTS and bool(body := relation.document.edition.body) and body in relation.other.canonical
    )


def _is_conflict(relation: Relation) -> bool:
    """Return True if the two are one edition by number and all other values, and yet their words differ.

    False for a kind that is not in EDITIONS, and if they have no number in common.
    """
    if relation.kind not in EDITIONS:
        return False
    values, other_values = relation.document.head_and_foot, relation.other.head_and_foot
    numbers = values.normalised_values("number") & other_values.normalised_values("number")
    return bool(numbers) and not conflicting_values(values, other_values)


def without_shared_furniture(
    profile: DocumentProfile, other: DocumentProfile, site_furniture: frozenset[str]
) -> tuple[DocumentProfile, DocumentProfile]:
    """Return the two documents without the lines of site furniture that both have.

    So these lines make them neither similar nor different. If they share too few such lines, no text is blanked out. A
    document in which `furniture` finds nothing is returned as it is.
    """
    lines = shared_lines(profile.furniture(site_furniture), other.furniture(site_furniture))
    return profile.without_furniture(lines), other.without_furniture(lines)


# --- copies


def classify_copies(profile: DocumentProfile, other: DocumentProfile) -> Relation | None:
    """Return the relation of two documents with one text; None for other documents, and if either text is empty.

    The kind is one in COPIES, or, where the two names cannot both be right, mislabelled or revision. Most unlike
    documents are rejected at little cost.

    >>> from policydiff.text.document import Document
    >>> texts = "青槐县收费办法\\n停止收费。\\n", "青槐县收费办法\\n\\n停止收费。"
    >>> classify_copies(*(DocumentProfile(Document.from_text(text), "a.txt") for text in texts)).kind
    'same-text'
    """
    copy = _classify_text(profile, other)
    if copy is None:
        return None
    kind, evidence = copy
    if conflict := name_conflict(profile.name, other.name):
        evidence = message("{evidence}, but {conflict}", evidence=evidence, conflict=conflict.message)
        relation = _relation(conflict.relation, profile, other, evidence)
        return replace(relation, unsupported_names=conflict.wrong)
    return _relation(kind, profile, other, evidence)


def _classify_text(profile: DocumentProfile, other: DocumentProfile) -> tuple[str, Message] | None:
    """Return the kind, one in COPIES, and the evidence of two documents with one text, whatever their names.

    None for other documents, and if either text is empty.
    """
    if not profile.document.text or not other.document.text:
        return None
    if profile.file_bytes == other.file_bytes and profile.document.text == other.document.text:
        return "identical", message("not one byte differs")
    if bodies_differ(profile, other):
        return None
    if profile.canonical and profile.canonical == other.canonical:
        if {profile.traditional, other.traditional} == {True, False}:
            return "script-twin", message("the same words, figures and marks")
        if not (profile.whole and other.whole):
            return "same-text", message("once what stands twice in one of them is left out")
        return "same-text", describe_documents(profile.document, other.document)
    if same_edition(profile.edition, other.edition):
        if {profile.traditional, other.traditional} == {True, False}:
            return "near-duplicate", message("the body is the same; only what stands round it differs, and the script")
        return "near-duplicate", message("the body is the same; only what stands round it differs")
    if profile.canonical_without_list_marks == other.canonical_without_list_marks and profile.canonical:
        return "near-duplicate", message("the same words; only bullets and stars of emphasis differ")
    return None


# --- related documents


def classify_related(profile: DocumentProfile, other: DocumentProfile) -> Relation | None:
    """Return the relation of two documents that are no copies; None if they share no passage worth reporting.

    The kind is the first that applies of mislabelled (or revision, by the names alone), excerpt or wrapper, template,
    revision, reuse. A part that is an edition of the whole is a revision. Of an excerpt or a wrapper, `document` of the
    relation may be `other`. A passage of at least `_MIN_SHARED_UNITS` is worth reporting.
    """
    shared = overlap(profile.shingles, other.shingles)
    changes = edits(profile.folded.text, other.folded.text)
    conflict = name_conflict(profile.name, other.name) if shared.jaccard >= MIN_ONE_TEXT_JACCARD else None
    if conflict and (conflict.relation != "mislabelled" or _differ_by_misprints(profile, other, changes)):
        relation = _relation_with_differences(conflict.relation, profile, other, conflict.message, shared, changes)
        return replace(relation, unsupported_names=conflict.wrong)
    titles = _compare_names(profile, other)
    if part := _contained_part(profile, other, shared) or _contained_body(profile, other, shared):
        if part.kind != "excerpt" or not is_edition_of(
            part.document, part.other, titles, shared if part.document is profile else shared.swapped
        ):
            return part
        return _edition(profile, other, shared, changes, part.evidence)
    if titles is TitleComparison.DIFFERENT:
        if _is_family(profile, other, shared, changes):
            evidence = message("under unlike titles")
            return _relation_with_differences("template", profile, other, evidence, shared, changes)
    elif shared.jaccard >= (
        _MIN_UNTITLED_JACCARD if titles is TitleComparison.UNKNOWN else MIN_FORM_SHARE
    ) or _is_much_altered_edition(profile, other, shared):
        if is_one_form(profile, other, changes):
            evidence = message("filled in by other parties or for another place")
            return _relation_with_differences("template", profile, other, evidence, shared, changes)
        return _edition(profile, other, shared, changes)
    elif (
        titles is TitleComparison.UNKNOWN
        and max(shared.left_in_right, shared.right_in_left) >= _MIN_UNTITLED_SHARE
        and has_same_articles(profile, other)
        and not is_one_form(profile, other, changes)
    ):
        return _edition(profile, other, shared, changes, message("most of their articles are the same"))
    if longest_shared(profile, other, changes, bodies=titles is TitleComparison.DIFFERENT) >= _MIN_SHARED_UNITS:
        is_unlike = max(shared.left_in_right, shared.right_in_left) < _MIN_UNLIKE_SHARE
        evidence = message("in documents that are otherwise unlike" if is_unlike else "in documents that differ much")
        return _relation("reuse", profile, other, evidence, shared)
    return None


def _is_family(profile: DocumentProfile, other: DocumentProfile, shared: Overlap, changes: Sequence[Edit]) -> bool:
    """Return True if two documents of unlike titles are made from one form: they have so much text in common.

    Of a law and a rule under it, and of documents numbered in one series, （一）、（二）, it must be more. If much
    of either is above or below its body, the bodies must have as much in common.
    """
    sides = profile, other
    titles = [side.name.title_or_words for side in sides]
    is_series = is_law_and_rule(profile, other) or are_numbered_apart(*titles)
    min_share = _MIN_SHARE_OF_LAW if is_series else MIN_FORM_SHARE
    if min(shared.left_in_right, shared.right_in_left) < min_share:
        return False
    outside = (sum(map(len, side.outside_body)) for side in sides)
    if all(part < _MIN_OUTSIDE_SHARE * len(side.document.text) for part, side in zip(outside, sides, strict=True)):
        return True
    return share_of_bodies(profile, other, changes) >= min_share


def _edition(
    profile: DocumentProfile,
    other: DocumentProfile,
    shared: Overlap,
    changes: Sequence[Edit],
    evidence: Message | None = None,
) -> Relation:
    """Return the relation, a revision, of two editions; `evidence` is used if no value differs."""
    conflicts = conflicting_values(profile.head_and_foot, other.head_and_foot)
    if conflicts or evidence is None:
        evidence = describe_values(conflicts)
    return _relation_with_differences("revision", profile, other, evidence, shared, changes)


def _compare_names(profile: DocumentProfile, other: DocumentProfile) -> TitleComparison:
    """Return whether two titles belong to one document.

    For a missing title stand the words of the file name, else those of a first line in Latin letters.
    """
    return compare_titles(*(side.name.title_or_words or title_line(side.document.text) for side in (profile, other)))


def _is_much_altered_edition(profile: DocumentProfile, other: DocumentProfile, shared: Overlap) -> bool:
    """Return True if two documents of one and the same Chinese title have so much in common that they are editions.

    At least `_MIN_EDITION_SHARE` of one of them is in the other. False if two different issuers are stated.
    """
    key = title_key(profile.name.title_or_words)
    if not key or key != title_key(other.name.title_or_words):
        return False
    if max(shared.left_in_right, shared.right_in_left) < _MIN_EDITION_SHARE:
        return False
    conflicts = conflicting_values(profile.head_and_foot, other.head_and_foot)
    return not any(value.kind == "issuer" for value, _ in conflicts)


def classify_parallel(profile: DocumentProfile, other: DocumentProfile, sections: int) -> Relation:
    """Return the relation, a reuse, of two documents without a shared passage but with similar sections.

    `sections` is the number of sections in nearly the same words, which the evidence states.
    """
    evidence = counted(
        sections, "{number} section in nearly the same words", "{number} sections in nearly the same words"
    )
    return _relation("reuse", profile, other, evidence)


def _differ_by_misprints(profile: DocumentProfile, other: DocumentProfile, changes: Sequence[Edit]) -> bool:
    """Return True if two texts are equal but for misprints and for an edit at their beginning and at their end.

    The other edits may change at most `_MAX_MISPRINT_SHARE` of the folded text of `profile`. True for equal texts.
    """
    starts, ends = (0, 0), (len(profile.folded), len(other.folded))
    inner = [
        (start, end, other_start, other_end)
        for start, end, other_start, other_end in changes
        if (start, other_start) != starts and (end, other_end) != ends
    ]
    return changed_characters(inner) <= _MAX_MISPRINT_SHARE * len(profile.folded)


def _contained_part(profile: DocumentProfile, other: DocumentProfile, shared: Overlap) -> Relation | None:
    """Return the relation of two documents of which one is in the other as one contiguous piece; None for others.

    The kind is excerpt, of the shorter document, or wrapper, of the longer one, if that announces the piece. At most
    MAX_DIFFERENCES differences are listed. None also if less than `_MIN_BODY_SHARE` of the shingles of the shorter
    document are in the other, or if its folded text is shorter than `_MIN_SHARED_UNITS`.
    """
    part, whole = (profile, other) if len(profile.folded) <= len(other.folded) else (other, profile)
    share = shared.left_in_right if part is profile else shared.right_in_left
    if share < _MIN_BODY_SHARE or len(part.folded) < _MIN_SHARED_UNITS:
        return None
    contained = find_contained(part, whole)
    if contained is None:
        return None
    start, end, changes = contained
    changed = changed_characters(changes)
    of_whole = (end - start) / len(whole.folded)
    evidence = message("in one piece, {share:.0%} of the longer one", share=of_whole)
    if changed:
        evidence = message(
            "in one piece, {share:.0%} of the longer one, but for {number} characters", share=of_whole, number=changed
        )
    is_wrapper = start >= MIN_EXCERPT // 2 and _is_announced(
        part, whole, whole.document.text[: whole.folded.position(start)]
    )
    relation = _relation("excerpt", part, whole, evidence, shared if part is profile else shared.swapped)
    if is_wrapper:
        relation = _relation("wrapper", whole, part, evidence, shared if whole is profile else shared.swapped)
        changes = [(new_start, new_end, old_start, old_end) for old_start, old_end, new_start, new_end in changes]
    listed = tuple(_differences_at(relation.document, relation.other, changes[:MAX_DIFFERENCES]))
    return replace(relation, differences=listed, difference_count=len(changes))


def _is_announced(part: DocumentProfile, whole: DocumentProfile, before: str) -> bool:
    """Return True if the whole passes the part on, by its title or by the text before it, under a title of its own.

    Of the text `before` the part, the last `_MAX_ANNOUNCEMENT` characters are searched. A title is the whole's own if
    it alone says that it passes something on, or if it is not the same as that of the part; a missing one is not.
    """
    carries = PACK.relations.carries
    title, part_title = whole.name.title_or_words, part.name.title_or_words
    if carries.search(title):
        return not carries.search(part_title) or compare_titles(part_title, title) is not TitleComparison.SAME
    return (
        carries.search(before[-_MAX_ANNOUNCEMENT:]) is not None
        and compare_titles(part_title, title) is not TitleComparison.SAME
    )


def _contained_body(profile: DocumentProfile, other: DocumentProfile, shared: Overlap) -> Relation | None:
    """Return the relation of two documents of which one has the body of the other word for word; None for others.

    Text before and after the body, in either document, does not count. The kind is excerpt, of the document whose body
    it is, or wrapper, of the other one. None also if the body is shorter than `_MIN_SHARED_UNITS`, if less than
    `_MIN_BODY_SHARE` of the shingles of its document are in the other, if that is MAX_EDGES shorter or has less than
    MIN_EXCERPT besides the body, or if both are the same edition.
    """
    for part, whole, share in ((profile, other, shared.left_in_right), (other, profile, shared.right_in_left)):
        if share < _MIN_BODY_SHARE or len(part.folded) > len(whole.folded) + MAX_EDGES:
            continue
        if bodies_differ(part, whole, both_ways=False):
            continue
        body = part.edition.body
        start = whole.canonical.find(body) if len(body) >= _MIN_SHARED_UNITS else -1
        extra = len(whole.canonical) - len(body)
        if start < 0 or extra < MIN_EXCERPT or same_edition(profile.edition, other.edition):
            continue
        evidence = message(
            "the body word for word, {share:.0%} of the longer one", share=len(body) / len(whole.canonical)
        )
        if start >= MIN_EXCERPT // 2 and _is_announced(part, whole, whole.canonical[:start]):
            return _relation("wrapper", whole, part, evidence)
        return _relation("excerpt", part, whole, evidence)
    return None


# --- values


def _relation(
    kind: str, profile: DocumentProfile, other: DocumentProfile, evidence: Message, shared: Overlap | None = None
) -> Relation:
    """Return a relation with its measures and without differences; `shared` is counted if it is not given."""
    if profile.document.text == other.document.text:
        return VerifiedRelation(profile, other, kind, evidence, IDENTICAL, 1.0)
    shared = shared or overlap(profile.shingles, other.shingles)
    measures = Measures(shared.jaccard, None, shared.left_in_right)
    return VerifiedRelation(profile, other, kind, evidence, measures, shared.right_in_left)


def _relation_with_differences(
    kind: str,
    profile: DocumentProfile,
    other: DocumentProfile,
    evidence: Message,
    shared: Overlap,
    changes: Sequence[Edit],
) -> Relation:
    """Return a relation with its measures and the places where the texts differ, at most MAX_DIFFERENCES of them.

    `difference_count` counts all places. None are listed if only a remainder of either document was compared, unless
    punctuation alone differs.
    """
    places = whole_words(profile, other, whole_numbers(profile.folded.text, other.folded.text, changes))
    listed: tuple[Difference, ...] = ()
    if not places:  # punctuation alone
        listed = differences(other.document.text, profile.document.text, 0, 0)
    elif profile.whole and other.whole:  # positions in the remainder of a text are not valid in its source
        listed = tuple(_differences_at(profile, other, places[:MAX_DIFFERENCES]))
    measures = Measures(shared.jaccard, None, shared.left_in_right)
    different = len(places) or len(listed)
    return VerifiedRelation(
        profile, other, kind, evidence, measures, shared.right_in_left, listed[:MAX_DIFFERENCES], different
    )


def _differences_at(profile: DocumentProfile, other: DocumentProfile, places: Sequence[Edit]) -> Iterator[Difference]:
    """Yield the difference at each of these places, `new` quoted from `profile` and `old` from `other`.

    A side on which nothing stands is None. `places` are edits (of `profile`, of `other`) in folded offsets.
    """
    sides = []
    columns = np.array(places, dtype=np.int64).reshape(-1, 4).T
    for side, low, high in ((profile, 0, 1), (other, 2, 3)):
        starts = side.text_positions.take(columns[low], mode="clip").tolist()
        ends = side.text_positions.take(np.maximum(columns[high] - 1, 0), mode="clip").tolist()
        text = side.document.text
        sides.append(
            [
                (text[start : end + 1], Span(start, end + 1)) if edit[high] > edit[low] else None
                for edit, start, end in zip(places, starts, ends, strict=True)
            ]
        )
    for new, old in zip(*sides, strict=True):
        yield Difference(kind_of_difference(f"{old[0] if old else ''}{new[0] if new else ''}"), old, new)
