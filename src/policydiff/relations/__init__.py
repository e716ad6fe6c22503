"""How two documents are related.

titles             what a document is called; whether two names may name one document
edition            which edition a document is: its body, and the values at head and foot that tell editions apart
profile            `DocumentProfile`: a document with what its relations are told by, each worked out once
quick_reject       a cheap proof that two bodies differ
containment        where one document stands in another in one piece
classify           two `DocumentProfile`s -> their `Relation`, each kind by a stated test on the texts
section_join       lines of many documents, equal ones once, and which are alike
parallel_sections  sections of unlike documents that say nearly the same
shared_passages    the passages two documents share, with the units these stand under
card               `Card`: what is kept of a document that has relations
"""
