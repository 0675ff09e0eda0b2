"""From a query to ranked, explained practices."""
