"""The command line: the one place that reads options and prints."""
