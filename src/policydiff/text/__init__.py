"""A document's text: spans, encodings, the folded text that is matched, the canonical form that tells a copy."""
