"""The glossary as a page of the documentation."""

from __future__ import annotations

from rekindle.show.documentation.markdown import table
from rekindle.show.words.glossary import GLOSSARY

GLOSSARY_PAGE = "glossary.md"
ABOUT = (
    "What the words on our pages mean, in the order in which a newcomer needs them. Every page lists at its end those that it "
    "uses. This page is made from `show/words/glossary.py` by `make docs`."
)


def glossary_page() -> str:
    """All terms, each with its sentence."""
    rows = [[f"**{term}**", known.meaning] for term, known in GLOSSARY.items()]
    return f"# Glossary\n\n{ABOUT}\n\n{table(['term', 'meaning'], rows)}\n"
