"""Output formats: each module turns a report or a result into text or bytes. No module touches a file.

A format of --format is a module in one of these folders, and its name is that of the module. The folder says what its
`write` takes:

report         a report for people
table          a table for people, to print or to put into a document
records        a table for programs and spreadsheets, one row a change or a relation
data           a result's `as_json()`
comparison     two compared documents
revised_text   one text with the revisions that lead from an old version to a new one
findings       the result of a check

Text for a terminal that is no format:

finding_lines      findings one by one, path, line and column first
rendered_markdown  Markdown with its paragraphs wrapped and its tables drawn

What formats share, and how they are found:

registry       the formats in each folder, by name
wrapping       text broken into lines by the width of its characters
side_by_side   a comparison table with both texts beside each other, for a terminal
escape         control and hidden characters of documents, written as escapes
markdown_text  text of documents inside Markdown
office_package the ZIP file of a Word file or a workbook, the same bytes for the same parts
word_file      text, fonts, styles and the page of a Word file

>>> from policydiff.reports.model import Run, Table
>>> from policydiff.writers.table import html
>>> html.write(Table(("旧", "新"), (((), ((Run("三十日", "add"),),)),))).splitlines()[3]
'<tr><td></td><td><u>三十日</u></td></tr>'
"""
