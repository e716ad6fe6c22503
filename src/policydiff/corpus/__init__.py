"""Many documents: from a corpus to its duplicates and relations. `pipeline` is the entry point.

settings         the options of a pass over a corpus
preferences      which of several copies is wanted: by a field, by date, by length
scan             the first pass as a value: a signature and a sample of every document
own_repeats      the plans of the repeats inside each document
views            views of a corpus: without own repeats, without site furniture
stages           the stages of a pass, run by an engine: map, group by key, join, connect
candidates       candidate pairs, with an estimate of those that are missed
verification     candidate pairs -> relations, decided on the documents, which are read again
clusters         relations -> decisions and star clusters, each around the document that is kept
plan             `CorpusPlan`: the deduplication of many documents as a value
relation_groups  `RelationReport`: the relations in a corpus as a value
pipeline         a corpus -> `CorpusPlan` or `RelationReport`, stage by stage

>>> from policydiff.corpus.settings import ScanOptions
>>> ScanOptions(threshold=0.7).as_json()
{'within': False, 'across': True, 'threshold': 0.7}
"""
