"""Algorithms over folded text: shingles, MinHash, LSH, exact joins, repeats, differences. They know no document."""
