"""A made-up city with three statements about it, and the command line as tests call it."""

from __future__ import annotations

from pathlib import Path

import calling
from rekindle.scenario import new

CLAIMS = """\
written: 2016-01-04
claims:
  - id: 1
    source: our-judgement
    kind: J
    statement: Most of its people stay in hiding.
    mechanisms: [melting-away]
    outcomes: [covert]
    propositions:
      - kind: probability
        asks: At least fifty covert members are left in the north
        scenario: my-city
        horizon: 2016-03-31
        metric: covert
        place: city_north
        period: {from: 2016-03-01, to: 2016-03-31}
        statistic: mean
        comparison: ">="
        threshold: 50
        unit: people
        at_least: 0.66
        why: Fifty is what the police can watch.
  - id: 3
    source: our-judgement
    kind: F
    statement: Some 200,000 people live in the city.
    mechanisms: [civilians]
    outcomes: [residents]
    quantities: [cities.city.residents]
  - id: 7
    source: our-judgement
    kind: Q
    statement: Does a settlement change anything?
    mechanisms: [three-levels]
    outcomes: [covert]
    propositions:
      - kind: difference
        asks: Calm leaves a tenth fewer in hiding
        scenario: my-city
        horizon: 2016-03-31
        a: calm
        b: historical
        metric: covert
        place: city_north
        period: {from: 2016-03-01, to: 2016-03-31}
        statistic: mean
        measured: relative
        comparison: "<="
        threshold: -0.1
        unit: "1"
        at_least: 0.5
        why: A tenth could be told from the counting.
"""

ANOTHER = """\
      - kind: probability
        scenario: my-city
        horizon: 2016-03-31
        metric: leadership
        period: {from: 2016-03-01, to: 2016-03-31}
        statistic: mean
        comparison: "<"
        threshold: 0.5
        unit: "1"
        at_most: 0.33
        why: Half of what it could have.
"""

CALM = """\
name: calm
title: Calm
summary: Settlement at the local level tends to be nearly full.
source: Our judgement.
changes:
  - {parameter: settlement.local, set: 0.9, from: 2016-02-01}
delivers:
  - {variable: settlement_local, at_least: 0.00001}
"""

FOLDER = Path("results/my-city-claims")


def call(monkeypatch, capfd, *words: str, typed: str = "") -> tuple[int, str, str]:
    """Exit code, standard output and, on one line, standard error of one call."""
    code, out, err = calling.call(monkeypatch, capfd, *words, typed=typed)
    return code, out, " ".join(err.split())


def scenario_in(folder: Path) -> Path:
    home = new("my-city", folder).parent
    (home / "claims.yaml").write_text(CLAIMS, encoding="utf-8")
    (home / "policies").mkdir()
    (home / "policies" / "calm.yaml").write_text(CALM, encoding="utf-8")
    return home
