"""Results in files of other programs: the numbers are those of the run, and nobody's files are replaced."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import xarray

import rekindle
import rekindle.analysis.runs.write_formats as formats
from calling import call
from rekindle.analysis.runs import export as room
from rekindle.analysis.runs.export import export
from rekindle.analysis.runs.result import open_results
from rekindle.analysis.runs.run import RunSpec, answer
from rekindle.analysis.runs.tables import quantiles, tables
from rekindle.errors import CheckFailed, MissingData, UsageError
from rekindle.scenario import read
from rekindle.scenario.policies.policy import read as read_policy

WORLDS = 4
SEED = 2**63  # does not fit the whole numbers of classic NetCDF


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> Path:
    scenario = read("mosul-2016")
    question = RunSpec(scenario, read_policy("historical", scenario), WORLDS, SEED, date(2017, 1, 30))
    return answer(question, tmp_path_factory.mktemp("kept") / "out", 2).folder


@pytest.fixture(scope="module")
def dataset(results: Path) -> xarray.Dataset:
    return open_results(results).load()


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_holds_every_outcome_parameter_and_series(results, dataset, tmp_path):
    written = export(results, "csv", tmp_path / "out")
    names = ["origins", "outcomes", "parameters", "places", "series", "variables"]
    assert [path.name for path in written] == [*(f"{name}.csv" for name in names), "export.json"]
    outcomes = rows_of(tmp_path / "out" / "outcomes.csv")
    assert [row["world"] for row in outcomes] == ["0", "1", "2", "3"]
    for n, row in enumerate(outcomes):
        for name in ("civilians_killed_total", "cost_money"):
            assert float(row[name]) == dataset[name].values[n]
        assert float(row["fell_week_mosul_old_city"]) == dataset["fell_week"].sel(place="mosul_old_city").values[n]
    series = rows_of(tmp_path / "out" / "series.csv")
    national = [one for one in dataset.data_vars.values() if one.attrs["kind"] == "national"]
    assert len(series) == sum(one.size for one in national)
    day = str(dataset["week"].values[3].astype("datetime64[D]"))
    found = [row["value"] for row in series if (row["variable"], row["date"]) == ("attacks_iraq", day)]
    assert np.array_equal(np.array(found, "f4"), dataset["attacks_iraq"].values[:, 3])


def test_csv_names_place_and_origin_and_the_option_of_a_variant(results, dataset, tmp_path):
    export(results, "csv", tmp_path)
    chosen = dataset["control"].isel(time=-1).sel(place="sinjar")
    day = str(chosen["time"].values.astype("datetime64[D]"))
    places = rows_of(tmp_path / "places.csv")
    wanted = ("control", day, "sinjar")
    found = [row["value"] for row in places if (row["variable"], row["date"], row["place"]) == wanted]
    assert np.array_equal(np.array(found, "f4"), chosen.values)
    assert list(rows_of(tmp_path / "origins.csv")[0]) == ["world", "date", "origin", "variable", "value"]
    options = dataset["parameters"].attrs["variants"]["raid.response"]
    assert all(row["raid.response"] in options for row in rows_of(tmp_path / "parameters.csv"))


def test_every_column_and_every_variable_has_its_unit_and_meaning(results, tmp_path):
    export(results, "csv", tmp_path)
    said = {(row["table"], row["name"]) for row in rows_of(tmp_path / "variables.csv") if row["meaning"] and row["unit"]}
    for table in ("outcomes", "parameters"):
        assert {(table, name) for name in rows_of(tmp_path / f"{table}.csv")[0] if name != "world"} <= said
    for table in ("series", "places", "origins"):
        assert {(table, row["variable"]) for row in rows_of(tmp_path / f"{table}.csv")} <= said


def test_what_is_not_defined_is_empty_and_what_never_came_is_infinite():
    numbers = np.array([np.nan, np.inf, 0.1], "f4")
    assert [str(cell) for cell in formats._cells(numbers)] == ["", "inf", "0.1"]
    assert [formats._cell(cell) for cell in formats._cells(numbers)] == [None, "inf", 0.1]


def test_netcdf_opens_as_the_same_dataset_with_the_manifest(results, dataset, tmp_path):
    export(results, "netcdf", tmp_path)
    with xarray.open_dataset(tmp_path / "results.nc", engine="scipy") as found:
        assert set(found.data_vars) == set(dataset.data_vars)
        for name in dataset.data_vars:
            assert np.array_equal(found[name].values, dataset[name].values, equal_nan=True), name
        for name in ("place", "origin", "parameter", "week", "time", "world"):
            assert [*map(str, found[name].values)] == [*map(str, dataset[name].values)]
        assert found.attrs["seed"] == str(SEED) and found.attrs["complete"] == 1
        assert json.loads(found["parameters"].attrs["variants"]) == dataset["parameters"].attrs["variants"]


def test_geojson_has_medians_where_the_places_are(results, dataset, tmp_path):
    export(results, "geojson", tmp_path)
    found = json.loads((tmp_path / "places.geojson").read_text())
    assert found["date"] == str(dataset["time"].values[-1].astype("datetime64[D]")) and found["worlds"] == WORLDS
    places = {feature["id"]: feature for feature in found["features"]}
    assert list(places) == dataset["place"].values.tolist()
    there = read("mosul-2016").places["sinjar"]
    assert places["sinjar"]["geometry"] == {"type": "Point", "coordinates": [there.longitude, there.latitude]}
    median = np.median(dataset["residents"].isel(time=-1).sel(place="sinjar").values)
    assert places["sinjar"]["properties"]["residents"] == pytest.approx(float(median))
    assert set(found["variables"]) <= set(places["sinjar"]["properties"])


def test_a_workbook_has_a_sheet_a_table(results, dataset, tmp_path):
    openpyxl = pytest.importorskip("openpyxl", reason="needs rekindle-lab[export]")
    export(results, "xlsx", tmp_path)
    book = openpyxl.load_workbook(tmp_path / "results.xlsx", read_only=True)
    assert book.sheetnames == [*tables(dataset), "run"]
    rows = list(book["outcomes"].values)
    assert rows[2][rows[0].index("cost_money")] == dataset["cost_money"].values[1]
    assert len(list(book["series"].values)) == 1 + tables(dataset)["series"].rows
    book.close()


def test_a_series_too_long_for_a_sheet_stands_there_as_quantiles(results, dataset, tmp_path, monkeypatch):
    openpyxl = pytest.importorskip("openpyxl", reason="needs rekindle-lab[export]")
    monkeypatch.setattr(formats, "SHEET_ROWS", 2000)
    export(results, "xlsx", tmp_path)
    book = openpyxl.load_workbook(tmp_path / "results.xlsx", read_only=True)
    rows = list(book["series_quantiles"].values)
    assert rows[0] == ("date", "variable", "p05", "p25", "p50", "p75", "p95")
    assert len(rows) == 1 + quantiles(dataset, "series").rows
    attacks = [row for row in rows if row[1] == "attacks_iraq"]
    assert [row[4] for row in attacks] == pytest.approx(np.median(dataset["attacks_iraq"].values, axis=0))
    book.close()


def test_parquet_holds_the_same_numbers(results, dataset, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs rekindle-lab[export]")
    export(results, "parquet", tmp_path)
    found = parquet.read_table(tmp_path / "outcomes.parquet")
    assert np.array_equal(found["cost_money"].to_numpy(), dataset["cost_money"].values)
    assert parquet.read_table(tmp_path / "places.parquet").num_rows == tables(dataset)["places"].rows


# What is refused


def test_files_of_an_export_are_replaced_and_nobody_elses(results, tmp_path):
    export(results, "csv", tmp_path)
    export(results, "geojson", tmp_path)
    names = {path.name for path in tmp_path.iterdir() if not path.name.startswith(".")}
    assert names == {"places.geojson", "export.json"}
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"files that are not of an export \(thesis\.txt\)"):
        export(results, "csv", tmp_path)
    (tmp_path / "thesis.txt").unlink()
    (tmp_path / "places.geojson").write_text("mine")
    with pytest.raises(UsageError, match=r"places\.geojson was altered or is damaged since it was exported"):
        export(results, "csv", tmp_path)
    assert (tmp_path / "places.geojson").read_text() == "mine"


def test_an_export_that_fails_leaves_the_one_before(results, tmp_path, monkeypatch):
    def full(run, folder):
        (folder / "outcomes.csv").write_text("half")
        raise OSError(28, "No space left on device")

    export(results, "geojson", tmp_path)
    monkeypatch.setitem(room.FORMATS, "csv", (full, ""))
    with pytest.raises(UsageError, match="No space left on device"):
        export(results, "csv", tmp_path)
    assert {path.name for path in tmp_path.iterdir()} - {".rekindle-lock"} == {"places.geojson", "export.json"}


def test_formats_libraries_and_folders_that_cannot_be(results, tmp_path, monkeypatch):
    with pytest.raises(UsageError, match="no format 'parket'. Did you mean parquet"):
        export(results, "parket", tmp_path)
    monkeypatch.setattr(room, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"needs the library pyarrow.*rekindle-lab\[export\]"):
        export(results, "parquet", tmp_path)
    with pytest.raises(UsageError, match="lies in the results themselves"):
        export(results, "csv", results / "csv")
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="--out must be a folder"):
        export(results, "csv", tmp_path / "file")
    with pytest.raises(MissingData, match="holds no results"):
        export(tmp_path / "nowhere", "csv")
    (tmp_path / "comparison.json").write_text("{}")
    with pytest.raises(UsageError, match="holds a comparison. Export one of the runs in it"):
        export(tmp_path, "csv")


def test_damaged_results_are_not_exported(results, tmp_path):
    copy = Path(shutil.copytree(results, tmp_path / "copy"))
    (copy / "results.zarr" / "attacks_iraq" / "c" / "0" / "0").write_bytes(b"\x00\x01")
    with pytest.raises(CheckFailed, match="attacks_iraq"):
        export(copy, "csv")
    assert not (tmp_path / "copy-csv").exists()


def test_a_notebook_exports_too(results, tmp_path):
    assert [path.name for path in rekindle.export(str(results), "geojson", tmp_path)] == ["places.geojson", "export.json"]


def test_the_command_names_the_files_it_wrote(results, tmp_path, monkeypatch, capfd):
    code, out, err = call(monkeypatch, capfd, "export", str(results), "--to", "geojson", "--out", str(tmp_path / "map"))
    assert (code, err) == (0, "")
    assert [Path(line).name for line in out.splitlines()] == ["places.geojson", "export.json"]
    code, out, err = call(monkeypatch, capfd, "export", str(results), "--to", "shp")
    assert (code, out) == (2, "") and "Formats are csv, xlsx, parquet, netcdf, geojson" in " ".join(err.split())
