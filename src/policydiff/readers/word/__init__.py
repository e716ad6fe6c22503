"""Word files (DOCX, DOCM, DOTX): their text, and files without some of their lines.

package         `WordPackage`: the parts of a file, found by their relationships, and its text
story           `Story`: paragraphs, tables, revisions, fields, text boxes and notes as lines
revisions       the tracked changes, and which of them are shown
drawings        what a run holds beside text: text boxes, formulas, symbols
fields          the codes of fields, and what fields without a result print
numbering       automatic numbers: which level numbers a paragraph, and the text printed for it
number_formats  the text that Word prints for a number in each format
styles          what a style adds: numbering, and hidden text
removal         a file without some lines of its text
"""
