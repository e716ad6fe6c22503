"""Output formats: each module turns a report or a result into text or bytes. No module touches a file.

terminal  a report for a terminal: wrapped by East Asian width, control characters escaped
markdown  reports and tables
html      tables
csv       tables
json      results
unified   a patch that patch(1) applies
sarif     findings
junit     findings
github    findings, as annotations
escape    control and hidden characters of documents, written as escapes

>>> from policydiff.reports.model import Run, Table
>>> from policydiff.writers import html
>>> html.write_table(Table(("旧", "新"), (((), ((Run("三十日", "add"),),)),))).splitlines()[3]
'<tr><td></td><td><u>三十日</u></td></tr>'
"""
