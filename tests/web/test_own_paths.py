"""`next=` leads to our own paths alone, whatever tricks it plays."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.web.own_paths import own_path


@pytest.mark.parametrize(
    "text",
    [
        None, "", " ", "/ /evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
        "/\t/evil.example", "/\n/evil.example", "\t//evil.example", "https://evil.example", "https:evil.example",
        "javascript:alert(1)", "/%2fevil.example", "/%2F%2Fevil.example", "/%5cevil.example", "/%255cevil.example",
        "/%252f%252fevil.example", "/..//evil.example", "/.//evil.example", "/a/../../evil", "/%2e%2e//evil.example",
        "/%0d%0aLocation:x", "/a\r\nSet-Cookie: x", "/\x00", "/\u2028", "evil.example", "?q=a", "#a", "/" + "a" * 3000,
        "/%25252525252525252f/evil", "/konto\\..\\..", "/@evil.example/\\",
    ],
)  # fmt: skip
def test_what_leads_away_leads_nowhere(text: str | None) -> None:
    assert own_path(text) is None


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/", "/"),
        ("/szukaj?q=chór&temat=muzyka", "/szukaj?q=ch%C3%B3r&temat=muzyka"),
        ("/szukaj?q=ch%C3%B3r%20w+parku", "/szukaj?q=ch%C3%B3r%20w+parku"),
        ("/szukaj?q=a%26b%3Dc", "/szukaj?q=a%26b%3Dc"),
        ("/szukaj?q=https://example.org", "/szukaj?q=https://example.org"),
        ("/redakcja/praktyki/1#krok-2", "/redakcja/praktyki/1"),
        ("/en/praktyki/noc-bibliotek", "/en/praktyki/noc-bibliotek"),
    ],
)
def test_what_is_ours_stays(text: str, path: str) -> None:
    assert own_path(text) == path


@given(st.text(alphabet="/\\%25cCfF.:@?#a \t\n\r", max_size=30) | st.text(max_size=30))
def test_no_text_leads_to_another_host(text: str) -> None:
    path = own_path(text)
    if path is not None:
        assert path.isascii()
        assert urlsplit(urljoin("https://praktyki.example.org/konto", path)).netloc == "praktyki.example.org"
        assert path.startswith("/")
        assert not path.startswith(("//", "/\\"))
