"""How a document is built.

numbering       the label a line begins with, and the values of numerals
latin_labels    labels in Latin script: Section 4, § 12-104, Article IV, (a), (iv)
labels          which lines are numbered; tables of contents, citations and quoted labels are recognised
section_numbers numbers with a point that are sections, where lists below them start at one again
spaced_sections sections numbered with a blank and no point, as standards do: 5 数据 over 5.1
contents        which labels are entries of a table of contents
nesting         the depth of each label: by rank, by the count, and by what an amending item quotes
outline         `Outline`: title, header, labels, furniture, and the tree of `Unit`s
header          title, document number, issuer, date, signature block; None where the document is not certain
annotations     source credits, notes of effect, editors' notes: what is not the text itself
official        the parts of an official document (公文) as GB/T 9704 names them
official_foot   its foot behind a text that it carries: signature, copies, printing
official_lines  its lines, and which part of a head one is
attachment_lists  the lists of attachments of a document
official_keys   those of a document that has a key on each line, as in Taiwan
entries         keys and their values in front matter, tables, comments and lines `key: value`
metadata        metadata lines above and below a body, by their forms, and the values in them
body            which lines and sentences are certainly body: the predicates side by side
furniture       page furniture of one document: navigation, tools, related links, QR, copyright, page numbers
site_furniture  page furniture learned from a corpus, and a text without it
partial         stretches in which a document by its own words has only some provisions
carried         the annexes of a document, and what a notice or an order passes on
amendments      what the items of an amending decision do
text_lines      the lines that paragraphs are made of: headings, rules, blank lines; overlong ones cut by sentence
paragraph       `Paragraph` as a value: its labels and its kind
paragraph_columns  the paragraphs of a document of very many lines, in arrays
paragraphs      an outlined document -> its paragraphs
captions        which short lines head the text below
series          which style of label contains which, and which series run through the document
context         what identifies the place of each paragraph: the labels, headings and lead-ins above it
"""
