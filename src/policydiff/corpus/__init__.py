"""Many documents. `pipeline` is the way in.

settings         what a pass is asked for
scan             one pass over every document: signed, sampled, rid of its own repeats
furniture_pass   a second pass without the page furniture that the first one showed
candidates       candidate pairs, with what they may miss
verification     candidate pairs -> relations, the documents read again
links            verified relations between documents of a corpus
clusters         relations -> decisions and groups: stars round the document that stays
plan             `CorpusPlan`: a dedupe of many documents as a value
relation_groups  `RelationReport`: the relations in a corpus as a value
pipeline         a corpus -> `CorpusPlan` or `RelationReport`, by several processes
"""
