"""Outside formats to and from plain records."""
