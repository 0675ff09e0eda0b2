"""SQL and only SQL: the one truth of the base."""
