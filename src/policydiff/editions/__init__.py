"""Many documents compared: those of two folders, and successive editions of one.

pairing     which document of one folder is which of another: by path, then by content
folders     two folders compared, document by document
succession  editions of one document, each compared with the next
"""
