"""Word files (DOCX, DOCM, DOTX): their text, and files without some of their lines.

package               `WordPackage`: the parts of a file, found by their relationships, and its text
story                 `Story`: paragraphs, tables, revisions, fields, text boxes and notes as lines
revisions             the tracked changes, and which of them are shown
drawings              what a run holds beside text: text boxes, formulas, symbols
fields                the codes of fields, and what fields without a result print
numbering             automatic numbers: which level numbers a paragraph, and the text printed for it
number_formats        the text that Word prints for a number in each format
styles                what a style adds: numbering, and hidden text
accepted              a part with its tracked changes accepted
removal               a file without some lines of its text
revising              a file with tracked changes that lead to another text
revised_lines         its lines with the revisions of each, and what is new before them
revised_body          which bytes of its part with the text become which
revised_paragraph     a paragraph with its revisions: slices of its runs, and new runs like them
revised_rows          rows of tables with revisions: words in cells, rows that come and go
atoms                 a paragraph in pieces of text that can be kept or deleted by themselves
paragraph_properties  the properties of a paragraph with a revision of its mark, or for a new paragraph
labels                whether a text begins with a label of the kind of another
"""
