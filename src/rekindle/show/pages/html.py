"""What every HTML page is made with: one environment of templates, pictures as data, the manifest as rows."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import cache
from typing import Any

import jinja2

from rekindle.show import words


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("rekindle.show"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["together"] = together
    return environment


def render(template: str, **content: Any) -> str:
    """A page from one of the templates; a name that the template wants and is not given is an error."""
    return _environment().get_template(template).render(**content)


def together(text: str) -> str:
    """Numbers kept on one line with what follows them."""
    return text.replace(" %", "\u00a0%").replace(" million", "\u00a0million")


def data_uri(image: bytes) -> str:
    """An SVG as text that an <img> can hold."""
    return "data:image/svg+xml;base64," + base64.b64encode(image).decode()


def flat(manifest: Mapping[str, Any], before: str = "") -> list[tuple[str, str]]:
    """The manifest as rows, nested entries by their path."""
    found: list[tuple[str, str]] = []
    for name, value in manifest.items():
        path = f"{before}{name}"
        if isinstance(value, Mapping):
            found += flat(value, path + ".")
        else:
            shown = ", ".join(str(x) for x in value) if isinstance(value, (list, tuple)) else str(value)
            found.append((path, shown))
    return found


def scale() -> list[tuple[str, str]]:
    """The words for probabilities with their ranges."""
    limits = [least for least, _ in words.SCALE]
    tops = [1.0, *limits[:-1]]
    return [(word, words.percents(least, top)) for (least, word), top in zip(words.SCALE, tops, strict=True)]
