"""Whether two documents with much in common are editions of one document, or filled in from one form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from policydiff.languages import PACK
from policydiff.matching.diff import Edit
from policydiff.matching.overlap import Overlap
from policydiff.relations.profile import DocumentProfile
from policydiff.relations.titles import TitleComparison, title_key
from policydiff.structure.numbering import ARTICLES
from policydiff.structure.partial import heading_amends
from policydiff.text.folding import folded_text

_MIN_HELD_SHARE = 0.9  # of a document's shingles that are in another edition which holds it
_MIN_LENGTH_SHARE = 0.1  # of the longer edition; a shorter document is a page with its title, not an edition
_MIN_UNTITLED_HELD_JACCARD = 0.9  # of two documents without titles, of which one holds the other
_MIN_UNTITLED_LENGTH_SHARE = 0.7  # of the longer of two editions without titles that have the same articles
_MIN_ARTICLES = 8  # of a document whose articles tell whether it is an edition
_MIN_LIKE_ARTICLES = 0.6  # share of the articles of the document with fewer that the other has too, in that order
_MIN_LIKE_ARTICLES_OF_BOTH = 0.45  # the same share of the document with more articles
_MIN_ARTICLE_JACCARD = 0.5  # of two articles that are one, reworded
_ARTICLE_SHINGLE = 3  # code units
_MAX_FOLLOWING_ARTICLES = 40  # articles of the other document in which one is looked for
_MIN_PLACE = 2  # code units of the name of a place without its last word
_MAX_PLACE = 6  # code units
_MIN_REPLACED_PLACES = 3  # times that one place stands where the other document has another
_PARTY_LINES = 40  # lines at the beginning and at the end of a form that may name its parties
_MAX_PARTY_LINE = 120  # characters


def is_edition_of(part: DocumentProfile, whole: DocumentProfile, titles: TitleComparison, shared: Overlap) -> bool:
    """Return True if a document that is contained in another is an edition of it and no excerpt.

    The titles are the same, at least `_MIN_HELD_SHARE` of the part is in the whole, and the part is not so short that
    it is a mere title page. If neither has a title, the two must have nearly all of their text in common, or most of
    their articles. False if the part calls itself an extract. `shared` is the overlap of the part (left) with the
    whole.
    """
    if heading_amends(part.name.title_or_words, is_title=True) is False:
        return False
    if titles is TitleComparison.SAME:
        is_long = len(part.folded) >= _MIN_LENGTH_SHARE * len(whole.folded)
        return is_long and shared.left_in_right >= _MIN_HELD_SHARE
    if titles is TitleComparison.DIFFERENT or part.name.title or whole.name.title:
        return False
    if shared.jaccard >= _MIN_UNTITLED_HELD_JACCARD:
        return True
    return len(part.folded) >= _MIN_UNTITLED_LENGTH_SHARE * len(whole.folded) and has_same_articles(part, whole)


# --- articles


class _Article(NamedTuple):
    """An article without its label: its folded text, and the shingles of that."""

    folded: str
    shingles: frozenset[str]


def has_same_articles(profile: DocumentProfile, other: DocumentProfile) -> bool:
    """Return True if most articles of two documents are the same or reworded, and stand in the same order.

    At least `_MIN_LIKE_ARTICLES` of the articles of the document with fewer, and `_MIN_LIKE_ARTICLES_OF_BOTH` of those
    of the other. False if either document has less than `_MIN_ARTICLES` articles.
    """
    fewer, more = sorted((_articles(profile), _articles(other)), key=len)
    if len(fewer) < _MIN_ARTICLES or _MIN_LIKE_ARTICLES_OF_BOTH * len(more) > len(fewer):
        return False
    like, next_index = 0, 0
    for article in fewer:
        for index in range(next_index, min(next_index + _MAX_FOLLOWING_ARTICLES, len(more))):
            if _are_alike(article, more[index]):
                like, next_index = like + 1, index + 1
                break
    return like >= _MIN_LIKE_ARTICLES * len(fewer) and like >= _MIN_LIKE_ARTICLES_OF_BOTH * len(more)


def _articles(profile: DocumentProfile) -> list[_Article]:
    """Return the articles of a document in text order; quoted ones are left out. An article ends at the next one."""
    structure = profile.edition.outline
    lines = [line for line in structure.labelled if line.label.style in ARTICLES and not line.label.quoted]
    text = structure.document.text
    articles = []
    for line, following in zip_longest(lines, lines[1:]):
        end = following.span.start if following else len(text)
        folded = folded_text(text[line.span.start + line.label.end : end])
        starts = range(max(1, len(folded) - _ARTICLE_SHINGLE + 1))
        articles.append(_Article(folded, frozenset(folded[start : start + _ARTICLE_SHINGLE] for start in starts)))
    return articles


def _are_alike(article: _Article, other: _Article) -> bool:
    """Return True if two articles are equal or have at least `_MIN_ARTICLE_JACCARD` of their shingles in common."""
    if article.folded == other.folded:
        return True
    common = len(article.shingles & other.shingles)
    return common >= _MIN_ARTICLE_JACCARD * (len(article.shingles) + len(other.shingles) - common)


# --- forms


def is_one_form(profile: DocumentProfile, other: DocumentProfile, changes: Sequence[Edit]) -> bool:
    """Return True if two documents are one form, filled in by different parties or for different places.

    By their parties, if both have the title of a form and a party is another one or named in only one of them; else by
    a place that stands `_MIN_REPLACED_PLACES` times where the other document has another. `changes` are the edits
    between the two folded texts.
    """
    is_form = all(PACK.relations.title_of_form.search(side.name.title_or_words) for side in (profile, other))
    return (is_form and _have_other_parties(profile, other)) or _have_other_places(profile, other, changes)


def _have_other_parties(profile: DocumentProfile, other: DocumentProfile) -> bool:
    """Return True if a role that both documents have is filled by two parties, or in only one of the documents."""
    parties, other_parties = _parties(profile), _parties(other)
    return any(parties[role] != other_parties[role] for role in parties.keys() & other_parties.keys())


def _parties(profile: DocumentProfile) -> dict[str, str]:
    """Return the folded name by the role of each party, "" for a blank; of several lines for a role, the first."""
    lines = profile.document.text.splitlines()
    near_ends = lines if len(lines) <= 2 * _PARTY_LINES else [*lines[:_PARTY_LINES], *lines[-_PARTY_LINES:]]
    parties: dict[str, str] = {}
    for line in near_ends:
        if match := PACK.relations.party.match(line[:_MAX_PARTY_LINE]):
            parties.setdefault(folded_text(match[1]), folded_text(match[2]))
    return parties


def _have_other_places(profile: DocumentProfile, other: DocumentProfile, changes: Sequence[Edit]) -> bool:
    """Return True if one place is replaced by another at least `_MIN_REPLACED_PLACES` times, and each keeps to its own.

    The last word of the name (县) is the same and not part of the edit. False if either name is in both documents, so a
    place that was renamed within one document is none.
    """
    text, other_text = profile.folded.text, other.folded.text
    replaced: Counter[tuple[str, str]] = Counter()
    for start, end, other_start, other_end in changes:
        if not (_MIN_PLACE <= end - start <= _MAX_PLACE and _MIN_PLACE <= other_end - other_start <= _MAX_PLACE):
            continue
        if last_word := PACK.relations.end_of_place.match(text, end):
            names = text[start : last_word.end()], other_text[other_start : other_end + len(last_word[0])]
            replaced[names] += 1
    return any(
        count >= _MIN_REPLACED_PLACES and name not in other_text and other_name not in text
        for (name, other_name), count in replaced.most_common(1)
    )


# --- titles


def is_law_and_rule(profile: DocumentProfile, other: DocumentProfile) -> bool:
    """Return True if just one of two documents is a law by its title, so that the other cannot be of the same form."""
    return (
        len({bool(PACK.relations.state_law.search(title_key(side.name.title_or_words))) for side in (profile, other)})
        == 2
    )
