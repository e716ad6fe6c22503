"""Web pages (HTML): the text of a page, a line for each paragraph, item and row.

page       `read_page`: which part of a page is its document, and what the page says about it
removal    lines cut out of the source of a page
rendering  the text of an element as a browser shows it: blocks, lists, tables, revisions
"""
