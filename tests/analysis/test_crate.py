"""The RO-Crate of a result holds to the rules of the specification, lists what lies there, and is summed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from rekindle.analysis.comparison import policies
from rekindle.analysis.runs.crate import CRATE
from rekindle.analysis.runs.replay import verify
from rekindle.analysis.runs.result import REPORT, SUMS, add_drawn, check_whole
from rekindle.analysis.runs.run import RunSpec, answer
from rekindle.errors import CheckFailed
from rekindle.files import files_in, without
from rekindle.scenario import new, read
from rekindle.scenario.policies.policy import read as read_policy
from rekindle.version import VERSION


@pytest.fixture(scope="module")
def question(tmp_path_factory: pytest.TempPathFactory) -> RunSpec:
    scenario = read(new("my-town", tmp_path_factory.mktemp("scenario")))
    return RunSpec(scenario, read_policy("historical", scenario), 2, 7, date(2016, 3, 1))


@pytest.fixture
def results(question: RunSpec, tmp_path: Path) -> Path:
    return answer(question, tmp_path / "out", 1, path=str(question.scenario.folder / "scenario.yaml")).folder


def entities(folder: Path) -> dict[str, dict[str, Any]]:
    """The entities of a crate by id, after a check of what RO-Crate 1.1 says that every crate MUST have."""
    text = json.loads((folder / CRATE).read_text(encoding="utf-8"))
    assert text["@context"] == "https://w3id.org/ro/crate/1.1/context"
    graph = text["@graph"]
    assert all("@id" in one and "@type" in one for one in graph), "every entity has an id and a type"
    found = {one["@id"]: one for one in graph}
    assert len(found) == len(graph), "no two entities have one id"
    descriptor = found[CRATE]
    assert descriptor["@type"] == "CreativeWork" and descriptor["about"] == {"@id": "./"}
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    root = found["./"]
    assert root["@type"] == "Dataset" and root["name"] and root["description"]
    assert date.fromisoformat(root["datePublished"]) and found[root["license"]["@id"]]["name"]
    data = {one["@id"] for one in graph if one["@type"] in ("File", "Dataset")} - {"./"}
    assert {one["@id"] for one in root["hasPart"]} == data, "every file and folder belongs to the root"
    for name in data:
        path = folder / unquote(name)
        assert path.is_dir() if name.endswith("/") else path.is_file(), f"{name} is described and not there"
    for one in graph:  # every entity that another names is described, but for those outside the crate
        for value in one.values():
            for named in value if isinstance(value, list) else [value]:
                if isinstance(named, dict) and not named["@id"].startswith("http"):
                    assert named["@id"] in found
    return found


def test_a_run_is_described_with_files_sizes_software_and_parameters(results: Path) -> None:
    found = entities(results)
    there = {path.name for path in results.iterdir() if not path.name.startswith(".")} - {CRATE}
    assert {unquote(part["@id"]).rstrip("/") for part in found["./"]["hasPart"]} == there
    assert found["manifest.json"]["contentSize"] == str((results / "manifest.json").stat().st_size)
    assert found["manifest.json"]["encodingFormat"] == "application/json"
    size = sum(path.stat().st_size for path in files_in(results, ["results.zarr"]))
    assert found["results.zarr/"]["contentSize"] == str(size)
    run = found["#run"]
    assert run["@type"] == "CreateAction" and run["actionStatus"]["@id"].endswith("/CompletedActionStatus")
    assert found[run["instrument"]["@id"]]["version"] == VERSION
    told = {found[one["@id"]]["name"]: found[one["@id"]]["value"] for one in run["object"]}
    about = json.loads((results / "manifest.json").read_text(encoding="utf-8"))
    for name in ("scenario", "scenario_digest", "policy", "seed", "worlds", "until"):
        assert told[name] == about[name]
    assert found[found["./"]["author"]["@id"]]["name"] == "The Rekindle developers"


def test_what_is_drawn_later_is_described_too_in_every_language(results: Path) -> None:
    def write(folder: Path) -> None:
        for name in (REPORT, "report.ar.html"):
            (folder / name).write_text("a page", encoding="utf-8")

    for _ in range(2):  # drawn again, it stands there once
        add_drawn(results, "manifest.json", (REPORT, "report.ar.html"), write)
        found = entities(results)
        assert found["report.html"]["contentSize"] == found["report.ar.html"]["contentSize"] == "6"
    check_whole(results)
    assert verify(results, 1)
    (results / "report.ar.html").write_text("another", encoding="utf-8")
    with pytest.raises(CheckFailed, match="report.ar.html was altered"):
        check_whole(results)


def test_a_new_run_takes_the_pages_of_the_old_one_with_it(question: RunSpec, results: Path) -> None:
    add_drawn(results, "manifest.json", ("report.ar.html",), lambda folder: (folder / "report.ar.html").touch())
    answer(question, results, 1, path=str(question.scenario.folder / "scenario.yaml"))
    assert not (results / "report.ar.html").exists() and "report.ar.html" not in entities(results)
    check_whole(results)


def test_the_description_is_summed_and_results_without_one_still_verify(results: Path) -> None:
    sums = (results / SUMS).read_text(encoding="utf-8")
    assert f"  {CRATE}\n" in sums
    text = (results / CRATE).read_text(encoding="utf-8")
    (results / CRATE).write_text(text.replace("Rekindle", "Kindle"), encoding="utf-8")
    with pytest.raises(CheckFailed, match=f"{CRATE} was altered"):
        check_whole(results)
    (results / CRATE).unlink()
    (results / SUMS).write_text(without(sums, (CRATE,)), encoding="utf-8")
    assert verify(results, 1)
    add_drawn(results, "manifest.json", (REPORT,), lambda folder: (folder / REPORT).touch())
    check_whole(results)
    assert not (results / CRATE).exists()


def test_a_comparison_describes_its_runs(question: RunSpec, tmp_path: Path) -> None:
    ran = policies.run_all({"historical": question}, tmp_path, 1)
    policies.keep(ran, {"rekindle_comparison": VERSION, "complete": True, "scenario": "my-town", "states": ran.states})
    found = entities(tmp_path)
    assert found["historical/"]["@type"] == "Dataset" and CRATE in found["historical/"]["description"]
    assert found["#policies"]["value"] == "historical" and found["comparison.json"]["contentSize"]
    assert entities(tmp_path / "historical")["./"]["name"] == "Run: my-town"
    check_whole(tmp_path, (policies.COMPARISON,), policies.PAGE)
