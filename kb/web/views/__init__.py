"""One typed page object for each page, with everything already decided."""
