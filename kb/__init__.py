"""Dobre Praktyki: a searchable knowledge base of good practices from Polish public libraries."""

__version__ = "0.1.0"
