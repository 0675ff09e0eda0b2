"""Makes the fonts that pages are sent, from those of the package: the weights of our style sheets alone, and
the Polish letters apart from the rest of Latin Extended.

Run by setup.py after the packages and the front end. Without its files the site serves those of the package,
which look the same and weigh twice as much (kb/web/assets.py).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

PARTS = Path(__file__).resolve().parent.parent / "templates" / "node_modules"
PACKAGE = PARTS / "@fontsource-variable" / "literata" / "files"
MADE = PARTS / ".fonts"
WEIGHTS = (400, 650)
POLISH = "ĄąĆćĘęŁłŃńŚśŹźŻż"
FONTS = {"latin": "latin", "polish": "latin-ext", "latin-ext": "latin-ext", "cyrillic": "cyrillic"}
"""What is made, and of which file of the package."""


def made(source: Path, characters: Iterable[int] | None) -> TTFont:
    font = TTFont(source)
    options = Options()
    options.layout_features = ["*"]
    # For lines that run down the page.
    options.drop_tables += ["vhea", "vmtx"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap() if characters is None else characters)
    subsetter.subset(font)
    font = instancer.instantiateVariableFont(font, {"wght": WEIGHTS})
    font.flavor = "woff2"
    return font


def main() -> int:
    MADE.mkdir(exist_ok=True)
    for name, source in FONTS.items():
        characters = map(ord, POLISH) if name == "polish" else None
        font = made(PACKAGE / f"literata-{source}-wght-normal.woff2", characters)
        font.save(MADE / f"literata-{name}.woff2")
    return 0


if __name__ == "__main__":
    sys.exit(main())
