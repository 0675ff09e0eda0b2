"""A bad setting stops the start with a sentence that helps."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.settings import BadSettings, load_settings


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("KB_PORT", "osiem", "od 0 do 65535"),
        ("KB_PORT", "70000", "od 0 do 65535"),
        ("KB_WORKERS", "0", "od 1 do 64"),
        ("KB_ENV", "prod", "development (próby) albo production"),
        ("KB_RATE_LIMITS", "maybe", "on (włączone) albo off"),
        ("KB_BASE_URL", "praktyki", "https://"),
        ("KB_BASE_URL", "https://a.example/b", "bez ścieżki"),
        ("KB_DATABASE_URL", "postgresql://x/y", "sqlite:///"),
        ("KB_TRUSTED_PROXIES", "10.0.0.5, proxy", "adresy lub sieci"),
        ("KB_SMTP_URL", "mail.example.org:25", "smtp://"),
        ("KB_SECRET", "za krótki sekret", "32 znaki"),
    ],
)
def test_the_sentence_names_the_key_the_value_and_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, key: str, value: str, allowed: str
) -> None:
    monkeypatch.setenv(key, value)
    with pytest.raises(BadSettings) as refused:
        load_settings()
    [sentence] = refused.value.sentences
    assert sentence.startswith(f"{key}: jest ")
    assert "Popraw to" in str(refused.value)
    assert allowed in sentence
    assert (value in sentence) == (key not in ("KB_SECRET", "KB_SMTP_URL"))


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "kb.env"
    file.write_text("KB_PORT=8100\nKB_HOST=0.0.0.0\n")
    monkeypatch.setenv("KB_SETTINGS", str(file))
    monkeypatch.setenv("KB_PORT", "8200")
    settings = load_settings()
    assert (settings.port, settings.host) == (8200, "0.0.0.0")


def test_a_settings_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_SETTINGS", "/nie/ma/pliku")
    with pytest.raises(BadSettings, match="KB_SETTINGS"):
        load_settings()


def test_defaults_are_those_of_the_contract() -> None:
    settings = load_settings({}, _env_prefix="NOTHING_")
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 8000, 1)
    assert settings.data_dir == Path(".data")
