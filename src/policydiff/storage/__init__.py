"""Output on the disk: whole or not at all, never over an input.

files        files: all or none
staging      the same of folders
destination  where a corpus may go, and under which names
corpus       a deduped corpus
restored     its source
json_lines   a record with its text shortened, the rest of its line untouched
"""
