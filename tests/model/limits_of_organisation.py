"""Limits of the organisation, of politics and governance, and of the documented count."""

from __future__ import annotations

import numpy as np
import pytest
from limits import limit, varied
from tiny import World, tiny_setting, with_course

from rekindle.model.mechanisms.organisation import FRAGMENTS, MARTYR, RECOVERS
from rekindle.model.setting import INCLUSION
from rekindle.model.state import FORCES_DEAD, MEMBERS_SEEN, RESIDENTS_DEAD


@limit("lose_leaders", "loss = 0 loses no leader")
def _():
    for world in varied():
        world.state.nation["unity"] = 1.0  # a split organisation's leadership tends to less than it may have
        before = world.state.nation["leadership"][0]
        assert world.do("lose_leaders", loss=0).state.nation["leadership"][0] >= before


@limit("lose_leaders", "leadership stays in 0..1")
def _():
    for world in varied():
        for start in (0.0, 1.0):
            world.state.nation["leadership"] = start
            for _ in range(20):
                world.do("lose_leaders", loss=1)
                world.week += 1
                assert 0 <= world.state.nation["leadership"][0] <= 1


@limit("lose_leaders", "only a split takes unity and only a martyr adds appeal")
def _():
    for law in (RECOVERS, FRAGMENTS, MARTYR):
        world = World()
        unity, appeal = world.state.nation["unity"][0], world.state.nation["appeal"][0]
        world.do("lose_leaders", succession=law, loss=1e6)
        assert world.state.nation["leadership"][0] < 0.8
        assert (world.state.nation["unity"][0] < unity) == (law == FRAGMENTS)
        assert (world.state.nation["appeal"][0] > appeal) == (law == MARTYR)


@limit("lose_leaders", "an old organisation loses nothing with a leader")
def _():
    for world in varied():
        world.state.nation["unity"] = 1.0
        world.state.nation["age"] = 100.0
        before = world.state.nation["leadership"][0]
        assert world.do("lose_leaders", loss=1e6, succession=RECOVERS).state.nation["leadership"][0] >= before


@limit("lose_leaders", "a ceiling of 0 leaves no leadership")
def _():
    for world in varied():
        assert world.do("lose_leaders", ceiling=0).state.nation["leadership"][0] == 0


@limit("draw", "no ground lost and no enclave, nobody defects")
def _():
    for world in varied():
        world.state.nation["held"] = 0.0
        world.state.nation["peak"] = 0.0
        overt = world.do("draw").state.overt.copy()  # the first time takes note of the ground held
        world.room.week_numbers[:] = 0
        assert world.do("draw").flow("deserted", "left_theatre") == 0
        assert (world.state.overt == overt).all()


@limit("draw", "appeal never falls under its rest value without infighting")
def _():
    for world in varied():
        world.state.places["control"][:] = 0
        world.state.grievance[:] = 0
        world.state.nation["appeal"] = rest = world.parameters["appeal"]["rest"][0]
        for _ in range(100):
            assert world.do("draw").state.nation["appeal"][0] >= rest * (1 - 1e-12)


@limit("draw", "an enclave that nobody attacks breeds infighting")
def _():
    left = {}
    for assaulted in (0.0, 1.0):
        world = World()
        world.state.nation["held"] = 0.0
        world.orders.places["assaulted"][:] = assaulted
        left[assaulted] = world.do("draw", quarrel=0.05).flow("deserted", "left_theatre")
        appeal = world.state.nation["appeal"][0]
        left[assaulted, "appeal"] = appeal
    assert left[0.0] > left[1.0] == 0
    assert left[0.0, "appeal"] < left[1.0, "appeal"]


@limit("draw", "a ceiling of 0 leaves no appeal")
def _():
    for world in varied():
        assert world.do("draw", ceiling=0).state.nation["appeal"][0] == 0


@limit("raise_funds", "the treasury never falls below 0")
def _():
    for world in varied():
        for _ in range(50):
            assert world.do("raise_funds", fighter=1e6).state.nation["treasury"][0] >= 0


@limit("raise_funds", "no ground, no members and no donors bring nothing")
def _():
    for world in varied():
        world.state.places["control"][:] = 0
        world.state.overt[:] = 0
        world.state.covert[:] = 0
        world.state.nation["held"] = 0
        before = world.state.nation["treasury"][0]
        spent = world.parameters["funds"]["spent"][0]
        left = world.do("raise_funds", donors=0).state.nation["treasury"][0]
        assert left == pytest.approx(before * np.exp(-spent))


LEVELS = {"settlement_local": "local", "settlement_regional": "regional", "settlement_international": "international"}


