"""Files and folders that appear at their places whole or not at all, whatever fails and whenever the run ends.

seen         what was at a place when it was read, so that nothing that was saved there since is replaced
permissions  who may read a new file: never more people than may read what it was made from
staging      a file or folder made under a temporary name beside its place
transaction  several of these moved to their places, all or none, also if the run is killed on the way
files        writes files from bytes
"""
