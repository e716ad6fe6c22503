"""How two documents are related: copies, editions, excerpts, templates, shared passages."""
