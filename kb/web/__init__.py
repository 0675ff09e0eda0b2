"""Handlers, page views and guards: thin, above the services."""
