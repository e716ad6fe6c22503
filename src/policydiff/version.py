"""The version of policydiff."""

__version__ = "0.1.0"
