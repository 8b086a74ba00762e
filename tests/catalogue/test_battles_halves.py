"""The halves of the other battles follow the rule that was written down before any battle ran."""

from __future__ import annotations

import csv
import hashlib
from importlib.resources import files

from rekindle.analysis.battles import halves

ROWS = list(csv.DictReader((files("rekindle") / "catalogue/battles/halves.csv").read_text(encoding="utf-8").splitlines()))


def test_each_digest_is_that_of_the_name_and_the_three_lowest_are_to_diagnose_with():
    assert [row["sha256"] for row in ROWS] == [hashlib.sha256(row["battle"].encode("ascii")).hexdigest() for row in ROWS]
    assert [row["sha256"] for row in ROWS] == sorted(row["sha256"] for row in ROWS)
    assert [row["half"] for row in ROWS] == ["diagnose"] * 3 + ["opened"] * 4


def test_the_command_uses_the_halves_that_were_written_down():
    assert halves() == {row["battle"]: row["half"] for row in ROWS}
