"""Suggesting how to go on with what somebody is typing."""

from __future__ import annotations

from kb.domain.languages import Language
from kb.domain.suggestions import SUGGESTIONS, Suggestion
from kb.search.suggestions import Suggestions
from kb.services.following import Follower


class Suggesting:
    """Answers from memory: waits neither for the model nor for changes that another thread takes in."""

    def __init__(self, suggestions: Suggestions, follower: Follower) -> None:
        self._suggestions = suggestions
        self._follower = follower

    def suggest(self, typed: str, language: Language, limit: int = SUGGESTIONS) -> tuple[Suggestion, ...]:
        """The best first. Raises the storage's errors."""
        self._follower.catch_up(wait=False)
        return self._suggestions.suggest(typed, language, limit)
