"""Tokens that nobody can guess, and marks that only this installation can make."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewToken:
    """`token` is handed out and not kept; `key`, its SHA-256, is what is kept."""

    token: str
    key: str


def new_token() -> NewToken:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    return NewToken(token, key_of(token))


def key_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


class Signer:
    """HMAC-SHA-256 with the secret of the installation (KB_SECRET)."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def mark(self, purpose: str, *parts: str) -> str:
        """The same for the same parts; a mark of one purpose is none of another."""
        message = "\0".join((purpose, *(f"{len(part)}:{part}" for part in parts)))
        digest = hmac.digest(self._secret, message.encode("utf-8", "replace"), "sha256")
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def is_mark(self, given: str, purpose: str, *parts: str) -> bool:
        expected = self.mark(purpose, *parts)
        return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
