"""The saved corpus: one SQLite file that holds documents and finds what it holds of another.

database   opens and makes the file, and refuses files that are no index
records    what is held of a document
writing    adds and removes by batches
search     answers, each verified
integrity  proves that the file is whole
"""
