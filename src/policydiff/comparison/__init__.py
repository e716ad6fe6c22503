"""Two versions of a document. `engine.compare` is the way in.

units       Document -> the units that are paired: articles, numbered sections, or paragraphs
similarity  how much speaks for two units being one: shared phrases, headings, neighbours, labels
alignment   which unit became which; moves, splits, merges, replaced ones
word_edits  edits as a reader would have them: at clauses, whole numbers and words
hunks       two texts that answer each other -> `Hunk`s; what may be ignored, by kind
result      `Comparison` as values, its JSON, and the proof that it adds up
engine      two Documents -> `Comparison`
findings    what the changes mean
"""
