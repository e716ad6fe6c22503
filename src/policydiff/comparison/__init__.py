"""Compares two versions of a document. The entry point is `engine.compare`.

units              Document -> the units that are paired: articles, numbered sections, or paragraphs
paragraph_borders  where paragraphs end in both texts: line wraps taken alike
scope              which text inside a document is compared, and whether a side has only some provisions
shown              the articles that an amending text shows
similarity         how similar two units are: weighted n-grams, headings, labels, the lead over rivals
pieces             units without a partner that are pieces of another one: splits and merges
alignment          which old unit became which new one; moves, splits, merges, replaced units
presentation       marks of Markdown and HTML, and addresses, which are no words
last_items         where the last item of a list ends
label_spelling     labels of lists that the texts spell differently, read alike
page_marks         page numbers and running heads, which are no words either
edit_tokens        numbers with their units, sections and Latin words, which change as a whole
word_edits         edits at the boundaries a reader expects: clauses, whole numbers and words
hunks              two corresponding texts -> `Hunk`s; what may be ignored is marked by kind
outside            the text outside the units, and which stretch of it corresponds to which
result             `Comparison` as values, its JSON, and the proof that it adds up
findings           what the changes mean
engine             two Documents -> `Comparison`
"""
