"""Many documents: candidate pairs, their verification, clusters, plans."""
