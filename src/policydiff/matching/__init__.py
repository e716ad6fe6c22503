"""Algorithms over folded text, without knowledge of documents or law.

shingles            hashes of every run of n codes, in blocks that fit the cache; threads over blocks of texts
shingle_matrix      the shingles of some folded texts as a matrix, and the number that pairs of rows share
packed_pairs        pairs of numbers as one number each
minhash             shingles -> MinHash signatures with their parameters; estimates
datasketch_minhash  signatures as MinHash objects of datasketch, and back
lsh                 signatures -> candidate pairs, by bands tuned for a threshold, with the probability of a miss
fracminhash         one in 64 of the shingles of 32 codes: which documents may share passages, even if otherwise unlike
overlap             the exact overlap of two sets of shingles
shared_runs         which codes of a text stand in another, in runs of a given width
set_join            every pair whose sets of shingles reach a Jaccard similarity, exact, in bounded memory
periods             long stretches in which one short text directly follows itself
repeats             a folded text -> its maximal repeats (`Match`), joined into chains (`MatchChain`)
diff                two strings -> edits, in nearly linear time
differences         two texts of a passage -> how similar they are, and how they differ word by word
"""
