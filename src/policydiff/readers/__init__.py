"""Input: files, folders, JSON Lines and git trees as documents.

read        a file or its bytes -> Document
files       opening what a user names: files, standard input, pipes; and what is neither
plain       text and Markdown
formats     what is no text, by how it begins
entries     the documents of a corpus as values: `Source`, `Entry`, `UnreadableInput`
walk        the files of a folder, in order
corpus      `Corpus`: files, folders, JSON Lines, each document once and again when asked for
json_lines  lines of JSON Lines files as bytes, unpacked where they are archives
git         what git says changed, and files as git holds them at a revision
reference   what documents are held against: files, saved indexes, a revision
"""
