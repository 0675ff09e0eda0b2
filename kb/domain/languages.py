"""The three languages of the interface."""

from enum import StrEnum


class Language(StrEnum):
    POLISH = "pl"
    ENGLISH = "en"
    UKRAINIAN = "uk"
