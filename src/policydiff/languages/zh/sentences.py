"""The marks at which Chinese sentences, clauses and lines of text end."""

from __future__ import annotations

from policydiff.languages.pack import SentenceMarks

SENTENCES = SentenceMarks(
    sentence="。！？；.!?;",
    full_stop="。！？!?",  # an ASCII point ends no Chinese sentence: 3.5, 1.
    item="。；;",
    clause="。；：，！？;!?:,",
    line_of_text="。；;！!？?.…",
    sentence_or_lead="。；：！？;!?:",
    unwrapped_line="。！？；：.!?;:”」』）)】》…",
    never_in_title="。；：:，,！？!?、",
    continues_line="，。；、,;",
    inside_text="，。；,;",
    full_width_sentence="。；！？",
    full_width_sentence_or_lead="。；！？：",
    full_width_item="。；",
    normalised_sentence="。;!?",
    normalised_clause="。;!?,、:",
)
