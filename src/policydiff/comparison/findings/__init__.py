"""What the changes of a comparison mean: numbers, deadlines, duties, agencies, penalties, references, terms, marks.

Facts are found in the text of both sides, in whichever script each is written.

collect         all findings of a comparison, by what to read first
sentence_pairs  which sentence of the new version answers which of the old
fact_pairs      which fact became which
quantities      numbers, money, dates, deadlines, penalties, agencies, cited documents
obligations     what must, may and must not be done
references      cross references, stale ones too
terms           terms, regional words, punctuation, whole sentences
"""
