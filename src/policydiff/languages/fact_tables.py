"""The part of a language pack for the content of provisions: words, and the patterns that find facts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from policydiff.text.lazy_regex import NEVER, Pattern


class Modal(NamedTuple):
    """A word of obligation and its grade, a key of `Lexicon.strength`.

    It does not count after a character of `not_after`, before one of `not_before`, or where one of `words` begins; if
    `only_before` is not empty, it counts only before one of its characters.
    """

    word: str
    grade: str
    not_after: str = ""
    not_before: str = ""
    only_before: str = ""
    words: tuple[str, ...] = ()


class Lexicon(NamedTuple):
    """The words that facts and findings look up. (Other words of a language are only in its patterns.)

    `strength` gives the strictness of each grade of modal words, from 3 (strict) to 0. Words of `discretion` leave a
    duty to somebody's judgement. `measures` order something without a modal word. A character of `only` before a
    permission makes a duty of it; `claims` behind one are what a person may demand; `deeming` behind 应当 lays down no
    duty; `still_binding` at the end of a phrase does without a modal word. `negations` are single characters, and
    `unless` is the one that needs another. Words of `not_allowed` prohibit by themselves, others may be the act of an
    authority. `negative_acts` in a duty come to the same as a prohibition. `money` has the units of money.
    `currencies` are the words before amounts, `implied_currencies` those which a law may leave out. `transitions` show
    a transitional rule, and `amendments` that it is one of an amendment. `post_verbs` stand before the first of a list
    of posts, and what has one of `no_posts` in it names no post.
    Words of `no_quantity` begin like a number and count nothing. `targets` occur beside a number that is a target or a
    bound; `aims` stand before the aim of a plan, unless a word of `no_aims` does; so do `plan_aims` where no modal
    word does, `rates` where one of `rate_aims` is near, and `plan_limits` before what something shall fall to;
    `lower_bounds` are words that contain one of `no_aims`, `achievements` stand behind a deadline. `conjunctions`
    before a number show that what stands before them is another thing. `alternatives` join what comes next to what
    stands before.
    A phrase that ends in one of `condition_ends`, or stands behind one of `condition_starts`, is a condition.
    `function_characters` stand before or between the words that say what an act is.
    `governing_nouns` introduce lists of what must or may be done, with the grade. `equivalents` gives, for a grade,
    words that do the same before other words. `amount_penalties` are penalties for which the
    law names an amount. `penalty_classes` has parts of the words for penalties of each class but the
    administrative one. A word of `other_documents` or `own_document` before an article's number shows which document
    the article is in.
    `marks` gives the English names of punctuation marks. `twins` are pairs of words for one thing in two regions.
    `months` are the English names of the months, lower case.
    A clause that ends in one of `offence_ends` says what a penalty is for; words of `listing` show that a list follows.
    `liability` is the word for being prosecuted.
    `order` imposes something, but may also instruct another agency; `time_limit` in it sets a time.
    The characters of `particles` only join words, those of `empty_words` change nothing of what a sentence says.
    """

    modals: tuple[Modal, ...] = ()
    strength: Mapping[str, int] = MappingProxyType({})
    discretion: frozenset[str] = frozenset()
    measures: tuple[str, ...] = ()
    only: str = ""
    negations: str = ""
    unless: str = ""
    not_allowed: tuple[str, ...] = ()
    negative_acts: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    deeming: tuple[str, ...] = ()
    still_binding: tuple[str, ...] = ()
    money: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    implied_currencies: tuple[str, ...] = ()
    transitions: tuple[str, ...] = ()
    amendments: tuple[str, ...] = ()
    post_verbs: tuple[str, ...] = ()
    no_posts: tuple[str, ...] = ()
    no_quantity: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    conjunctions: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    aims: tuple[str, ...] = ()
    no_aims: tuple[str, ...] = ()
    plan_aims: tuple[str, ...] = ()
    rates: tuple[str, ...] = ()
    rate_aims: tuple[str, ...] = ()
    plan_limits: tuple[str, ...] = ()
    lower_bounds: tuple[str, ...] = ()
    achievements: tuple[str, ...] = ()
    condition_ends: str = ""
    condition_starts: tuple[str, ...] = ()
    function_characters: str = ""
    governing_nouns: Mapping[str, str] = MappingProxyType({})
    equivalents: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    amount_penalties: tuple[str, ...] = ()
    penalty_classes: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    offence_ends: str = ""
    listing: tuple[str, ...] = ()
    liability: str = ""
    order: str = ""
    time_limit: str = ""
    other_documents: tuple[str, ...] = ()
    own_document: tuple[str, ...] = ()
    marks: Mapping[str, str] = MappingProxyType({})
    twins: tuple[tuple[str, str], ...] = ()
    months: tuple[str, ...] = ()
    particles: str = ""
    empty_words: str = ""


class ReferenceWords(NamedTuple):
    """The words and patterns of references, in normalised text.

    `level` finds a level below an article in a reference, with groups `open` (its bracket), `n` and `level`;
    `relative` has `which`, `count` and `word`. `joined` matches, up to its end, words after which a list of
    references goes on; `after_name` what may be between a document's name and a reference; `name_start` the words
    before a name without title marks, `no_name_end` what does not stand behind one. `applied` is a word between a
    reference and those that apply by it. `formulas` matches words that stand beside most references, `breach` those
    that say that a rule was broken, `name_rest` the last letters of the name of a law. `level_orders` are the words for
    paragraph, item and sub-item, one row for each usage. `things_counted` matches what is counted by the words of
    levels where they name no part of a text.
    `full_names` are what a document's full name may begin with; `traditional` has the Traditional forms of the words
    for units. `bare_name` finds a document cited without title marks, with group `name`; `short_name` finds where a
    text gives a document a short name, group `name`.
    `item` is the word for an item of a list.
    """

    level: Pattern = NEVER
    relative: Pattern = NEVER
    joined: Pattern = NEVER
    applied: Pattern = NEVER
    after_name: Pattern = NEVER
    name_start: Pattern = NEVER
    no_name_end: Pattern = NEVER
    assigned: Pattern = NEVER
    acting: Pattern = NEVER
    formulas: Pattern = NEVER
    breach: Pattern = NEVER
    name_rest: Pattern = NEVER
    level_orders: tuple[tuple[str, str, str], ...] = ()
    things_counted: Pattern = NEVER
    title_marks: tuple[str, str] = ("", "")
    full_names: tuple[str, ...] = ()
    traditional: Mapping[str, str] = MappingProxyType({})
    bare_name: Pattern = NEVER
    short_name: Pattern = NEVER
    item: str = ""


class AgencyWords(NamedTuple):
    """The words and patterns of bodies in normalised text: their names, lists of them, their place in a sentence.

    `name` has groups `own`, `long` and `short`, the end of a name, which begins behind the last `name_start`; names
    that end in one of `none` are none. `belonging` is what may be between a body and its department (国务院有关部门),
    `regions` what lists regions before the last one (省、自治区、). `separators` divide the bodies of a list, and
    `separator` matches one, with what may stand before a name; `listed` are those behind one in a list, `item` ends
    one that is no name (卫生), `items` matches several before a name (卫生、交通等), and `others` is what ends a list
    in place of a name (有关单位). `no_member` ends what is no item, `bracket` may be behind one, and `several` gives
    words that stand for several bodies. `roles` are patterns that end before a list and say what is done to its
    bodies, or that they act; `role_words` are the longer words of these. `modifiers` do not change whom a name means;
    `same` are pairs of a pattern and a replacement by which different names of one body are made equal; `level`
    matches the government before its departments; `assigned` matches a list that is given a part, with groups `label`
    and `labelled` (牵头单位:甲) or `who` and `part` (甲牵头), and `acting` somebody who acts, with groups `who` and
    `act` (由甲办理); `formulas` are words beside many bodies that do not say what a sentence is about; `common` is
    what many names have in common, `generic` the end of a name that names no body, `kind` the word in it for what kind
    of body it is, and `staff` the end of one for persons; `defined` matches the body for a matter up to the word behind
    which stands who that is (渡运之主管机关为), `own_level` a government that is named only for its departments, and
    `stands_for` what stands for a body that was named before (该部门, 依前条规定). `branch` is the branch of the body
    before it (江区派出机构), `definition` says who the authority of a law is, with groups `field` and `body`
    (本法所称渡运主管机关:中央为交通部), `of_field` is an authority's name, with groups `level`, `field` and `rest`,
    and `own_authority` that of the law's own (本保险主管机关).
    """

    name: Pattern = NEVER
    name_start: Pattern = NEVER
    none: tuple[str, ...] = ()
    belonging: Pattern = NEVER
    branch: Pattern = NEVER
    regions: Pattern = NEVER
    region_names: tuple[str, ...] = ()
    separators: tuple[str, ...] = ()
    separator: Pattern = NEVER
    listed: Pattern = NEVER
    item: Pattern = NEVER
    items: Pattern = NEVER
    others: Pattern = NEVER
    no_member: Pattern = NEVER
    bracket: Pattern = NEVER
    several: tuple[tuple[str, tuple[str, ...]], ...] = ()
    roles: Mapping[str, Pattern] = MappingProxyType({})
    role_words: tuple[str, ...] = ()
    modifiers: Pattern = NEVER
    same: tuple[tuple[Pattern, str], ...] = ()
    level: Pattern = NEVER
    assigned: Pattern = NEVER
    acting: Pattern = NEVER
    formulas: Pattern = NEVER
    common: Pattern = NEVER
    generic: Pattern = NEVER
    kind: Pattern = NEVER
    staff: Pattern = NEVER
    defined: Pattern = NEVER
    own_level: Pattern = NEVER
    stands_for: Pattern = NEVER
    definition: Pattern = NEVER
    of_field: Pattern = NEVER
    own_authority: Pattern = NEVER


class BoundWords(NamedTuple):
    """Patterns of the words around a bounded figure, that tell what it asks for; all but two end before the figure.

    `time_limit` sets a time for putting something right (限期), `advance` one of notice (提前), `ban` prohibits more or
    less (不得超过), `capped` is before a fee or a limit, `threshold` before a figure that says what the duty is about
    (对五十吨以上的船). `granted` finds what somebody receives, and `attributive` is behind a figure that tells a thing.
    """

    time_limit: Pattern = NEVER
    advance: Pattern = NEVER
    ban: Pattern = NEVER
    capped: Pattern = NEVER
    threshold: Pattern = NEVER
    granted: Pattern = NEVER
    attributive: Pattern = NEVER


class FactPatterns(NamedTuple):
    """The patterns that find facts in normalised text; `before` are words between a noun and its number.

    `look_back_before` and `look_back` stand before and behind a time in which something happened before (近三年内,
    五年内再犯), which is no deadline; `fine_before` is a fine before its amount. `bound_behind` and
    `bound_before` find the bound of a figure, with groups `least` and `most`, and `least_strict` and `most_strict`
    where the figure itself is excluded. `ignored` is what holds digits and
    counts nothing; `section_number` is a number that names a section. `figure` has groups `fraction`, `clock`,
    `ratio`, `duration`, `length` with `measure`, and `latin`; `quantity` has groups `of`, `n1`, `unit1`, `sign`, `n2`
    and `unit`; `reference` has `n`, `kind`, `sub` and `below`, or `bracketed`, `level` and `under`, or `annex`, or
    `relative` and `inside`. `no_duty` begins with a modal word that lays nothing down; so does
    `attribute` behind `before_attribute` (国家禁止使用的农药). `adverbial`, behind a modal word, and `adverbial_clause`
    say when or how something is done, and not what; `new_statement` begins a clause that does not go on with it.
    A phrase with a modal word between `exempt_before` and `exempt_end` is what somebody is exempt from; one
    whose word ends `condition_before`, and that `condition_behind` follows, is a condition.
    `no_offence` matches what stands in every offence (违反本法第三条规定), `no_act` what says of none what was done,
    `breach` that a rule was not kept, `general_liability` that whoever breaks a law is criminally liable
    (with the group `acts` if only for such acts), `official` the person or breach of an official, behind the word for a
    penalty `limit_behind` that an order was not kept in time and `interim` that it is a measure during an inspection,
    `no_sanction` who imposes a penalty and not that it is imposed, behind its word,
    `order_words` a word for an order with what belongs to it (责令限期, 令其), `proposed` what makes a penalty a
    proposal, before it, `employer`, behind a person, whose body one is; `penalised_sum` has `unknown`, `less` or
    `more`,
    `condition_end` the end of a condition, and
    `penalty_basis` a clause on the sum from which a fine is reckoned; `cited_article` has `n`, `sub` and `part`.
    `list_join` and `list_join_end` join two pieces of a list: at the beginning of one, and at its end. `single_piece`
    has neither, and `alternative` begins one that is another choice. `no_acts_listed` introduces a list of no acts.
    `bounds` are the words around bounded figures; `charges` say who bears a cost, with
    groups `all`, `cost` and `bearer`.
    """

    citation: Pattern = NEVER
    reference: Pattern = NEVER
    references: ReferenceWords = ReferenceWords()
    date: Pattern = NEVER
    deadline: Pattern = NEVER
    quantity: Pattern = NEVER
    fine: Pattern = NEVER
    penalty: Pattern = NEVER
    penalised: Pattern = NEVER
    penalty_case: Pattern = NEVER
    no_penalty: Pattern = NEVER
    no_offence: Pattern = NEVER
    no_act: Pattern = NEVER
    breach: Pattern = NEVER
    general_liability: Pattern = NEVER
    official: Pattern = NEVER
    interim: Pattern = NEVER
    limit_behind: Pattern = NEVER
    order_words: Pattern = NEVER
    proposed: Pattern = NEVER
    penalised_sum: Pattern = NEVER
    employer: Pattern = NEVER
    no_sanction: Pattern = NEVER
    condition_end: Pattern = NEVER
    penalty_basis: Pattern = NEVER
    cited_article: Pattern = NEVER
    bound: Pattern = NEVER
    closing: Pattern = NEVER
    opening: Pattern = NEVER
    before: tuple[str, ...] = ()
    modals: Mapping[str, Modal] = MappingProxyType({})
    modal: Pattern = NEVER
    no_duty: Pattern = NEVER
    exempt_before: Pattern = NEVER
    exempt_end: Pattern = NEVER
    condition_before: Pattern = NEVER
    condition_behind: Pattern = NEVER
    adverbial: Pattern = NEVER
    new_statement: Pattern = NEVER
    adverbial_clause: Pattern = NEVER
    list_join: Pattern = NEVER
    list_join_end: Pattern = NEVER
    single_piece: Pattern = NEVER
    alternative: Pattern = NEVER
    no_acts_listed: Pattern = NEVER
    attribute: Pattern = NEVER
    before_attribute: Pattern = NEVER
    agencies: AgencyWords = AgencyWords()
    fine_before: Pattern = NEVER
    bound_behind: Pattern = NEVER
    bound_before: Pattern = NEVER
    look_back_before: Pattern = NEVER
    look_back: Pattern = NEVER
    ignored: Pattern = NEVER
    figure: Pattern = NEVER
    section_number: Pattern = NEVER
    bounds: BoundWords = BoundWords()
    charges: tuple[Pattern, ...] = ()


class Scale(NamedTuple):
    """Words of one kind by grade, from the strictest down: to go down the scale makes a provision weaker."""

    name: str
    grades: tuple[tuple[str, ...], ...]


class Reversal(NamedTuple):
    """Words that mean the contrary of each other; or, if not `is_reversal`, words of different effect.

    They count only as the whole of a change if `is_alone`; the effect is often none if `is_info`. `kind` is that of the
    finding.
    """

    name: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    is_reversal: bool = True
    is_alone: bool = False
    is_info: bool = False
    kind: str = "obligation"


class Actor(NamedTuple):
    """A place in a sentence at which somebody acts or decides: `pattern` has the group `who`, perhaps `act`."""

    name: str
    pattern: Pattern


class Shifts(NamedTuple):
    """Words whose exchange changes what a provision means; all are normalised.

    `repeated_penalties` are words for a penalty a day, and for one an occasion. `negations` turn round what follows,
    except where `no_negation` matches. Words of `unspecific` before a name do not change whom it names. `leads` matches
    a leading and a supporting body (groups `first` and `second`), and `jointly` are words between the two. `open_list`
    ends a list that is not exhaustive. `any_word` matches a word of `scales`, `opposites` or `repeated_penalties`.
    `proviso` makes an exception to the rule before it.
    """

    scales: tuple[Scale, ...] = ()
    opposites: tuple[Reversal, ...] = ()
    repeated_penalties: tuple[tuple[str, ...], ...] = ()
    negations: tuple[str, ...] = ()
    no_negation: Pattern = NEVER
    proviso: Pattern = NEVER
    actors: tuple[Actor, ...] = ()
    unspecific: tuple[str, ...] = ()
    leads: Pattern = NEVER
    jointly: tuple[str, ...] = ()
    open_list: str = ""
    any_word: Pattern = NEVER
