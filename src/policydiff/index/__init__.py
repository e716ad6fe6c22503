"""The saved corpus: one SQLite file that holds documents and finds those related to another document.

database    opens and creates the file, and refuses files that are no index
records     what is stored of a document
writing     adds and removes documents by batches
candidates  documents that the look-up tables and titles propose
copied      how much of a document stands in others
search      the candidates, each verified on the stored text
words       the documents that have words in them
held        a corpus compared with an index before it is written, and learned with the result
integrity   checks that the file is whole
"""
