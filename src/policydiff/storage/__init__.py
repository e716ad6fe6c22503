"""Output on the disk: whole or not at all, never over an input."""
