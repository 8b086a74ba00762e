"""The causal chain follows the model's own declarations."""

from __future__ import annotations

import pytest

from rekindle.analysis.claims.causal_chain import FUNCTIONS, MOST_NODES, chain, functions_of, read_from, sentences
from rekindle.model.step import MECHANISMS
from rekindle.scenario import read
from rekindle.scenario.claims.proposition import Metric
from rekindle.scenario.claims.read import read_claims
from rekindle.scenario.claims.vocabulary import MECHANISMS as STATED
from rekindle.scenario.labels import Labels

MOSUL = Labels(read("mosul-2016"))
FIELDS = {field for one in MECHANISMS for field in (*one.reads, *one.writes)}


def test_recruitment_leads_to_covert_members_in_one_step() -> None:
    found = chain(Metric(metric="covert_iraq"), ["recruitment"], labels=MOSUL)
    assert found is not None
    assert ("recruit", "covert") in found.edges
    assert ("recruit", "covert", "covert_iraq") in found.paths
    assert "recruit -> covert members -> covert members in Iraq" in list(sentences(found))


def test_every_edge_is_declared_by_a_mechanism() -> None:
    found = chain(Metric(metric="attacks_iraq"), ["grievance", "militia-conduct", "funds", "three-levels"], ["raid.reach"])
    assert found is not None and len(found.nodes) <= MOST_NODES
    for first, second in found.edges:
        if second == "attacks_iraq":
            assert first == "attack"
        elif first in FUNCTIONS:
            assert second in FUNCTIONS[first].writes
        else:
            assert first in FUNCTIONS[second].reads


def test_grievance_reaches_members_through_recruits_not_through_the_number_of_residents() -> None:
    found = chain(Metric(metric="covert_iraq"), ["grievance", "recruitment"])
    assert found is not None
    assert ("remember", "grievance", "recruit", "covert", "covert_iraq") in found.paths
    assert "residents" not in {node.name for node in found.nodes}


def test_what_metrics_are_read_off_is_a_field_or_a_mechanism() -> None:
    claims = read_claims(read("mosul-2016").folder / "claims.yaml")
    metrics = [metric for _, _, one in claims.propositions() for _, metric in one.metrics]
    for metric in metrics:
        ends = read_from(metric, MOSUL)
        assert ends, f"where is {metric.metric} read from?"
        assert all(end in FIELDS or end in FUNCTIONS for end in ends), ends


def test_attacks_in_home_regions_are_of_another_mechanism() -> None:
    assert read_from(Metric(metric="attacks", place="home_europe"), MOSUL) == ("strike_abroad",)
    assert read_from(Metric(metric="attacks", place="mosul_old_city"), MOSUL) == ("attack",)


@pytest.mark.parametrize("mechanism", STATED)
def test_every_mechanism_that_statements_name_is_in_the_model(mechanism: str) -> None:
    assert functions_of(mechanism)


def test_an_unknown_metric_has_no_chain() -> None:
    assert chain(Metric(metric="nothing_of_ours"), ["recruitment"]) is None
