"""Worlds from a posterior: levels of the priors by row, checked against what the table was made with."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from rekindle.ensemble.draws import draw, draw_parameters
from rekindle.ensemble.posterior import (
    ABOUT,
    TABLE,
    Posterior,
    posterior_for,
    posterior_of,
    read_posterior,
    transfer_of,
    why_priors,
    write_posterior,
)
from rekindle.errors import MissingData, UsageError
from rekindle.files import sealed, write_json
from rekindle.model.parameter import Uniform
from rekindle.model.parameters import all_parameters
from rekindle.scenario import read

WORLDS = np.arange(7, dtype=np.int64)
FIRE, CHOICE = "parameter battle.fire", "parameter stance.choice"
OVERT = "mosul-2016 quantity cities.mosul.overt"


def priors() -> dict[str, str]:
    """The priors in words of the three numbers of the table."""
    found = {f"parameter {name}": parameter.prior.words() for name, parameter in all_parameters().items()}
    overt = read("mosul-2016").quantities()["cities.mosul.overt"].prior().words()
    return {FIRE: found[FIRE], CHOICE: found[CHOICE], OVERT: overt}


@pytest.fixture
def table() -> Posterior:
    levels = np.array([[0.1, 0.01, 0.2], [0.5, 0.5, 0.5], [0.9, 0.99, 0.8]])
    return Posterior((FIRE, CHOICE, OVERT), levels, {"priors": priors()})


def test_world_i_takes_row_i_modulo_the_rows(table):
    drawn = draw_parameters(3, WORLDS, posterior=table)
    prior = all_parameters()["battle.fire"].prior
    assert drawn["battle"]["fire"] == pytest.approx(prior.quantile(np.array([0.1, 0.5, 0.9, 0.1, 0.5, 0.9, 0.1])))


def test_what_is_not_in_the_table_is_drawn_from_its_prior(table):
    without, with_ = draw_parameters(3, WORLDS), draw_parameters(3, WORLDS, posterior=table)
    assert not np.array_equal(without["battle"]["fire"], with_["battle"]["fire"])
    assert np.array_equal(without["battle"]["clear"], with_["battle"]["clear"])


def test_a_variant_fixed_for_all_worlds_stays_fixed(table):
    drawn = draw_parameters(3, WORLDS, {"stance.choice": "withdraw"}, table)
    names = all_parameters()["stance.choice"].prior.names
    assert (drawn["stance"]["choice"] == names.index("withdraw")).all()


def test_quantities_count_for_their_own_scenario_only(table):
    at_home = replace(table, scenario="mosul-2016")
    assert draw("quantity cities.mosul.overt", Uniform(0, 10), 1, WORLDS[:3], at_home).tolist() == [2, 5, 8]
    elsewhere = replace(table, scenario="mosul-2014")
    assert elsewhere.levels("quantity cities.mosul.overt", WORLDS) is None


def test_a_quantity_with_another_prior_is_left_out(table):
    assert table.bound(read("mosul-2016")).left_out == frozenset()
    edited = replace(table, about={"priors": {**priors(), OVERT: "uniform 1 to 2"}}).bound(read("mosul-2016"))
    assert edited.left_out == {OVERT}
    assert edited.levels("quantity cities.mosul.overt", WORLDS) is None
    assert edited.levels(FIRE, WORLDS) is not None


def test_written_and_read_again(table, tmp_path: Path):
    written = write_posterior(tmp_path, table)
    assert np.array_equal(written.table, table.table)
    assert written.names == table.names
    assert len(written.digest) == 64
    assert posterior_of(str(tmp_path)).digest == written.digest


def test_levels_never_reach_the_ends(table, tmp_path: Path):
    written = write_posterior(tmp_path, replace(table, table=np.array([[0.0, 1.0, 0.5]])))
    assert written.table.tolist() == [[0.0001, 0.9999, 0.5]]


def test_a_table_changed_by_hand_is_refused(table, tmp_path: Path):
    write_posterior(tmp_path, table)
    (tmp_path / TABLE).write_text((tmp_path / TABLE).read_text().replace("0.9000", "0.9001"))
    with pytest.raises(UsageError, match="not the table that posterior.json describes"):
        read_posterior(tmp_path)


def test_a_manifest_that_was_altered_is_refused(table, tmp_path: Path):
    write_posterior(tmp_path, replace(table, about={**table.about, "origin": "2017-12-31"}))
    about = (tmp_path / ABOUT).read_text()
    (tmp_path / ABOUT).write_text(about.replace("2017-12-31", "2016-10-16"))
    with pytest.raises(UsageError, match=r"posterior\.json was altered since it was written"):
        read_posterior(tmp_path)


def test_a_parameter_with_another_prior_is_refused(table, tmp_path: Path):
    write_posterior(tmp_path, table)
    about = json.loads((tmp_path / ABOUT).read_text())
    about["priors"][FIRE] = "uniform 1 to 2"
    write_json(tmp_path / ABOUT, sealed(about))
    with pytest.raises(UsageError, match=r"other priors of battle\.fire.*--worlds-from prior"):
        read_posterior(tmp_path)


@pytest.mark.parametrize("text", ["", "parameter battle.fire\nx\n", "parameter battle.fire\n0.5,0.5\n", "\xff\x00"])
def test_a_broken_table_gets_a_message(table, tmp_path: Path, text: str):
    write_posterior(tmp_path, table)
    (tmp_path / TABLE).write_text(text, encoding="latin-1")
    with pytest.raises(UsageError, match="posterior"):
        read_posterior(tmp_path)


def test_what_was_learnt_later_is_refused(table, tmp_path: Path):
    write_posterior(tmp_path, replace(table, about={**table.about, "origin": "2017-12-31"}))
    assert posterior_of(str(tmp_path), as_of=date(2018, 6, 1)) is not None
    with pytest.raises(UsageError, match="up to 2017-12-31, and what was learnt after 2017-06-01 is refused"):
        posterior_of(str(tmp_path), as_of=date(2017, 6, 1))
    with pytest.raises(UsageError, match="no posterior was learnt from what was known on 2014-06-04 alone"):
        posterior_of("posterior", as_of=date(2014, 6, 4))


@pytest.mark.parametrize(("day", "origin"), [("2016-10-16", "2016-10-16"), ("2018-06-30", "2017-12-31"), (None, "2018-12-31")])
def test_of_the_packaged_ones_the_latest_that_was_known_is_taken(day: str | None, origin: str):
    found = posterior_of("posterior", as_of=date.fromisoformat(day) if day else None)
    assert found is not None and found.about["origin"] == origin
    assert found.folder == "" and len(found.table) >= 1000
    again = posterior_of("posterior", found.digest)
    assert again is not None and again.digest == found.digest


def test_words_for_where_worlds_come_from(tmp_path: Path):
    assert posterior_of("prior") is None
    with pytest.raises(MissingData, match="rekindle calibrate"):
        posterior_of(str(tmp_path))
    with pytest.raises(UsageError, match="neither prior nor posterior nor a folder"):
        posterior_of("posteriour")


# To which scenarios it belongs


@pytest.mark.parametrize("name", ["mosul-2016", "mosul-2014", "iraq-2006"])
def test_without_words_the_packaged_posterior_is_for_what_it_was_learnt_on(name: str):
    found = posterior_for(read(name))
    assert found is not None and found.about["origin"] == "2018-12-31"
    assert transfer_of(found, name) == {}


def test_elsewhere_the_priors_are_the_default():
    assert posterior_for(read("battle-talafar-2017")) is None
    assert "no packaged posterior was learnt on battle-talafar-2017." in why_priors(read("battle-talafar-2017"))


def test_as_of_a_day_the_default_is_what_was_learnt_by_then():
    found = posterior_for(read("mosul-2016", as_of=date(2018, 6, 30)))
    assert found is not None and found.about["origin"] == "2017-12-31"
    early = read("mosul-2014", as_of=date(2014, 6, 4))
    assert posterior_for(early) is None
    assert why_priors(early).endswith("learnt on mosul-2014 from what was known on 2014-06-04.")


def test_a_posterior_of_other_scenarios_is_taken_only_where_it_is_meant(table, tmp_path: Path):
    elsewhere = read("battle-talafar-2017")
    with pytest.raises(UsageError, match=r"not learnt on battle-talafar-2017, but on mosul-2016, mosul-2014.*--transfer"):
        posterior_for(elsewhere, "posterior")
    found = posterior_for(elsewhere, "posterior", transfer=True)
    assert transfer_of(found, elsewhere.name) == {"transfer": ["mosul-2016", "mosul-2014", "iraq-2006"]}
    write_posterior(tmp_path, replace(table, about={**table.about, "scenarios": {"battle-talafar-2017": "a digest"}}))
    own = posterior_for(elsewhere, str(tmp_path))
    assert own is not None and own.belongs_to("battle-talafar-2017")
    with pytest.raises(UsageError, match="not learnt on mosul-2016, but on battle-talafar-2017"):
        posterior_for(read("mosul-2016"), str(tmp_path))


def test_a_table_that_does_not_say_where_it_was_learnt_belongs_nowhere(table, tmp_path: Path):
    write_posterior(tmp_path, table)
    with pytest.raises(UsageError, match="not learnt on mosul-2016, but on none"):
        posterior_for(read("mosul-2016"), str(tmp_path))


@pytest.mark.parametrize("words", ["", "prior", "posterior"])
def test_a_transfer_that_would_do_nothing_is_refused(words: str):
    with pytest.raises(UsageError, match="--transfer is for a posterior that was learnt on other scenarios"):
        posterior_for(read("mosul-2016"), words, transfer=True)
