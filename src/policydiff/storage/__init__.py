"""Output on the disk: whole or not at all, never over an input.

files        files: all or none
staging      folders: whole or not at all
destination  where a corpus may go, and under which names
corpus       writes a deduped corpus
saved_plan   the saved plan of a corpus, none of it believed; the source from it
restored     writes the source of a deduped corpus
json_lines   a record with its text shortened, the rest of its line untouched
"""
