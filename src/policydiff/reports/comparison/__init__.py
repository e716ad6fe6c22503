"""A comparison in words.

report     the report
table      the comparison table (对照表)
listing    a row a change
names      what units are called
sentences  which sentences changed
selection  the kinds of change
ignored    what was no change, counted
"""
