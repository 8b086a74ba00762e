"""Large runs keep weekly series of a sample alone: all else is as in a small run, and whoever reads results can read them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray

import rekindle
from rekindle import api
from rekindle.analysis.outcomes.outcomes import outcomes
from rekindle.analysis.runs.shards import job_of, simulate_shard
from rekindle.ensemble import shards, store
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.run import Chunk, chunks
from rekindle.ensemble.store import Store, extent
from rekindle.model.series import Written
from rekindle.model.tally import BINS

WORLDS, SEED, SAMPLE, UNTIL = 23, 4, 7, date(2016, 7, 4)
SMALL = {"SAMPLE": SAMPLE}
LARGE = {"SAMPLE": SAMPLE, "LARGE": WORLDS - 1, "FILE": 10, "INNER": 5, "ROWS": 3}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rekindle.new("my-city", tmp_path_factory.mktemp("home"))


def with_thresholds(of: dict[str, int]) -> pytest.MonkeyPatch:
    changed = pytest.MonkeyPatch()
    for name, number in of.items():
        changed.setattr(store, name, number)
    if "ROWS" in of:
        changed.setattr(shards, "ROWS", of["ROWS"])
    return changed


@pytest.fixture
def large_runs() -> Any:
    changed = with_thresholds(LARGE)
    yield
    changed.undo()


def simulated(city: Path, out: Path, of: dict[str, int], **words: Any) -> Path:
    changed = with_thresholds(of)
    try:
        return api.simulate(city, worlds=WORLDS, seed=SEED, until=UNTIL, out=out, threads=2, **words).folder
    finally:
        changed.undo()


@pytest.fixture(scope="module")
def folders(city: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same worlds as a small run and as a large one, the latter with its report."""
    from rekindle.show.figures import files
    from rekindle.show.figures import outcomes as sheet

    home = tmp_path_factory.mktemp("runs")
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(files, "PARTS", (sheet,))  # other pictures have a test of their own below
        large = simulated(city, home / "large", LARGE)
    return simulated(city, home / "small", SMALL, report=False), large


@pytest.fixture(scope="module")
def small(folders: tuple[Path, Path]) -> xarray.Dataset:
    return xarray.open_zarr(folders[0] / "results.zarr", chunks=None).load()


@pytest.fixture(scope="module")
def large(folders: tuple[Path, Path]) -> xarray.Dataset:
    return xarray.open_zarr(folders[1] / "results.zarr", chunks=None).load()


# What is kept


def of_kind(dataset: xarray.Dataset, *kinds: str) -> list[str]:
    return [str(name) for name, one in dataset.data_vars.items() if one.attrs["kind"] in kinds]


def test_numbers_a_world_are_those_of_a_small_run(small: xarray.Dataset, large: xarray.Dataset) -> None:
    assert of_kind(small, "outcome", "parameters") == of_kind(large, "outcome", "parameters")
    for name in of_kind(small, "outcome", "parameters"):
        xarray.testing.assert_identical(small[name], large[name])


def test_the_summary_and_the_manifest_are_those_of_a_small_run(folders: tuple[Path, Path]) -> None:
    for name in ("summary.json", "manifest.json"):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()


def test_series_are_kept_of_the_sample(small: xarray.Dataset, large: xarray.Dataset) -> None:
    assert large.sizes["sampled_world"] == SAMPLE and large.sizes["world"] == WORLDS
    for name in of_kind(small, "national"):
        assert large[name].dims == ("sampled_world", "week")
        assert np.array_equal(large[name].values, small[name].values[:SAMPLE]), name
        assert large[name].attrs == small[name].attrs
    for name in of_kind(small, "place", "origin"):
        xarray.testing.assert_identical(large[name], small[name])


def test_histograms_by_place_are_those_of_a_small_run(small: xarray.Dataset, large: xarray.Dataset) -> None:
    by_place = of_kind(small, "histogram")
    assert len(by_place) > 5
    for name in by_place:
        xarray.testing.assert_identical(large[name], small[name])


def test_histograms_of_weekly_series_count_every_world_in_its_bin(small: xarray.Dataset, large: xarray.Dataset) -> None:
    weekly = of_kind(small, "national")
    assert {f"histogram_{name}" for name in weekly} == set(of_kind(large, "histogram")) - set(of_kind(small, "histogram"))
    for name in weekly:
        histogram = large[f"histogram_{name}"]
        assert histogram.dims == ("week", "bin") and histogram.attrs["units"] == "worlds"
        lower = np.array(histogram.attrs["lower_edges"])
        bins = np.clip(np.searchsorted(lower, small[name].values.astype(float), side="right") - 1, 0, BINS - 1)
        counted = np.stack([(bins == b).sum(axis=0) for b in range(BINS)], axis=-1)
        assert np.array_equal(histogram.values, counted), name


