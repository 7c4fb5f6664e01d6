# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A salon's own accent colour, made readable whatever was picked. Pure."""

import colorsys
import re

PAPER = ("#f6f1ea", "#25211d")
"""The ground that is hardest to read on: in light `--ground`, in dark `--paper` (tokens.css has the same)."""

CONTRAST = 4.6
"""A little above the 4.5:1 that WCAG 2.2 (1.4.3) asks of text."""

Rgb = tuple[float, float, float]


def is_colour(value: str) -> bool:
    """Whether this is a colour as we take them: `#b5483a`."""
    return re.fullmatch(r"#[0-9a-fA-F]{6}", value) is not None


def accent_sheet(colour: str) -> str:
    """The stylesheet that gives a page this accent, in light and in dark. Raises ValueError: no colour."""
    if not is_colour(colour):
        raise ValueError(colour)
    light, dark = _tokens(colour, PAPER[0], darker=True), _tokens(colour, PAPER[1], darker=False)
    return f":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    high, low = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable_on(ground: str, colour: str, darker: bool) -> str:
    """The colour, made darker (or lighter) until text in it can be read on `ground`."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_rgb(colour))
    step = -0.01 if darker else 0.01
    found = colour
    while contrast(found, ground) < CONTRAST and 0 < lightness + step < 1:
        lightness += step
        found = _hex(colorsys.hls_to_rgb(hue, lightness, saturation))
    if contrast(found, ground) < CONTRAST:
        return "#000000" if darker else "#ffffff"
    return found


def _tokens(colour: str, paper: str, darker: bool) -> str:
    ink = readable_on(paper, colour, darker)
    on_accent = max(("#ffffff", "#191613"), key=lambda text: contrast(text, ink))
    soft = _mix(ink, paper, 0.1 if darker else 0.18)
    return f"--accent:{ink};--on-accent:{on_accent};--accent-ink:{readable_on(soft, ink, darker)};--accent-soft:{soft}"


def _mix(colour: str, ground: str, share: float) -> str:
    one, other = _rgb(colour), _rgb(ground)
    return _hex((
        one[0] * share + other[0] * (1 - share),
        one[1] * share + other[1] * (1 - share),
        one[2] * share + other[2] * (1 - share),
    ))  # fmt: skip


def _rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def _hex(rgb: Rgb) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in rgb)


def _luminance(rgb: Rgb) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
