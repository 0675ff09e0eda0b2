"""Texts, vectors and their comparison. Knows nothing of libraries or practices."""
