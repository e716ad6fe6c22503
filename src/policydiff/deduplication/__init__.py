"""Repeats inside one document: what stands twice, what of it may go, and why. `rounds.dedupe` is the way in.

options           `Options`: what a dedupe is asked for
rounds            rounds of judging and dropping until nothing more goes
rest              what earlier rounds left of a document, and its places in the source
analysis          `AnalysedDocument`: a text with its key, outline, runs and contexts, and questions about places in it
passage           `Passage`: a run at the edges of lines and sentences
copies            an exact repeat -> the whole paragraphs that stand in one context on both sides
whole_copies      a document that is nothing but copies of itself, whose heads and feet may differ
heads_and_feet    where the heads and feet of copies end, and which lines only one copy has
altered_sections  a section directly behind itself, or a page that stands twice, a few characters changed
altered_copy      a passage grown by the altered units at its edges, so that an altered copy is taken whole
counting          how two copies stand in the count of their labels, and what is mended without them
removal           may a copy go: whether its context is repeated with it, and no heading is parted from its text
verdict           `PasteVerdict`: a paste or not, and which copies may go
paste             a repeat -> `PasteVerdict`, by context, headings or size
paste_by_count    a repeat -> `PasteVerdict`, by its numbering
deciding          a passage and its verdict -> `Decision`: the relation, which copy goes, the reason in words
decision          `Decision` on one passage, and its JSON
context_proof     what is left, read anew, says the same in the same contexts
proof             the proof of a round: no text is lost, every context is kept
seams             the marks that --mark leaves
plan              `Plan`: clean bytes, edits back, JSON; reading a plan and restoring by it
"""
