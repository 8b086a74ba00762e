"""The dozen outcomes of a run at the terminal: the record beside, and whether it lies inside the range."""

from __future__ import annotations

import synthetic

from rekindle.show.figures.outcomes import Charted
from rekindle.show.terminal import main_outcomes
from rekindle.show.terminal.main_outcomes import DOZEN, chosen, main_table


def test_the_record_stands_beside_and_misses_are_named(dataset, record, monkeypatch) -> None:
    monkeypatch.setattr(main_outcomes, "record_of", lambda scenario: list(record))
    summary = {"scenario": "town", "policy": "historical", "worlds": 100, "outcomes": dict.fromkeys(map(str, range(60)))}
    text = main_table(
        summary,
        dataset,
        synthetic.scenario(),
    )
    lines = text.splitlines()
    assert max(map(len, lines)) <= 80
    inside, missed = (sum(line.endswith(word) for line in lines) for word in (("inside",), ("above", "below")))
    assert inside + missed > 0
    assert f"{inside} of {inside + missed} recorded figures lie inside the 90 % range." in " ".join(text.split())
    monkeypatch.setattr(main_outcomes, "record_of", lambda scenario: [])
    bare = main_table(summary, dataset, synthetic.scenario())
    assert not any(line.endswith(("inside", "above", "below")) for line in bare.splitlines())


def test_first_places_come_first_and_others_fill_the_dozen() -> None:
    def of(variable: str, place: str) -> Charted:
        return Charted(f"{variable}_{place}", variable, "", variable, place, "")

    many = [of(f"v{k}", place) for k in range(20) for place in ("a", "b")]
    assert [one.place for one in chosen(many)] == ["a"] * 20
    few = [of(f"v{k}", place) for k in range(3) for place in "abcdefgh"]
    assert len(chosen(few)) == DOZEN
    assert [one.place for one in chosen(few)][:5] == list("abcde")
