"""Results in words, independent of any output format: values that the writers turn into text.

model          `Report` and `Table`: rows, cells and their text
names          what reports call relations, decisions, differences and severities
quotations     the words of a text that a report quotes
deduplication  the report of a dedupe of one document
kept_repeats   its rows on what stays
corpus         the report of a dedupe of many documents
comparison     the report and the tables of a comparison
relations      the report of the relations in a corpus
index          the reports of work on an index, and of searches
words          the report of a search for words in an index
checks         the reports of a check, of the rules and of a baseline
finding_lines  the findings of a check one by one, and the number of findings of each rule
settings       the report of settings and their origins
notebook       results as tables for a notebook

>>> from policydiff.reports.model import Group, Report, Row
>>> report = Report("办法", "12 lines", ("nothing stands twice",), (Group((Row("Other repeats", ("none",)),)),))
>>> report.groups[0].rows[0].label
'Other repeats'
"""
