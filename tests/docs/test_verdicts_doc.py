"""The page of verdicts says what the packaged worlds say today."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import rekindle

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_is_of_the_packaged_worlds():
    """Where this fails, a wording, a threshold or the worlds were changed: `make verdicts` writes the page anew."""
    spec = importlib.util.spec_from_file_location("verdicts_doc", DOCS / "verdicts.py")
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    sys.modules["verdicts_doc"] = script
    spec.loader.exec_module(script)
    packaged = Path(rekindle.__file__).parent / "catalogue" / "mosul-2016" / "verdicts"
    made = script.page(rekindle.claims("mosul-2016", out=packaged), None, None)
    told, _, stands = (DOCS / "verdicts.md").read_text(encoding="utf-8").partition("\n## Do they stand?")
    assert made.rstrip("\n") == told.rstrip("\n")
    assert "Another verdict under the other seed" in stands
