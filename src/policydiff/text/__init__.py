"""A document's text: spans, encodings, the folded text that is matched, the canonical form that tells a copy.

spans                `Span`: a half-open stretch of characters; sets of spans
document             `Document` and `Lines`: decoded text with the facts to give its bytes back
encoding             which encoding the bytes of a file are in, and why
other_languages      whether bytes are likelier another language in an old encoding
character_frequency  how common characters of Chinese are
folding              `FoldedText`: the text as it is matched, by one table look-up a character, and the way back; its
                     table is data/fold.bin
folding_blocks       folding of many texts at once, in buffers that are used again
canonical            the closed list of what a copy may differ in: the canonical form, in which copies are equal
normalisation        a text in one script and width, character for character, in which facts are looked for
script               Simplified and Traditional, for display only
radicals             CJK radicals that look like an ideograph, each with its ideograph
lazy_regex           regular expressions compiled when first used, and not for a text without their signs
"""
