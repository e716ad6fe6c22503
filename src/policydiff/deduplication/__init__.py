"""Repeats inside one document: which passages occur twice, which copies may be dropped, and why: `rounds.dedupe`.

choices           the names that a dedupe can be asked for: which copy to keep, which relations to drop
options           `Options`: which copies to drop, which to keep, whether to leave marks
rounds            rounds of judging and dropping until nothing more is dropped
remaining_text    `RemainingText`: the text that earlier rounds left, and its positions in the source
analysis          `AnalysedDocument`: a document with its folded text, outline, repeats and contexts
label_index       `LabelIndex`: the labels by their offsets in the folded text
line_index        `LineIndex`: the lines and sentences by their offsets, and spans cut at them
passage           `Passage`: two stretches of text, cut at line or sentence boundaries
copies            an exact repeat -> the whole paragraphs that have the same context on both sides
whole_copies      documents that consist of copies of one text, whose heads and feet may differ
whole_copy        `WholeCopy`: the two copies that make up a document, and how they relate to each other
heads_and_feet    where the heads and feet of copies end, and which lines only one copy has
altered_sections  a section that directly follows itself, or a page that occurs twice, a few characters changed
altered_copy      a passage extended by the altered units beside it, so that an altered copy is taken whole
counting          how two copies fit into the count of their labels, and what is mended without them
removal           whether a copy may be dropped: its context is repeated with it, and headings keep their text
verdict           `PasteVerdict`: whether a passage was pasted, and which copies may be dropped
paste             a repeat -> `PasteVerdict`, by context, headings or size
paste_by_count    a repeat -> `PasteVerdict`, by its numbering
decision          `Decision` on one passage, and its JSON
deciding          a passage and its verdict -> `Decision`: the relation, the copy to drop, the reason in words
repeated_lines    decisions on short lines that stand more than once
context_proof     the proof that the remaining text says the same in the same contexts
proof             the proof of a round: no text is lost, every context is kept
seams             the marks that --mark leaves
plan              `Plan`: clean bytes, edits back to the source, JSON; reading a plan and restoring the source
"""
