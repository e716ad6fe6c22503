"""Reports and results as formats: one file a format, and how files are written."""
