"""Input: files, folders, containers such as JSON Lines, and git trees as documents.

read        a file or its bytes -> Document
files       opening what a user names: files, standard input, pipes; refusing everything else
registry    which module of `formats` or `containers` reads a file
formats     a module for each input format that is read; a new module is found by itself
recognition formats that are not plain text, recognised by how they begin
entries     the documents of a corpus as values: `Source`, `Entry`, `UnreadableInput`
walk        the files of a folder, in order
corpus      `Corpus`: files, folders, containers, each document once and again on request
containers  a module for each kind of file that holds many documents; a new module is found by itself
unpacking   the content of gzip archives
git         which files git reports as changed, and files as git has them at a revision
reference   what documents are checked against: files, saved indexes, a revision
"""
