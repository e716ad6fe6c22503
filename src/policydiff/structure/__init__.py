"""How a document is built: numbering, labels, header, front and back matter, page furniture, outline, contexts."""
