"""Results in words, independent of any output format: values that the writers turn into text.

model          `Report` and `Table`: rows, cells and their text
deduplication  the report of a dedupe of one document
comparison     the report and the tables of a comparison
corpus         the report of a dedupe of many documents
relations      the report of the relations in a corpus
index          the reports of work on an index, and of searches
checks         the reports of a check, of the rules and of a baseline
notebook       results as tables for a notebook
settings       the report of settings and their origins

>>> from policydiff.reports.model import Group, Report, Row
>>> report = Report("办法", "12 lines", ("nothing stands twice",), (Group((Row("Other repeats", ("none",)),)),))
>>> report.groups[0].rows[0].label
'Other repeats'
"""
