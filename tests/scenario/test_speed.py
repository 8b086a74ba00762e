"""Files made to keep a reader busy are read or refused within seconds, and never with a report without end."""

from __future__ import annotations

import time

import pytest

from rekindle.scenario.problem import MOST
from rekindle.scenario.reader import judge
from rekindle.scenario.yaml.document import LARGEST, parse_tree

SIZE = LARGEST - 10_000
RING = "".join(f"  - {{id: o{i}, place: p{i}, after: {{place: p{i + 1}}}}}\n" for i in range(2000))

FILES = {
    "brackets without end": "[" * SIZE,
    "braces without end": "{" * SIZE,
    "lists in lists": "- " * (SIZE // 2),
    "one key again and again": "a: 1\n" * (SIZE // 5),
    "keys without values": "{" + "a," * (SIZE // 2) + "}",
    "thousands of unknown keys": "".join(f"k{i}: 1\n" for i in range(5000)),
    "thousands of unknown names": "places: {" + "".join(f"p{i}: {{neighbours: {{q{i}: 1}}}}, " for i in range(2000)) + "}",
    "thousands of orders in a row": f"campaign:\n{RING}",
    "aliases": "a: &x [1]\n" + "b: *x\n" * 1000,
    "tags": "!!a " * (SIZE // 4),
    "a number without end": "start: " + "1" * SIZE,
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_a_hostile_file_is_refused_in_seconds(text: str) -> None:
    began = time.process_time()
    data, problems = judge(parse_tree(text, "hostile.yaml"), [])
    assert data is None
    assert 0 < len(problems) <= 4 * MOST
    assert time.process_time() - began < 10
