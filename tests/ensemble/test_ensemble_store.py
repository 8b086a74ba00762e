"""Results on disk: what is kept of which worlds, histograms of all of them, and what xarray reads back."""

from __future__ import annotations

import numpy as np
import pytest
import xarray
import zarr

from rekindle.ensemble import names, store
from rekindle.ensemble.dataset import dataset_of
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.run import Chunk, chunks
from rekindle.ensemble.store import Store
from rekindle.model.series import Written
from rekindle.model.tally import BINS, edges

WORLDS = 20
SAMPLE = 7
SEED = 4


@pytest.fixture(scope="module")
def pieces(short: Frame) -> list[Chunk]:
    return list(chunks(short, WORLDS, SEED, 2, 5, 10))


def stored(path, frame: Frame, kept: list[Chunk], worlds: int = WORLDS, outcomes=None) -> xarray.Dataset:
    results = Store(path, frame, worlds)
    for piece in kept:
        rows = slice(int(piece.worlds[0]), int(piece.worlds[0]) + piece.worlds.size)
        results.append(piece, {name: (numbers[rows], about) for name, (numbers, about) in (outcomes or {}).items()})
    results.close()
    return xarray.open_zarr(path, chunks=None, consolidated=False)


def cut(piece: Chunk, first: int, last: int) -> Chunk:
    rows = slice(first, last)
    return Chunk(piece.worlds[rows], piece.parameters[rows], Written(*(array[rows] for array in piece.written)))


def resplit(pieces: list[Chunk], sizes: list[int]) -> list[Chunk]:
    """The same worlds in pieces of other sizes."""
    whole = Chunk(
        np.concatenate([piece.worlds for piece in pieces]),
        np.concatenate([piece.parameters for piece in pieces]),
        Written(*(np.concatenate(arrays) for arrays in zip(*(piece.written for piece in pieces), strict=True))),
    )  # fmt: skip
    ends = np.cumsum(sizes)
    return [cut(whole, end - size, end) for size, end in zip(sizes, ends, strict=True)]


# What is kept


def test_series_come_back_as_they_were_written(tmp_path, short: Frame, pieces: list[Chunk]):
    dataset = stored(tmp_path / "r.zarr", short, pieces)
    first = 0
    for piece in pieces:
        rows = slice(first, first + piece.worlds.size)
        first = rows.stop
        for v in names.national(short):
            assert np.array_equal(dataset[v.name].values[rows], names.values(v, piece.written)), v.name
        for v in (*names.by_place(), *names.by_origin()):
            assert np.array_equal(dataset[v.name].values[rows], names.values(v, piece.written)), v.name


def test_up_to_the_sample_every_world_keeps_its_places_and_nothing_is_counted(tmp_path, short: Frame, pieces):
    dataset = stored(tmp_path / "r.zarr", short, pieces)
    assert dataset.sizes["sampled_world"] == WORLDS
    assert not [name for name in dataset if name.startswith("histogram_")]


def test_beyond_the_sample_the_first_worlds_keep_their_places(tmp_path, short: Frame, pieces, monkeypatch):
    monkeypatch.setattr(store, "SAMPLE", SAMPLE)
    dataset = stored(tmp_path / "r.zarr", short, pieces)
    assert dataset.sizes["world"] == WORLDS
    assert dataset["sampled_world"].values.tolist() == list(range(SAMPLE))
    for v in (*names.by_place(), *names.by_origin()):
        assert np.array_equal(dataset[v.name].values, names.values(v, pieces[0].written)[:SAMPLE]), v.name


def test_histograms_count_every_world_once(tmp_path, short: Frame, pieces, monkeypatch):
    monkeypatch.setattr(store, "SAMPLE", SAMPLE)
    dataset = stored(tmp_path / "r.zarr", short, pieces)
    for v in names.by_place():
        histogram = dataset[f"histogram_{v.name}"]
        assert histogram.dims == ("time", "place", "bin")
        assert (histogram.sum("bin") == WORLDS).all(), v.name
        values = np.concatenate([names.values(v, piece.written) for piece in pieces]).astype(float)
        lower = np.array(histogram.attrs["lower_edges"])
        assert lower.size == BINS and np.array_equal(lower, edges(v.unit))
        bins = np.clip(np.searchsorted(lower, values, side="right") - 1, 0, BINS - 1)
        counted = np.stack([(bins == b).sum(axis=0) for b in range(BINS)], axis=-1)
        assert np.array_equal(histogram.values, counted), v.name


@pytest.mark.parametrize("sizes", [[20], [1] * 20, [3, 7, 10], [6, 1, 1, 12]])
def test_neither_sample_nor_histograms_depend_on_the_pieces(tmp_path, short: Frame, pieces, monkeypatch, sizes):
    monkeypatch.setattr(store, "SAMPLE", SAMPLE)
    usual = stored(tmp_path / "usual.zarr", short, pieces)
    other = stored(tmp_path / "other.zarr", short, resplit(pieces, sizes))
    xarray.testing.assert_identical(usual.load(), other.load())


def test_histograms_do_not_depend_on_the_order_of_worlds(tmp_path, short: Frame, pieces, monkeypatch):
    monkeypatch.setattr(store, "SAMPLE", 0)
    backwards = [Chunk(np.arange(i * 10, i * 10 + 10), piece.parameters[::-1], Written(*(a[::-1] for a in piece.written)))
                 for i, piece in enumerate(reversed(pieces))]  # fmt: skip
    usual, other = (stored(tmp_path / f"{i}.zarr", short, kept) for i, kept in enumerate((pieces, backwards)))
    for v in names.by_place():
        assert np.array_equal(usual[f"histogram_{v.name}"], other[f"histogram_{v.name}"]), v.name


