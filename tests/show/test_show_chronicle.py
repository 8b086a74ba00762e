"""The chronicle finds what the trajectories hold, and nothing else."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import elsewhere
import numpy as np
import synthetic
import xarray as xr

from rekindle.show.terminal.chronicle import TEMPLATES, as_text, events, rows, sentences
from rekindle.show.words import MARK

WEEKS = 80


def told(changes: dict[str, object], weeks: int = WEEKS) -> list[tuple[date, str]]:
    """Sentences of a quiet world in which only the given series move."""
    dataset = synthetic.dataset(1, weeks, sampled=1)
    every_week = dataset["week"].values
    quiet = xr.Dataset(coords=dict(dataset.coords) | {"time": ("time", every_week)})
    for name, variable in dataset.data_vars.items():
        if variable.dims == ("world", "week"):
            quiet[name] = (("world", "week"), np.full((1, weeks), 1.0))
    control = np.zeros((1, weeks, len(dataset["place"])))
    for place, values in changes.get("control", {}).items():  # type: ignore[attr-defined]
        control[0, :, list(dataset["place"].values).index(place)] = values
    quiet["control"] = (("sampled_world", "time", "place"), control)
    for name, values in changes.items():
        if name != "control":
            quiet[name] = (("world", "week"), np.asarray(values, float)[None, :])
    return sentences(quiet, synthetic.scenario())


def on(week: int) -> date:
    """The day on which the week with this index ends."""
    return synthetic.START + timedelta(weeks=week + 1)


def steps(*parts: tuple[int, float]) -> np.ndarray:
    """A series that holds each value for so many weeks."""
    return np.concatenate([np.full(count, value) for count, value in parts])


def test_places_are_assaulted_retaken_and_held_again() -> None:
    control = {
        "mosul_old_city": steps((10, 1.0), (5, 0.8), (65, 0.0)),
        "anbar": steps((4, 0.5), (40, 0.0), (20, 0.05), (16, 0.3)),
    }
    events = told({"control": control})
    assert (
        on(10),
        "Mosul, Old City: the assault has its first effect; the group still controls 80 % of the residents.",
    ) in events
    assert (on(15), "Mosul, Old City: the group loses its last ground.") in events
    assert (on(4), "Anbar: the group loses its last ground.") in events
    again = "Anbar: the group takes ground again and controls 30 % of the residents."
    assert (on(64), again) in events
    assert sum("Anbar" in text for _, text in events) == 2


def test_the_citys_fall_counts_the_dead_civilians_first() -> None:
    control = {name: steps((5 + 3 * number, 1.0), (75 - 3 * number, 0.0)) for number, name in enumerate(synthetic.SECTORS)}
    killed = steps((18, 10.0), (62, 0.0))
    events = told({"control": control, "civilians_killed_mosul": killed, "fled_mosul": 100 * killed})
    fall = next(text for when, text in events if when == on(17) and "is retaken" in text)
    assert fall.startswith("Mosul is retaken 18 weeks after the start. Killed there: 180 civilians, 18 members of")
    assert "People who have fled: 18,000." in fall


def test_leaders_stance_and_crossover() -> None:
    events = told(
        {
            "leadership": steps((20, 0.8), (30, 0.5), (30, 0.45)),
            "stance": steps((30, 0), (10, 1), (40, 2)),
            "overt_iraq": steps((50, 900.0), (30, 100.0)),
            "covert_iraq": steps((80, 400.0)),
        }
    )
    assert (on(20), "The group loses leaders: its leadership falls from 80 % to 50 % of full capability.") in events
    assert sum("loses leaders" in text for _, text in events) == 1
    assert (on(30), "The group's leadership decides to withdraw and fight elsewhere.") in events
    assert (on(40), "The group's leadership goes underground.") in events
    assert (on(50), "More members of the group in Iraq now live in hiding (400) than fight openly (100).") in events
    assert not any("Syria now live" in text for _, text in events)


def test_worst_weeks_and_year_ends() -> None:
    killed = np.ones(WEEKS)
    killed[33] = 512
    events = told({"civilians_killed_iraq": killed, "civilians_killed_syria": np.zeros(WEEKS)})
    assert (on(33), "This is the deadliest week for civilians in Iraq: 512 are killed.") in events
    tallies = [text for _, text in events if ". Iraq: " in text]
    assert tallies[0].startswith("Civilians killed in 2016 since 17 October: 10.")
    assert tallies[1].startswith("Civilians killed in 2017: 563.")
    assert " Syria: 52 attacks" in tallies[1]
    assert [when for when, _ in events] == sorted(when for when, _ in events)


def test_terminal_rendering_keeps_to_its_width() -> None:
    events = sentences(synthetic.dataset(1, seed=4), synthetic.scenario())
    text = as_text(events, title="World 7 of mosul-2016")
    assert max(map(len, text.splitlines())) <= 80
    assert text.startswith("World 7 of mosul-2016\n\n2016\n") and "\n\n2017\n" in text
    assert "threshold" in as_text([])


def test_a_world_without_places_is_still_told() -> None:
    dataset = synthetic.dataset(1).drop_vars(["control", "stance", "leadership", "fled_mosul"])
    assert any("Civilians killed in 2018" in text for _, text in sentences(dataset, synthetic.scenario()))


def test_a_place_that_was_never_held_is_not_retaken() -> None:
    """A foothold of a few per cent that goes is not a place retaken; it may be taken, and only then retaken."""
    control = {"kirkuk_hawija": steps((20, 0.06), (60, 0.0)), "anbar": steps((20, 0.06), (20, 0.0), (20, 0.4), (20, 0.0))}
    events = [(when, text) for when, text in told({"control": control}) if "Kirkuk" in text or "Anbar" in text]
    assert events == [
        (on(40), "Anbar: the group takes ground and controls 40 % of the residents."),
        (on(60), "Anbar: the group loses its last ground."),
    ]


def test_a_city_that_was_never_held_does_not_fall() -> None:
    control = {name: steps((10, 0.06), (70, 0.0)) for name in synthetic.SECTORS}
    assert not any("last ground" in text for _, text in told({"control": control}))


def test_what_the_last_week_brings_is_told_on_the_day_asked_for() -> None:
    dataset = synthetic.dataset(1).assign_attrs(until="2017-03-01")
    short = dataset.sel(week=slice(None, "2017-03-06"), time=slice(None, "2017-03-06"))
    assert max(when for when, _ in sentences(short, synthetic.scenario())) <= date(2017, 3, 1)


def test_a_story_of_another_place_tells_of_every_city_and_country(tmp_path: Path) -> None:
    scenario, dataset, _, _ = elsewhere.simulated(tmp_path, worlds=1)
    events = [text for _, text in sentences(dataset, scenario)]
    told = " ".join(events)
    for label in (elsewhere.UPPER, elsewhere.LOWER):
        assert f"the deadliest week for civilians in {label}" in told.replace(MARK, "")
        assert any(text.startswith("Civilians killed in 1997") and label in text for text in events)
    for label in (elsewhere.CITY, elsewhere.PORT):
        assert any("is retaken" in text and label in text for text in events)
        assert f"More people flee {label}" in told.replace(MARK, "")
    assert not re.search("iraq|syria|mosul|raqqa|20[0-9][0-9]", told, re.IGNORECASE)


def test_what_is_told_is_its_template_with_its_fields_filled_in() -> None:
    """So another language has to translate templates alone."""
    dataset = synthetic.dataset(1, WEEKS, sampled=1)
    every = rows(events(dataset, synthetic.scenario()))
    assert {one["key"] for one in every} <= set(TEMPLATES) and len({one["key"] for one in every}) > 3
    for one in every:
        assert not one["template"] or (one["template"] == TEMPLATES[one["key"]])
        assert not one["template"] or one["text"] == one["template"].format(**one["fields"])
        assert all(isinstance(value, str) for value in one["fields"].values())
    places = {one["key"]: one["places"] for one in every}
    assert all(places[key] for key in ("retaken", "assault") if key in places)


def test_a_year_is_one_sentence_at_a_terminal_and_one_for_each_country_on_a_page() -> None:
    dataset = synthetic.dataset(1, WEEKS, sampled=1)
    told = [one for one in events(dataset, synthetic.scenario()) if one.key.startswith("year")]
    assert told and all(one.parts for one in told)
    for one in told:
        flat = rows([one])
        assert [each["key"] for each in flat[1:]] == ["year_country"] * len(one.parts)
        for part in flat[1:]:
            assert all(part["fields"][name] in one.text for name in ("attacks", "displaced", "returned"))
