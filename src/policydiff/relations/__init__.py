"""How two documents are related.

titles             the names of a document, and whether two names can belong to one document
edition            the edition of a document: its body, and the values at head and foot that tell editions apart
same_edition       whether two editions are one: the same body, and no value that differs
profile            `DocumentProfile`: a document with everything its relations are decided on, computed once
quick_reject       a cheap proof that two bodies differ
containment        whether one document occurs in another as one contiguous piece
kinds              the kinds of relation as one table: names, words, and what may follow from each
verified           `VerifiedRelation`: what two documents are to each other, seen from either
held_copy          a document that is a copy of one outside its corpus
same_words         what differs between two texts whose canonical forms are equal, in words
edition_or_form    whether documents with much in common are editions, or filled in from one form
value_words        the values in which two documents differ, in words
whole_words        edits of two texts in whole words of Latin letters
classify           two `DocumentProfile`s -> their relation, each kind by a stated test on the texts
section_join       the sections (long lines) of many documents, equal ones merged, and which of them are similar
parallel_sections  sections of unlike documents in nearly the same words
shared_passages    the passages that two documents share, with the numbered units that contain them
summary            `DocumentSummary`: a document in a few facts, kept when its text is not

>>> from policydiff.relations.classify import classify_copies
>>> from policydiff.relations.profile import DocumentProfile
>>> from policydiff.text.document import Document
>>> profiles = [DocumentProfile(Document.from_text(text), "a.txt") for text in ("会议收费办法。", "會議收費辦法。")]
>>> classify_copies(*profiles).kind
'script-twin'
"""
