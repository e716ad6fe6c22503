"""Output on the disk: written whole or not at all, never over an input.

destination  where the result of a corpus may be written, and the names of its files
written_form what is written for a document: its file in its own format, or the clean text
json_lines   a record with a shortened text, the rest of its line unchanged
record_edits what goes from a file of records: whole records, and repeats inside them that can be proven
side_files   what is written beside a result: inputs that could not be read, ids
saved_plan   reads the saved plan of a corpus, checks all of it, and computes the source from it
corpus       writes a deduplicated corpus and its plan
restored     writes the source of a deduplicated corpus
"""
