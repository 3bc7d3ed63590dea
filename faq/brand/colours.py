"""The site's accent colour: whether it can be read, and the shades that follow from it.

Contrast is WCAG 2.2's ratio of relative luminances (success criterion 1.4.3).
"""

import re

HEX = re.compile(r"#[0-9a-f]{6}")
TEXT_CONTRAST = 4.5

_WHITE, _PAPER, _DARK_PAPER, _DARK_INK = "#ffffff", "#f4f8f6", "#0d1412", "#05221c"

Rgb = tuple[int, int, int]


def _rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        part = channel / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours written #rrggbb, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mix(colour: str, other: str, share: float) -> str:
    """`colour` with `share` (0 to 1) of `other` in it."""
    channels = zip(_rgb(colour), _rgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in channels)


def lowest_contrast(accent: str) -> float:
    """The worst contrast the accent meets as text on the page and under white text."""
    return min(contrast(accent, _WHITE), contrast(accent, _PAPER))


def stylesheet(accent: str) -> str:
    """CSS that puts the accent and its shades in place of the design's own, light and dark."""
    light = {
        "brand": accent,
        "brand-2": mix(accent, "#000000", 0.28),
        "brand-soft": mix(accent, _WHITE, 0.86),
    }
    on_dark = next(
        shade
        for share in range(101)
        if contrast(shade := mix(accent, _WHITE, share / 100), _DARK_PAPER) >= 7
    )
    dark = {
        "brand": on_dark,
        "brand-2": mix(on_dark, _WHITE, 0.3),
        "brand-soft": mix(accent, _DARK_PAPER, 0.7),
        "on-brand": _DARK_INK if contrast(on_dark, _DARK_INK) >= TEXT_CONTRAST else "#000000",
    }
    light_rule, dark_rule = _declarations(light), _declarations(dark)
    return (
        f":root{{{light_rule}}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark_rule}}}}}\n"
        f":root[data-theme=dark]{{{dark_rule}}}\n"
    )


def _declarations(colours: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in colours.items())