def test_files_do_not_grow_with_every_chunk_of_worlds(folders: tuple[Path, Path]) -> None:
    results = folders[1] / "results.zarr"
    assert len([path for path in (results / "parameters" / "c").rglob("*") if path.is_file()]) == -(-WORLDS // LARGE["FILE"])
    assert len([path for path in (results / "attacks_total" / "c").rglob("*") if path.is_file()] or [0]) == 1


@pytest.mark.parametrize(
    ("worlds", "kept"), [(5, (5, 5)), (1000, (1000, 1000)), (20_000, (20_000, 1000)), (20_001, (1000, 1000))]
)
def test_what_is_kept_of_a_run(worlds: int, kept: tuple[int, int]) -> None:
    assert extent(worlds)[1:] == kept


# Who reads it


def test_worlds_of_a_large_run_come_out_again(folders: tuple[Path, Path]) -> None:
    assert api.verify(folders[1])[-1] == WORLDS - 1


def test_a_large_run_has_its_report(folders: tuple[Path, Path]) -> None:
    assert "</html>" in (folders[1] / "report.html").read_text(encoding="utf-8")


def test_a_large_run_is_drawn_and_told(folders: tuple[Path, Path], city: Path) -> None:
    """Every picture, without the page: series of the sample, and marks of worlds that are not in it."""
    from rekindle.analysis.runs.result import open_results
    from rekindle.scenario import read
    from rekindle.show.figures.files import all_figures

    assert len(list(all_figures(open_results(folders[1]), read(city)))) > 3


@pytest.mark.parametrize("to", ["csv", "netcdf"])
def test_a_large_run_is_exported(folders: tuple[Path, Path], large: xarray.Dataset, tmp_path: Path, to: str) -> None:
    written = api.export(folders[1], to, tmp_path / "out")
    if to == "csv":
        assert (tmp_path / "out" / "outcomes.csv").read_text(encoding="utf-8").count("\n") == WORLDS + 1
    else:
        (file,) = [path for path in written if path.suffix == ".nc"]
        with xarray.open_dataset(file) as found:
            assert found.sizes["world"] == WORLDS and np.array_equal(found["parameters"], large["parameters"])


# Pieces


@pytest.fixture(scope="module")
def frame(city: Path) -> Frame:
    return api.runs.question(city, worlds=WORLDS, until=date(2016, 2, 15)).frame()


@pytest.fixture(scope="module")
def whole(frame: Frame) -> Chunk:
    (piece,) = chunks(frame, WORLDS, SEED, 2)
    return piece


def contents(path: Path) -> dict[str, bytes]:
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()}


def stored(path: Path, frame: Frame, whole: Chunk, sizes: list[int], worlds: int = WORLDS) -> dict[str, bytes]:
    results = Store(path, frame, worlds)
    first = 0
    for size in sizes:
        rows = slice(first, first + size)
        first += size
        arrays: Any = (array[rows] for array in whole.written)
        parameters: Any = whole.parameters[rows]
        piece = Chunk(whole.worlds[rows], parameters, Written(*arrays))
        results.append(piece, outcomes(frame, piece))
    results.close()
    return contents(path)


def test_pieces_of_odd_sizes_are_stored_as_all_at_once(tmp_path: Path, frame: Frame, whole: Chunk, large_runs: None) -> None:
    once = stored(tmp_path / "once", frame, whole, [WORLDS])
    for n, sizes in enumerate(([1, 8, 2, 12], [10, 10, 3])):
        assert stored(tmp_path / str(n), frame, whole, sizes) == once, sizes


@pytest.mark.parametrize("done", [2, 14])
def test_a_large_run_that_is_stopped_keeps_what_is_done(
    tmp_path: Path, frame: Frame, whole: Chunk, large: xarray.Dataset, large_runs: None, done: int
) -> None:
    stored(tmp_path / "r.zarr", frame, whole, [2] * (done // 2))
    kept = xarray.open_zarr(tmp_path / "r.zarr", chunks=None)
    assert kept.sizes["world"] == done and kept.sizes["sampled_world"] == min(done, SAMPLE)
    assert np.array_equal(kept["parameters"], large["parameters"].values[:done])
    for name in of_kind(kept, "outcome"):
        assert kept[name].sizes["world"] == done, name
    for name in of_kind(kept, "histogram"):
        assert (kept[name].sum("bin") == done).all(), name


def test_shards_of_a_large_run_come_to_the_bytes_of_one_thread(
    city: Path, folders: tuple[Path, Path], tmp_path: Path, large_runs: None
) -> None:
    question = api.runs.question(city, worlds=WORLDS, seed=SEED, until=UNTIL)
    job = job_of(question, tmp_path / "out", str(city))
    for first, last in ((0, 4), (4, 6), (6, 15), (15, WORLDS)):
        simulate_shard(job, first, last, 2)
    series = sorted((job.shards).glob("*/worlds.zarr/nation"))
    assert [path.parts[-3] for path in series] == ["000000000-000000003", "000000004-000000005", "000000006-000000014"]
    done = api.gather(job.folder, report=False)
    drawn = ("figures/", "report.html", "ro-crate-metadata.json")  # the last lists the others with their sizes
    with_report, without = (
        [line for line in (folder / "SHA256SUMS").read_text().splitlines() if not line.split("  ")[1].startswith(drawn)]
        for folder in (folders[1], done.folder)
    )
    assert without == with_report


def test_a_shard_beyond_the_sample_holds_histograms_in_place_of_series(city: Path, tmp_path: Path, large_runs: None) -> None:
    job = job_of(api.runs.question(city, worlds=WORLDS, seed=SEED, until=UNTIL), tmp_path, str(city))
    group = simulate_shard(job, 20, WORLDS, 1) / "worlds.zarr"
    names = {path.name for path in group.iterdir() if path.is_dir()}
    assert names == {"parameters", "outcomes", "histogram_places", "histogram_shares", "histogram_counts"}
