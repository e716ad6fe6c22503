"""Web pages (HTML): the text of a page, a line for each paragraph, item and row.

archive    a page saved with its resources in one file: its parts, and which of them is the page
archive_writing  such a file with parts of its page replaced
about      what the head of a page and the table above a document say of it
page       `read_page`: which part of a page is its document, and what the page says about it
removal    lines cut out of the source of a page
soundness  whether a page can be parsed in bounded memory, and whether it is all there
style_rules  which elements the style sheets of a page hide
unseen     what the text of a page does not show, and what must stay with it
rendering  the text of an element as a browser shows it: blocks, lists, tables, revisions
"""