@limit("settle", "without shocks settlements go straight to where they tend")
def _():
    for world in varied():
        ends = world.parameters["settlement"]
        keep = 0.5 ** (1 / ends["memory"][0])
        for _ in range(3):
            before = world.state.nation.copy()
            world.do("settle", shocks=0)
            world.week += 1
            for level, end in LEVELS.items():
                corrupt = ends["blocked"][0] * world.setting.countries["corruption"][0] if end == "local" else 0.0
                straight = ends[end][0] * (1 - corrupt)
                straight += keep * (before[level][0] - straight)
                assert world.state.nation[level][0] == pytest.approx(straight)


@limit("settle", "corruption lowers where local settlement tends to")
def _():
    ends = []
    for corruption in (0.0, 0.5, 1.0):
        world = World()
        world.setting = tiny_setting()
        world.setting.countries["corruption"] = corruption
        for _ in range(20):
            world.do("settle", shocks=0, memory=2.0, local=0.6, blocked=0.5)
        ends.append(world.state.nation["settlement_local"][0])
    assert ends == pytest.approx([0.6, 0.45, 0.3], abs=1e-3)


@limit("change_politics", "without wandering and losses each process goes straight to where it tends")
def _():
    """At an alarm of a half, held there by an endless memory, each tends to its own level."""
    for world in varied():
        world.state.counted[:, :MEMBERS_SEEN] = world.state.dead[:, :MEMBERS_SEEN]
        world.state.countries["burden"] = 0.0
        world.state.countries["alarm"] = 0.5
        world.state.countries["surge"] = 0.0
        ends = world.parameters["processes"][0]
        for level in LEVELS:
            world.state.nation[level] = world.setting.origin_of_processes[level]
        for _ in range(3):
            before = world.state.countries.copy()
            will = world.state.nation["coalition_will"][0]
            world.do("change_politics", restless=0, alarm_memory=1e15)
            world.week += 1
            now = world.state.countries
            for name in ("quality", "inclusion", "will"):
                keep = 0.5 ** (1 / ends[f"{name}_memory"])
                assert now[name][0] == pytest.approx(ends[name] + keep * (before[name][0] - ends[name]))
            trying = ends["effort"] * (0.3 + 0.7 * now["will"][0])
            keep = 0.5 ** (1 / ends["effort_memory"])
            assert now["effort"][0] == pytest.approx(trying + keep * (before["effort"][0] - trying))
            keep = 0.5 ** (1 / ends["will_memory"])
            assert world.state.nation["coalition_will"][0] == pytest.approx(
                ends["coalition"] + keep * (will - ends["coalition"])
            )


@limit("change_politics", "a dated course is followed while it lasts")
def _():
    setting = with_course(tiny_setting(), INCLUSION, 0, {0.0: 0.2, 10.0: 0.6})
    world = World(setting=setting, week=5)
    assert world.do("change_politics").state.countries["inclusion"][0] == pytest.approx(0.4)
    world.week = 10
    assert world.do("change_politics", restless=0).state.countries["inclusion"][0] < 0.45, "then the process takes over"


@limit("change_politics", "aid paid tires will")
def _():
    willing = []
    for burden in (0.0, 100.0):
        world = World()
        world.state.countries["burden"] = burden
        willing.append(world.do("change_politics", thrift=1e-3).state.countries["will"][0])
        assert world.state.countries["burden"][0] == 0
    assert willing[1] == pytest.approx(willing[0] * np.exp(-0.1))


@limit("change_politics", "quiet years let effort, inclusion and the army slide")
def _():
    ends = {}
    for deaths in (0.0, 40.0):
        world = World()
        for _ in range(300):
            world.state.dead[0, [RESIDENTS_DEAD, FORCES_DEAD]] += deaths / 2
            world.do("change_politics", restless=0, fatigue=0)
            world.state.counted[:, :MEMBERS_SEEN] = world.state.dead[:, :MEMBERS_SEEN]
            world.week += 1
        ends[deaths] = world.state.countries[0].copy()
    for name in ("alarm", "effort", "inclusion", "quality"):
        assert ends[0.0][name] < ends[40.0][name]


@limit("govern", "full corruption repairs nothing")
def _():
    for world in varied():
        world.setting = tiny_setting()
        world.setting.countries["corruption"][:] = 1
        damage = world.state.places["damage"].copy()
        assert (world.do("govern").state.places["damage"] == damage).all()


@limit("govern", "no will repairs nothing")
def _():
    for world in varied():
        world.state.countries["will"][:] = 0
        damage = world.state.places["damage"].copy()
        assert (world.do("govern").state.places["damage"] == damage).all()


@limit("document", "shares of 0 document nothing")
def _():
    for world in varied():
        assert world.do("document", civilians=0, forces=0, members=0).flow("deaths_documented") == 0
