"""How Sphinx makes the site of what `docs/site/build.py` has put together; `make site` runs it."""

import re
from pathlib import Path

import rekindle
from rekindle.version import VERSION

project = "Rekindle"
author = "The Rekindle developers"
copyright = "The Rekindle developers. Apache License 2.0"  # noqa: A001 (the name that Sphinx reads)
release = version = VERSION

extensions = ["myst_nb", "sphinx.ext.autodoc"]
root_doc = "index"
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}
exclude_patterns = ["docs/site"]
myst_heading_anchors = 4
myst_enable_extensions = ["deflist"]
myst_links_external_new_tab = False
nb_execution_mode = "off"  # tests/docs/test_tutorial.py runs the notebook; the page shows what it then printed
autodoc_typehints = "signature"
smartquotes = False  # quotes stay as they are typed, for some are code
autodoc_preserve_defaults = True
suppress_warnings = ["myst.header"]  # mechanisms' pages begin with a heading of the second order below a line of links

html_theme = "furo"
html_title = f"Rekindle {VERSION}"
html_favicon = str(Path(rekindle.__file__).parent / "web" / "static" / "icon.svg")
html_static_path = ["static"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {"navigation_with_keys": True}


def in_rst(text: str) -> str:
    """A line of a docstring, which marks code by single backticks and nothing else, as reStructuredText."""
    pieces = text.split("`")
    return "".join(f"``{piece}``" if odd % 2 else re.sub(r"([*|_\\])", r"\\\1", piece) for odd, piece in enumerate(pieces))


def plain_docstrings(_app: object, _what: str, _name: str, _of: object, _options: object, lines: list[str]) -> None:
    blocks = "\n".join(lines).split("\n\n")
    told = (f".. code-block:: python\n\n{one}" if one.startswith("    ") else in_rst(one) for one in blocks)
    lines[:] = "\n\n".join(told).splitlines()


def setup(app: object) -> None:
    app.connect("autodoc-process-docstring", plain_docstrings)  # type: ignore[attr-defined]
