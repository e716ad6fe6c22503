"""Two versions of a document: units, alignment, hunks, findings."""
