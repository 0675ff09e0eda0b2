"""What a good practice is. Knows no SQL and no HTTP."""
