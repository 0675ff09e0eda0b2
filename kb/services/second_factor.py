"""The second factor: codes of six digits that last half a minute (TOTP, RFC 6238), and recovery codes."""

from __future__ import annotations

import datetime
import re
import secrets

import pyotp

from kb.services.secrets import key_of

STEP = 30
"""Seconds that a code lasts."""
WINDOW = 1
"""Steps by which the clock of a telephone may differ."""
RECOVERY_CODES = 8


def typed_code(typed: str) -> str:
    """Without the blanks and hyphens that people put in to read it."""
    return re.sub(r"[\s-]", "", typed).lower()


def is_of_the_moment(code: str) -> bool:
    """Whether it has the shape of a code of an application; recovery codes have another."""
    return re.fullmatch(r"[0-9]{6}", code) is not None


def matching_step(secret: str, code: str, now: datetime.datetime) -> int | None:
    """The time step whose code it is, within the window."""
    if not secret:
        return None
    totp = pyotp.TOTP(secret)
    current = int(now.timestamp()) // STEP
    for step in range(current - WINDOW, current + WINDOW + 1):
        if secrets.compare_digest(totp.generate_otp(step), code):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Each of 50 bits, in letters and digits that are not taken for one another."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return [
        "-".join("".join(secrets.choice(alphabet) for _ in range(5)) for _ in range(2))
        for _ in range(RECOVERY_CODES)
    ]


def recovery_key(account_id: int, code: str) -> str:
    return key_of(f"{account_id} {typed_code(code)}")


def new_secret() -> str:
    """160 bits in base 32, as applications take it."""
    return pyotp.random_base32()


def setup_address(secret: str, email: str, site: str) -> str:
    """What the picture holds that applications read (otpauth://)."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=site)
