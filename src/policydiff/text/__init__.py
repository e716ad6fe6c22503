"""A document's text: spans, encodings, the folded text for matching, the canonical form that decides what a copy is.

spans                `Span`: a half-open interval of characters; sets of spans
document             `Document` and `Lines`: decoded text with what is needed to restore its bytes
extraction           how a text was taken from a file that is not text: the place of each line, what was left out
revised_text         `RevisedText`: the lines of two texts in one, with the revisions that lead from one to the other
encoding             which encoding the bytes of a file are in, and why
other_languages      whether bytes are more likely another language in an old encoding
character_frequency  how common characters are in Chinese
folding              `FoldedText`: the text for matching, by one table look-up a character, and the mapping back to
                     the text; the table is data/fold.bin
folding_blocks       folding of many texts at once, in reused buffers
canonical            the canonical form, in which copies are equal: the closed list of differences a copy may have
canonical_blocks     the canonical form of a long text, block by block
normalisation        a text in one script and width, character for character, for the extraction of facts
script               which script a text is in, and its conversion for display only
radicals             CJK radicals that look like an ideograph, each with that ideograph
lazy_regex           regular expressions that are compiled when first used
revision_marks       the elements of tracked changes of a Word file around runs and in marks of paragraphs
xml_text             text for the content of an XML element
"""
