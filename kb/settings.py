"""Settings: the environment, then the file named by KB_SETTINGS, then defaults. Nothing else reads them."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from kb.errors import KbError

CHECKOUT = Path(__file__).resolve().parent.parent


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Switch(StrEnum):
    ON = "on"
    OFF = "off"


class BadSettings(KbError):
    """For each bad value its key, what was found and what is allowed, in Polish: people read it."""

    number = "KB-001"

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__("\n".join((*sentences, _ADVICE)))
        self.sentences = sentences


class Settings(BaseSettings):
    """docs/settings.md explains each key."""

    model_config = SettingsConfigDict(env_prefix="KB_", extra="ignore", frozen=True, env_ignore_empty=True)

    data_dir: Path = Path(".data")
    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    database_url: str | None = None
    model: str | None = None
    model_dir: Path = CHECKOUT / ".model" / "multilingual-e5-small"
    secret: Annotated[str, Field(min_length=32)] | None = None
    base_url: str | None = None
    env: Environment = Environment.DEVELOPMENT
    rate_limits: Switch = Switch.ON
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ()
    smtp_url: str | None = None
    operator_name: str | None = None
    operator_email: str | None = None
    operator_phone: str | None = None
    operator_address: str | None = None

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _addresses(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        networks = tuple(part.strip() for part in value.split(",") if part.strip())
        for network in networks:
            ipaddress.ip_network(network, strict=False)
        return networks

    @field_validator("base_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
            raise ValueError("not the address of a site")
        return value.rstrip("/")

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path not in ("", "/"):
            raise ValueError("not the address of a mail server")
        # Raises ValueError for a port that is none.
        _ = parts.port
        return value

    @field_validator("database_url")
    @classmethod
    def _sqlite(cls, value: str | None) -> str | None:
        if value is not None and not re.match(r"^sqlite(\+pysqlite)?:///.+", value):
            raise ValueError("not SQLite")
        return value

    @property
    def database(self) -> str:
        """The address of the database; by default a file in the data folder."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'baza.sqlite').resolve()}"

    @property
    def files(self) -> Path:
        """The folder of uploaded files."""
        return self.data_dir / "files"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, dotenv_settings


_ALLOWED = {
    "data_dir": "folder",
    "host": "nazwa lub adres tego komputera",
    "port": "liczba od 0 do 65535",
    "workers": "liczba od 1 do 64",
    "database_url": "adres sqlite:///ścieżka/do/pliku (PostgreSQL jeszcze nie działa)",
    "model": "nazwa modelu Sentence-Transformers albo folder",
    "model_dir": "folder",
    "secret": "tekst, który ma co najmniej 32 znaki",
    "base_url": "adres, na przykład https://praktyki.example.org, bez ścieżki",
    "env": "development (próby) albo production (serwis dla ludzi)",
    "rate_limits": "on (włączone) albo off (wyłączone)",
    "smtp_url": "smtp://nazwa:hasło@host:587?from=adres albo smtps:// dla TLS od początku",
    "trusted_proxies": "adresy lub sieci po przecinku, na przykład 10.0.0.5, 192.168.1.0/24",
}
_ADVICE = "Popraw to w zmiennych środowiska albo w pliku z KB_SETTINGS i uruchom serwis jeszcze raz."
_SECRET_KEYS = frozenset({"secret", "smtp_url"})


def load_settings(environment: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Raises BadSettings. `overrides` win over the environment (tests and the command line use them)."""
    file = (environment or os.environ).get("KB_SETTINGS")
    if file and not Path(file).is_file():
        allowed = "plik z wierszami KLUCZ=wartość"
        raise BadSettings((f"KB_SETTINGS: jest „{file}”, ale nie ma takiego pliku. Dozwolone: {allowed}.",))
    try:
        return Settings(_env_file=file, **overrides)
    except ValidationError as error:
        raise BadSettings(tuple(_sentence(detail) for detail in error.errors())) from error


def _sentence(detail: Any) -> str:
    name = str(detail["loc"][0]) if detail["loc"] else "settings"
    found = "wartość, której nie pokazujemy" if name in _SECRET_KEYS else f"„{detail['input']}”"
    allowed = _ALLOWED.get(name, "inna wartość (docs/settings.md)")
    return f"KB_{name.upper()}: jest {found}. Dozwolone: {allowed}."
