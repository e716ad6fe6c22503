"""A comparison in words: the report, the table, the listing."""
