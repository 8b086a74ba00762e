"""Variants: drawn by weight, fixed for all worlds without moving another draw, counted, and named in what is stored."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np
import pytest
import xarray

from rekindle.ensemble import draws, names, variants
from rekindle.ensemble.draws import draw_parameters
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.run import one_world
from rekindle.ensemble.store import Store
from rekindle.ensemble.variants import check_fixed, counts, fixed_by
from rekindle.errors import UsageError
from rekindle.model import parameters
from rekindle.model.parameter import Choice, Parameter, Uniform, declared
from rekindle.model.parameters import all_parameters, groups

WORLDS = np.arange(2000)
SEED = 9
ANSWER = Choice({"backlash": 2, "deterrence": 1, "none": 1})


class Rival(NamedTuple):
    """Parameters of a mechanism with rival forms."""

    answer: Annotated[float, Parameter("choice", ANSWER, "made up", "what harm leads to")]
    pace: Annotated[float, Parameter("1", Uniform(0, 1), "made up", "how fast")]


@pytest.fixture
def rivals(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model with one group more, which has a variant."""
    longer = {**groups(), "rival": declared(Rival)}
    monkeypatch.setattr(draws, "groups", lambda: longer)
    monkeypatch.setattr(parameters, "groups", lambda: longer)


# The prior


def test_a_choice_is_a_number_of_an_option():
    assert ANSWER.names == ("backlash", "deterrence", "none")
    assert ANSWER.weights == (0.5, 0.25, 0.25)
    assert ANSWER.bounds() == (0.0, 2.0)
    assert ANSWER.words() == "backlash 50%, deterrence 25%, none 25%"
    assert ANSWER.quantile(np.array([0.0, 0.499, 0.5, 0.749, 0.75, 0.9999])).tolist() == [0, 0, 1, 1, 2, 2]
    assert float(ANSWER.quantile(0.6)) == 1.0


@pytest.mark.parametrize("options", [{}, {"one": 1.0}, {"one": 1.0, "other": 0.0}, {"one": 1.0, "other": -1.0}])
def test_a_choice_needs_two_options_of_some_weight(options):
    with pytest.raises(ValueError, match="two options"):
        Choice(options)


# Draws


@pytest.mark.usefixtures("rivals")
def test_options_come_by_their_weights():
    drawn = draw_parameters(SEED, WORLDS)["rival"]["answer"]
    shares = np.bincount(drawn.astype(int), minlength=3) / WORLDS.size
    assert shares == pytest.approx(ANSWER.weights, abs=4 * np.sqrt(0.25 / WORLDS.size))


@pytest.mark.usefixtures("rivals")
def test_fixing_a_variant_moves_no_other_draw():
    free, fixed = draw_parameters(SEED, WORLDS), draw_parameters(SEED, WORLDS, {"rival.answer": "deterrence"})
    assert (fixed["rival"]["answer"] == 1).all()
    assert fixed["rival"]["pace"].tobytes() == free["rival"]["pace"].tobytes()
    for group in free.dtype.names:
        if group != "rival":
            assert fixed[group].tobytes() == free[group].tobytes(), group


@pytest.mark.usefixtures("rivals")
def test_counts_are_of_the_worlds_drawn():
    drawn = draw_parameters(SEED, WORLDS[:37])["rival"]["answer"]
    found = counts(SEED, 37, {})["rival.answer"]
    assert list(found) == list(ANSWER.names)
    assert [found[name] for name in ANSWER.names] == [int((drawn == i).sum()) for i in range(3)]
    assert counts(SEED, 37, {"rival.answer": "none"})["rival.answer"] == {"backlash": 0, "deterrence": 0, "none": 37}


# What is asked for


def test_words_that_fix_variants():
    assert fixed_by(["a.b=c", " d.e = f "]) == {"a.b": "c", "d.e": "f"}
    assert fixed_by(["a.b=c", "a.b=c"]) == {"a.b": "c"}
    for words in (["a.b"], ["=c"], ["a.b="], [""]):
        with pytest.raises(UsageError, match="GROUP.FIELD=OPTION"):
            fixed_by(words)
    with pytest.raises(UsageError, match="both at c and at d"):
        fixed_by(["a.b=c", "a.b=d"])


@pytest.mark.usefixtures("rivals")
def test_unknown_variants_and_options_are_said_with_the_known_ones():
    check_fixed({"rival.answer": "none"})
    with pytest.raises(UsageError, match="no variant 'rival.anser'. Did you mean rival.answer.*Variants are .*rival.answer"):
        check_fixed({"rival.anser": "none"})
    with pytest.raises(UsageError, match="no option 'detterence'. Did you mean deterrence.*backlash, deterrence, none"):
        check_fixed({"rival.answer": "detterence"})
    with pytest.raises(UsageError, match="no variant 'rival.pace'"):
        check_fixed({"rival.pace": "0.5"})


# What is stored


def test_parameters_are_kept_as_they_were_drawn(tmp_path, short: Frame):
    store = Store(tmp_path / "r.zarr", short, 5)
    written, drawn = one_world(short, SEED, 0)
    from rekindle.ensemble.run import Chunk

    store.append(Chunk(np.array([0]), drawn, written))
    store.close()
    kept = xarray.open_zarr(tmp_path / "r.zarr", chunks=None, consolidated=False)["parameters"]
    assert kept.dims == ("world", "parameter") and kept.dtype == np.float32 and kept.sizes["world"] == 1
    assert kept["parameter"].values.tolist() == list(all_parameters())
    assert kept.attrs["variants"] == variants.options()
    for name in all_parameters():
        group, field = name.split(".")
        assert kept.sel(parameter=name).item() == np.float32(drawn[group][field][0]), name


def test_numbers_of_a_record_lie_in_the_order_of_their_names():
    drawn = draw_parameters(SEED, WORLDS[:7])
    numbers = names.drawn(drawn[2:5])
    assert numbers.shape == (3, len(all_parameters()))
    for column, name in enumerate(names.parameters()):
        group, field = name.split(".")
        assert np.array_equal(numbers[:, column], drawn[group][field][2:5].astype("f4")), name
