"""The report and the tables of a comparison.

report     the report
head       what stands above and below its changes
kinds      the names of kinds of change
table      the comparison table (对照表)
table_wording  its fixed texts
review_table  the table of several bills beside the law in force
listing    a table with one row a change or finding
revised_text  one text with the revisions that lead from the old text to the new one
names      the names of units
sentences  the changed sentences of a unit
context    unchanged sentences around changed ones
selection  the kinds of change, and which of them are wanted
order      the hint that the two documents may be exchanged
limit      how much of a group is shown
ignored    the sentence on ignored differences
stat       how much changed in each unit
tracked    the tracked changes of a file whose rejected and accepted texts are compared
folders    the report and the table of two folders compared
editions   the report and the table of successive editions
scope      the sentences on what of the documents is compared
annotations  whether changed text is of annotations

>>> from policydiff.reports.comparison.selection import Selection
>>> Selection(frozenset({"added"})).has("removed")
False
"""
