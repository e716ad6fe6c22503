"""A result in words, in no format.

model          `Report`, `Table`: rows and words
deduplication  of a dedupe of one document
comparison     of a comparison
corpus         of a dedupe of many documents
relations      of the relations in a corpus
index          of what is done to an index, and of searches
checks         of findings
settings       of settings and their origins
"""
