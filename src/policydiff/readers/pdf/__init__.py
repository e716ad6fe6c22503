"""The text of PDF files.

reading         a file read by a process of its own -> `Extraction`
worker          that process: pdfium, page by page, and the layout of the document
soundness       whether the file is all there
characters      the characters of a page, each with its box
strokes         the lines drawn on a page
lines           characters -> lines, in columns
tables          tables with ruled cells
page_furniture  running heads and page numbers told from the text
paragraphs      lines -> paragraphs, across columns and pages
layout          all of it for a document
"""
