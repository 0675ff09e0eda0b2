"""The secret of an installation: configured, or made once and kept in the data folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import structlog

from kb.settings import Settings

log = structlog.get_logger()

SECRET_FILE = "sekret"
_FEWEST_CHARACTERS = 32


def secret_of(settings: Settings) -> bytes:
    """Where none can be kept it lasts as long as the process; reading goes on."""
    if settings.secret is not None:
        return settings.secret.encode()
    file = settings.data_dir / SECRET_FILE
    try:
        return _kept(file) or _made(file)
    except OSError as error:
        log.warning("secret_not_kept", reason=error.strerror)
        return secrets.token_bytes(32)


def _kept(file: Path) -> bytes | None:
    """None also for what broke off while it was written."""
    try:
        text = file.read_text("ascii").strip()
    except FileNotFoundError:
        return None
    return text.encode() if len(text) >= _FEWEST_CHARACTERS else None


def _made(file: Path) -> bytes:
    """Two processes that start at once end up with the same one: the first that links its file wins."""
    file.parent.mkdir(parents=True, exist_ok=True)
    own = file.with_name(f".{file.name}-{secrets.token_hex(8)}")
    descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_urlsafe(48))
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(own, file)
        except FileExistsError:
            kept = _kept(file)
            if kept is not None:
                return kept
            own.replace(file)
            return _kept(file) or secrets.token_bytes(32)
    finally:
        own.unlink(missing_ok=True)
    return _kept(file) or secrets.token_bytes(32)
