"""Output on the disk: written whole or not at all, never over an input.

files        files: all or none
staging      files and folders made under a temporary name and then renamed
destination  where the result of a corpus may be written, and the names of its files
corpus       writes a deduplicated corpus
saved_plan   reads the saved plan of a corpus, checks all of it, and computes the source from it
restored     writes the source of a deduplicated corpus
json_lines   a record with a shortened text, the rest of its line unchanged
"""
