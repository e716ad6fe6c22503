"""Input: files, folders, containers such as JSON Lines, and git trees as documents.

files        opening what a user names: files, standard input, pipes; refusing everything else
recognition  formats that are not plain text, recognised by how they begin
formats      a module for each input format that is read; a new module is found by itself
containers   a module for each kind of file that holds many documents; a new module is found by itself
registry     which module of `formats` or `containers` reads a file
read         a file or its bytes -> Document
word         the text of Word files, and Word files without some of their lines
web          the text of web pages
pdf          the text of PDF files
rewriting    a file written without some lines of its text, in the format it has
archives     archives of documents: which files they are, their members, those of archives in them
archive_documents  the documents of an archive, and what in it is none
archive_limits  how much an archive may hold
zip_archive  the members of a ZIP archive, unpacked in bounded memory
zip_directory  the list of members of a ZIP archive, with their names in any encoding
tar_archive  the members of a TAR archive
zip_rewriting  a ZIP archive with other bytes in some members
xml_stream   elements of XML one after another, in bounded memory, without DTDs
entries      the documents of a corpus as values: `Source`, `Entry`, `UnreadableInput`
path_selection  which files below a folder are read: patterns of paths, and what git ignores
no_document  files that are no documents: pictures, programs, databases
walk         the files under the operands of a corpus, in order, and lists of paths
tracked      the files that git tracks below a folder, and those that it ignores
unpacking    the content of gzip archives
corpus       `Corpus`: files, folders, containers, each document once and again on request
git          which files git reports as changed, and files as git has them at a revision
reference    what documents are checked against: files, saved indexes, a revision
"""
