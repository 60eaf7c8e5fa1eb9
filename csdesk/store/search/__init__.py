"""Full-text search: the index, and queries of it."""
