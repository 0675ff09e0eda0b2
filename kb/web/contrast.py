"""Contrast as WCAG 2.2 measures it, over the colours that our style sheet really has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_BLOCK = re.compile(r":root\s*\{([^}]*)\}")
_COLOUR = re.compile(r"--([a-z-]+):\s*#([0-9a-f]{6})\b")

PAIRS = (
    ("ink", "paper"),
    ("ink", "sheet"),
    ("ink", "mark"),
    ("ink", "warn"),
    ("ink", "wash"),
    ("soft", "paper"),
    ("soft", "sheet"),
    ("soft", "wash"),
    ("accent", "paper"),
    ("accent", "sheet"),
    ("on-accent", "accent"),
    ("edge", "sheet"),
    ("warn-edge", "paper"),
)
"""What stands on what. The last two are borders, for which 3 : 1 is asked."""

BORDERS = ("edge", "warn-edge")


@dataclass(frozen=True, slots=True)
class MeasuredPair:
    """Ratios in light and in dark."""

    above: str
    below: str
    light: float
    dark: float


def measured(css: str) -> tuple[MeasuredPair, ...]:
    light, dark = themes(css)
    return tuple(
        MeasuredPair(above, below, ratio(light[above], light[below]), ratio(dark[above], dark[below]))
        for above, below in PAIRS
    )


def themes(css: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The colours of the first two :root blocks of the style sheet: light, then dark. Six digits each."""
    light, dark = (dict(_COLOUR.findall(block)) for block in _BLOCK.findall(css)[:2])
    return light, light | dark


def ratio(one: str, other: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