def test_fewer_worlds_than_planned_leave_no_empty_rows(tmp_path, short: Frame, pieces, monkeypatch):
    monkeypatch.setattr(store, "SAMPLE", SAMPLE)
    few = stored(tmp_path / "few.zarr", short, [cut(pieces[0], 0, 4)])
    assert few.sizes["world"] == few.sizes["sampled_world"] == 4
    assert (few["histogram_control"].sum("bin") == 4).all()
    some = stored(tmp_path / "some.zarr", short, pieces[:1])
    assert (some.sizes["world"], some.sizes["sampled_world"]) == (10, SAMPLE)
    assert np.array_equal(some["attacks_iraq"].values, pieces[0].written.countries["attacks"][:, :, 0])


def test_worlds_out_of_turn_are_refused(tmp_path, short: Frame, pieces):
    results = Store(tmp_path / "r.zarr", short, WORLDS)
    with pytest.raises(ValueError, match="world 10 cannot be kept as world 0"):
        results.append(pieces[1])
    results.append(pieces[0])
    with pytest.raises(ValueError, match="world 0 cannot be kept as world 10"):
        results.append(pieces[0])
    assert results.done == 10


def test_nothing_is_written_over(tmp_path, short: Frame, pieces):
    before = stored(tmp_path / "r.zarr", short, pieces).load()
    with pytest.raises(FileExistsError):
        Store(tmp_path / "r.zarr", short, WORLDS)
    assert xarray.open_zarr(tmp_path / "r.zarr", chunks=None).identical(before)


# What xarray reads


def test_axes_and_dates_read_back(tmp_path, short: Frame, pieces):
    dataset = stored(tmp_path / "r.zarr", short, pieces)
    assert np.array_equal(dataset["week"].values.astype("datetime64[D]"), short.dates)
    assert np.array_equal(dataset["time"].values.astype("datetime64[D]"), short.dates[short.records])
    assert dataset["place"].values.tolist() == short.places
    assert dataset["origin"].values.tolist() == short.origins
    assert dataset["world"].values.tolist() == list(range(WORLDS))


def test_every_variable_says_its_unit_meaning_source_and_kind(tmp_path, short: Frame, pieces):
    outcome = (np.arange(WORLDS, dtype=float), {"units": "weeks", "long_name": "made up"})
    dataset = stored(tmp_path / "r.zarr", short, pieces, outcomes={"length": outcome})
    dims = {
        "outcome": ("world",), "national": ("world", "week"), "place": ("sampled_world", "time", "place"),
        "origin": ("sampled_world", "time", "origin"), "parameters": ("world", "parameter"),
    }  # fmt: skip
    for name, variable in dataset.data_vars.items():
        assert {"units", "long_name", "source", "kind"} <= set(variable.attrs), name
        assert variable.dims == dims[variable.attrs["kind"]], name
    assert np.array_equal(dataset["length"], np.arange(WORLDS))


def test_outcomes_keep_what_is_infinite_and_what_is_undefined(tmp_path, short: Frame, pieces):
    numbers = np.array([1.5, np.inf, np.nan] + [0.0] * (WORLDS - 3))
    dataset = stored(tmp_path / "r.zarr", short, pieces, outcomes={"x": (numbers, {"units": "1", "long_name": "x"})})
    assert np.array_equal(dataset["x"].values, numbers, equal_nan=True)


def test_reading_one_world_loads_no_other_variable(tmp_path, short: Frame, pieces):
    """Opening costs little, and arrays load when they are used: results may be larger than memory."""
    dataset = stored(tmp_path / "r.zarr", short, pieces)
    assert not any(variable.variable._in_memory for variable in dataset.data_vars.values())
    assert dataset["attacks_iraq"].isel(world=3).values.shape == (short.weeks + 1,)
    assert not dataset["control"].variable._in_memory


@pytest.mark.parametrize(
    "opened", [xarray.open_zarr, xarray.open_dataset, lambda path: xarray.open_dataset(path, engine="zarr"), zarr.open_group]
)
def test_whoever_opens_results_meets_no_warning(opened, tmp_path, short: Frame, pieces, recwarn):
    """Zarr 3, as xarray opens it without any option; the names on the axes are strings."""
    outcomes = {"battle_weeks": (np.arange(float(WORLDS)), {"units": "weeks"})}
    stored(tmp_path / "r.zarr", short, pieces, outcomes=outcomes)
    found = opened(tmp_path / "r.zarr")
    assert np.asarray(found["place"]).tolist() == list(short.places)
    assert np.asarray(found["battle_weeks"])[3] == 3
    assert [str(warning.message) for warning in recwarn] == []
    assert zarr.open_group(tmp_path / "r.zarr", mode="r").metadata.zarr_format == 3


def test_worlds_are_stored_in_chunks_that_end_where_runs_do(tmp_path, short: Frame, pieces):
    stored(tmp_path / "r.zarr", short, pieces)
    group = zarr.open_group(tmp_path / "r.zarr", mode="r")
    assert group["attacks_iraq"].chunks == (WORLDS, short.weeks + 1)


def test_the_dataset_in_memory_is_laid_out_as_the_stored_one(tmp_path, short: Frame, pieces):
    saved = stored(tmp_path / "r.zarr", short, pieces[:1], 10).load()
    made = dataset_of(short, np.arange(10), pieces[0].parameters, pieces[0].written)
    assert set(made.data_vars) == set(saved.data_vars)
    for name in made.data_vars:
        assert made[name].dims == saved[name].dims and made[name].attrs == saved[name].attrs
        assert np.array_equal(made[name], saved[name]), name
    for axis in ("world", "sampled_world", "week", "time", "place", "origin", "parameter"):
        assert made[axis].values.tolist() == saved[axis].values.tolist(), axis
