"""policydiff: compares and deduplicates policy documents, above all Chinese ones."""

__version__ = "0.1.0"
