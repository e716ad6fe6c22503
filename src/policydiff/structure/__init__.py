"""How a document is built.

numbering       the label a line begins with, and the values of numerals
latin_labels    labels in Latin script: Section 4, § 12-104, Article IV, (a), (iv)
labels          which lines are numbered; tables of contents, citations and quoted labels set aside
nesting         how deep each label is: by rank, by the count, and by what an amending item prints
outline         `Outline`: title, header, labels, furniture, and the tree of `Unit`s
header          title, document number, issuer, date, signature block; empty where the document does not say surely
metadata        lines round a body, by their forms, and the values in them; a line that fits no form is body
body            which lines and sentences are surely body
furniture       navigation, tools, related links, QR, copyright, page numbers
site_furniture  page furniture that a corpus shows, and a text without it
partial         stretches in which a document by its own words shows chosen provisions only
text_lines      the lines that paragraphs are made of: headings, rules, blank lines; endless ones cut by sentence
paragraph       `Paragraph` as a value: its labels and the kind of line it is
paragraphs      an outlined document -> its paragraphs
captions        which short lines head what follows
series          which style of label stands above which, and which series run through the document
context         what identifies the place of each paragraph: the labels, headings and lead-ins above it
"""
