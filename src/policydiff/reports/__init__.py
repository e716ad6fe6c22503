"""Results in words, in no format."""
