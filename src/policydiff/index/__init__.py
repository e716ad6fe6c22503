"""The saved corpus: one SQLite file that holds documents and finds what it holds of another.

`file` opens and makes it and refuses what is none, `records` knows what it holds of a document, `writing` adds and
removes, `search` answers, `checking` proves that it is whole.
"""
