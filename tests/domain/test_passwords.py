"""Which passwords are refused, and that nothing but length and guessing counts."""

from __future__ import annotations

import pytest

from kb.domain.passwords import PasswordFault, password_fault


@pytest.mark.parametrize(
    "password",
    """password1234 haslo1234567 123456789012 qwertyuiop123 aaaaaaaaaaaa biblioteka123 biblioteka2024! 1q2w3e4r5t6y
    1qaz2wsx3edc passwordpassword administrator zaq12wsxcde3 q1w2e3r4t5y6 123qweasdzxc 1234567891011 qazwsxedcrfv
    abcd1234abcd 121212121212 P@ssw0rd1234 Hasło123!Hasło dobre-praktyki-2026 йцукенгшщзхї""".split(),
)
def test_what_is_tried_first_is_refused(password: str) -> None:
    assert password_fault(password) is PasswordFault.COMMON


@pytest.mark.parametrize(
    "password",
    [
        "zażółć-gęślą-jaźń",
        "wesoły kot pije mleko",
        "k7Gq!x9Zp2Lm",
        "rower w bibliotece nocą",
        "tylko małe litery tu są",
        "дуже довгий пароль",
        "🐈🐕🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵",
    ],
)
def test_length_is_enough(password: str) -> None:
    assert password_fault(password) is None


@pytest.mark.parametrize("password", ["jan.kowalski1", "Kowalski.Jan!", "KowalskiJan2026"])
def test_ones_own_name_is_no_password(password: str) -> None:
    assert password_fault(password, "jan.kowalski@example.org", "Jan Kowalski") is PasswordFault.PERSONAL


def test_the_limits_are_characters() -> None:
    assert password_fault("") is PasswordFault.EMPTY
    assert password_fault("żółty rower"[:11]) is PasswordFault.TOO_SHORT
    assert password_fault("żółty rowerr") is None
    assert password_fault("ab cd!" * 21) is PasswordFault.COMMON
    long = "".join(chr(0x4E00 + number * 7) for number in range(128))
    assert password_fault(long) is None
    assert password_fault(long + "x") is PasswordFault.TOO_LONG
