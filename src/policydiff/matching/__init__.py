"""Algorithms over folded text. They know no document and no law.

shingles        the flat kernel: hashes of every run of n codes, in blocks that fit the cache; threads over blocks of
                texts
minhash         shingles -> signatures with their parameters, estimates, exchange with datasketch
lsh             signatures -> candidate pairs, by bands tuned for a threshold, with the probability of a miss
fracminhash     one in 64 of the shingles of 32 codes: which documents may share passages, however unlike as wholes
overlap         two sets of shingles and their exact overlap
set_join        every pair whose sets of shingles reach a Jaccard similarity, exact, within a bound of memory
shingle_matrix  the shingles of some keys as a matrix, and what pairs of rows share
packed_pairs    pairs of numbers as one number each
repeats         a key -> its maximal repeated passages (`Match`), joined into runs (`MatchChain`)
diff            two strings -> edits, anchored so that the cost grows with the length
differences     two texts of a passage -> how alike they are, and how they differ word by word
"""
