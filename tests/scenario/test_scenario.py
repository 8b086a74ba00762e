"""A scenario as the rest of the house sees it: names in the file's order, quantities by path, a digest."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import NAME, Draft
from rekindle.errors import InvalidScenario, UsageError
from rekindle.scenario import Quantity, Scenario, check, copy, json_schema, listing, names, new, read
from rekindle.scenario.schema import SCHEMA_FILE, json_schema_text


@pytest.fixture(scope="module")
def mosul() -> Scenario:
    return read("mosul-2016")


def test_axes_keep_the_order_of_the_file(draft: Draft) -> None:
    scenario = read(draft.path)
    assert list(scenario.places) == ["city_north", "city_south", "countryside", "home_abroad"]
    assert list(scenario.origins) == ["local", "abroad"]
    assert list(scenario.levels) == ["local", "regional", "international"]
    assert list(scenario.places["city_north"].neighbours) == ["city_south", "countryside"]


def test_quantities_go_by_dotted_paths(draft: Draft) -> None:
    found = read(draft.path).quantities()
    for path in (
        "communities.north_bank.claimed",
        "forces.army.distance.south_bank",
        "forces.army.posts.countryside",
        "levels.regional",
        "coalition.strikes",
        "cities.city.openness",
        "places.city_north.neighbours.countryside",
        "campaign.north.forces.army",
        "campaign.north.after.control_below",
        "corridors.western_road.openness",
    ):
        assert isinstance(found[path], Quantity), path
    assert not any(path.startswith("context") for path in found)
    assert all(quantity.prior().bounds() == (quantity.low, quantity.high) for quantity in found.values())


def test_the_packaged_scenario_has_what_its_file_has(mosul: Scenario) -> None:
    assert len(mosul.places) == 40
    orders = re.findall("^    place: ", (mosul.folder / "scenario.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(mosul.campaign) == len(orders) > 15
    assert len(mosul.quantities()) > 500
    assert mosul.folder.name == mosul.name == "mosul-2016"
    assert {source for q in mosul.quantities().values() for f in q.figures for source in f.source} <= set(mosul.sources)
    assert mosul.cities["mosul"].overt.prior().bounds() == (2000, 12000)


def test_a_scenario_cannot_be_changed(mosul: Scenario) -> None:
    with pytest.raises(Exception, match="frozen"):
        mosul.title = "Another"  # type: ignore[misc]


def test_the_digest_follows_the_bytes_of_both_files(draft: Draft) -> None:
    first = read(draft.path).digest
    assert len(first) == 64
    assert read(draft.path).digest == first
    draft.swap("note: Many have left.", "note: Many had left.")
    second = read(draft.path).digest
    draft.swap("There is no such report.", "No such report exists.", "sources.yaml")
    assert len({first, second, read(draft.path).digest}) == 3


def test_packaged_names() -> None:
    assert "mosul-2016" in names()
    assert names() == sorted(names())


def test_a_new_scenario_has_no_problem_and_keeps_its_name(tmp_path: Path) -> None:
    path = new("tal-x-2020", tmp_path / "deeper")
    assert path == tmp_path / "deeper" / "tal-x-2020" / "scenario.yaml"
    assert check(path) == []
    assert read(path).name == "tal-x-2020"
    assert "{name}" not in path.read_text(encoding="utf-8")


def test_a_new_scenario_has_what_a_run_needs(draft: Draft) -> None:
    scenario = read(draft.path)
    kinds = [place.kind for place in scenario.places.values()]
    assert kinds.count("sector") == 2
    assert {"governorate", "home"} <= set(kinds)
    assert scenario.origins["abroad"].home in scenario.places


def test_new_writes_over_nothing(draft: Draft) -> None:
    before = draft.text
    with pytest.raises(UsageError, match="writes over nothing"):
        new(NAME, draft.path.parent.parent)
    assert draft.text == before


BATTLE = "battle-sirte-2016"


@pytest.mark.parametrize("original", ["mosul-2016", BATTLE])
def test_a_copy_differs_from_its_original_in_nothing_but_its_name(original: str, tmp_path: Path) -> None:
    made = copy("my-war", original, tmp_path / "deeper")
    assert made == tmp_path / "deeper" / "my-war" / "scenario.yaml"
    theirs, ours = read(original), read(made)
    assert ours.name == "my-war"
    assert ours.quantities() == theirs.quantities() and ours.sources == theirs.sources
    home = theirs.folder
    beside = [home / "sources.yaml", home / "record.csv", home / "names.yaml", *home.glob("*/*.yaml"), *home.glob("c*.yaml")]
    kept = {file.relative_to(home): file.read_text(encoding="utf-8") for file in beside}
    found = {file.relative_to(made.parent): file for file in made.parent.rglob("*") if file.is_file()}
    assert set(found) == {*kept, Path("scenario.yaml")}, "verdicts stay with the original"
    for path, text in kept.items():
        assert found[path].read_text(encoding="utf-8") == text.replace(original, "my-war")
    text = (home / "scenario.yaml").read_text(encoding="utf-8").replace(original, "my-war")
    assert made.read_text(encoding="utf-8").endswith(text), "comments are kept"
    assert f"A copy of the scenario {original} of Rekindle" in made.read_text(encoding="utf-8").splitlines()[0]


def test_other_scenarios_are_still_called_what_they_are_in_a_copy(tmp_path: Path) -> None:
    text = (copy("my-war", "mosul-2016", tmp_path).parent / "claims.yaml").read_text(encoding="utf-8")
    assert "scenario: my-war" in text and "mosul-2016" not in text and "mosul-2014/cities" in text


def test_ones_own_scenario_can_be_copied(draft: Draft, tmp_path: Path) -> None:
    draft.path.with_name("notes.txt").write_text("mine", encoding="utf-8")
    made = copy("next", draft.path.parent, tmp_path / "there")
    assert read(made).places == read(draft.path).places
    assert not made.with_name("notes.txt").exists()


@pytest.mark.parametrize(
    ("name", "original", "says"),
    [
        ("mosul-2016", "mosul-2014", "is a packaged scenario"),
        ("My War", BATTLE, "For example my-war"),
        ("my-war", "mosul-2106", "Did you mean mosul-2016"),
        ("there", BATTLE, "there is there already"),
    ],
)
def test_a_copy_that_cannot_be_is_refused(name: str, original: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(UsageError, match=says):
        copy(name, original, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["there"]


def test_a_scenario_with_problems_is_not_copied(draft: Draft, tmp_path: Path) -> None:
    draft.swap("    density:", "    densitty:")
    with pytest.raises(InvalidScenario, match="densitty"):
        copy("next", draft.path, tmp_path / "there")
    with pytest.raises(UsageError, match="the name of the original"):
        copy(NAME, new(NAME, tmp_path / "sound"), tmp_path / "there")
    assert not (tmp_path / "there").exists()


def test_the_list_says_what_the_files_say() -> None:
    """The list reads a few entries of each file and not the whole."""
    found = {one.name: one for one in listing()}
    assert sorted(found) == names()
    for name, one in found.items():
        scenario = read(name)
        assert (one.title, one.start, one.until) == (scenario.title, scenario.start, scenario.until)
        assert (one.furthest, one.places) == (scenario.furthest, len(scenario.places))
    assert found[BATTLE].battle and not found["mosul-2016"].battle
    assert [one.battle for one in listing()] == sorted(one.battle for one in listing()), "battles come last"


@pytest.mark.parametrize("name", ["", "Big Town", "../up", "a/b", "x" * 61, "-x", "mosul-2016", "käse"])
def test_names_no_scenario_may_have(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        new(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_new_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "town").write_text("x")
    with pytest.raises(UsageError, match="is a file"):
        new("town", tmp_path)


def test_the_shipped_json_schema_is_up_to_date() -> None:
    """After a change of the classes write it anew: `SCHEMA_FILE.write_text(json_schema_text())`."""
    assert SCHEMA_FILE.read_text(encoding="utf-8") == json_schema_text()


def test_the_json_schema_is_plain_json_and_closed() -> None:
    schema = json_schema()
    assert json.loads(json.dumps(schema)) == schema
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) <= set(schema["properties"])
    objects = [part for part in schema["$defs"].values() if part.get("type") == "object"]
    assert all(part["additionalProperties"] is False for part in objects)


def test_listing_scenarios_loads_nothing_heavy() -> None:
    heavy = "pydantic", "ruamel.yaml", "pint", "scipy", "numba"
    code = f"import sys; import rekindle.scenario as s; s.names(); print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
