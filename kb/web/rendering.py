"""Templates in three languages. Catalogues are read from their .po files, so nothing compiled is kept."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kb.domain.languages import Language
from kb.web.assets import Assets
from kb.web.markdown import paragraphs
from kb.web.typesetting import spelled, well_set

LOCALE = Path(__file__).resolve().parent.parent / "locale"


class Renderer:
    """One environment for each language, so that a translated template is compiled once."""

    def __init__(self, templates: Path, assets: Assets) -> None:
        self.translations: Mapping[Language, gettext.NullTranslations] = {
            language: read_catalogue(language) for language in Language
        }
        self._environments = {
            language: _environment(templates, assets, translations, language)
            for language, translations in self.translations.items()
        }

    def render(self, template: str, language: Language, **values: Any) -> str:
        return self._environments[language].get_template(template).render(language=language.value, **values)


def read_catalogue(language: Language) -> gettext.NullTranslations:
    """English is the language of the message ids; its catalogue holds its plural rule and no other text."""
    path = LOCALE / language.value / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as source:
        catalogue = read_po(source, locale=language.value)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _environment(
    templates: Path, assets: Assets, translations: gettext.NullTranslations, language: Language
) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    environment.globals["asset"] = assets.url
    # Records stay in Polish; on a Polish page nothing needs to be said of it, and nothing is.
    is_polish = language is Language.POLISH
    environment.globals["in_polish"] = Markup("" if is_polish else ' lang="pl"')
    environment.globals["in_own"] = Markup("") if is_polish else Markup(' lang="{}"').format(language.value)
    environment.filters["tidy"] = well_set
    environment.filters["spelled"] = spelled
    environment.filters["paragraphs"] = paragraphs
    return environment
