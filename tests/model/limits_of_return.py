"""Limits of attacks, raids, grievance, recruitment, rout, the organisation, politics and the documented count."""

from __future__ import annotations

import numpy as np
import pytest
from limits import limit, varied
from tiny import ABROAD, World, tiny_setting


@limit("attack", "no covert members, no attacks")
def _():
    for world in varied():
        world.state.covert[:] = 0
        assert world.do("attack").flow("attacks", "civilians_killed_in_attacks", "forces_killed_in_attacks") == 0


@limit("attack", "counts are whole numbers")
def _():
    seen = 0
    for world in varied():
        attacks = world.do("attack").room.week["attacks"]
        assert (attacks == np.round(attacks)).all()
        seen += attacks.sum()
    assert seen > 0


@limit("raid", "reach = 0 removes nobody")
def _():
    for world in varied():
        assert world.do("raid", reach=0).flow("members_killed_in_raids", "members_captured") == 0


@limit("raid", "no intelligence removes nobody")
def _():
    for world in varied():
        world.state.places["intelligence"][:] = 0
        assert world.do("raid").flow("members_killed_in_raids", "members_captured") == 0


@limit("raid", "full intelligence harms nobody")
def _():
    for world in varied():
        world.state.places["intelligence"][:] = 1
        assert world.do("raid").flow("civilians_killed_in_raids") == 0


@limit("misconduct", "full restraint or no distance harms nobody")
def _():
    for world in varied():
        for change in ("restraint", "distance"):
            world.setting = tiny_setting()
            if change == "restraint":
                world.setting.forces["restraint"][:] = 1
            else:
                world.setting.distance[:] = 0
            residents, grievance = world.state.residents.copy(), world.state.grievance.copy()
            world.do("misconduct")
            assert (world.state.residents == residents).all()
            assert (world.state.grievance == grievance).all()


@limit("remember", "full inclusion and no damage, harm or chase lets grievance fade")
def _():
    for world in varied():
        world.state.places["inclusion"][:] = 1
        world.state.places["damage"][:] = 0
        world.state.places["harmed"][:] = 0
        world.state.countries["effort"][:] = 0
        before = world.state.grievance[:ABROAD].copy()
        after = world.do("remember").state.grievance[:ABROAD]
        assert (after[before > 0] < before[before > 0]).all()
        assert not after[before == 0].any()


@limit("gather_intelligence", "full grievance or full control silences everybody")
def _():
    for world in varied():
        for change in (world.state.grievance, world.state.places["control"]):
            kept = change.copy()
            change[:] = 1
            world.state.residents[:ABROAD] = np.maximum(1, world.state.residents[:ABROAD])
            known = world.state.places["intelligence"][:ABROAD].copy()
            lag = world.parameters["intelligence"]["lag"][0]
            left = world.do("gather_intelligence").state.places["intelligence"][:ABROAD]
            assert left == pytest.approx(known * 0.5 ** (1 / lag), abs=1e-12), "it fades and nothing new comes in"
            change[:] = kept


@limit("recruit", "no grievance recruits nobody")
def _():
    for world in varied():
        world.state.grievance[:] = 0
        assert world.do("recruit").flow("recruited_local") == 0


@limit("recruit", "nobody claimed, nobody recruited")
def _():
    for world in varied():
        world.setting = tiny_setting()
        world.setting.communities["claimed"][:] = 0
        assert world.do("recruit").flow("recruited_local") == 0


@limit("recruit", "never more than the residents")
def _():
    for world in varied():
        residents = world.state.residents.sum(1)
        joined = world.do("recruit", contact=1e6, pool=1, seed=1e3).room.week["recruited_local"]
        assert (joined <= residents * (1 + 1e-12)).all()
        assert world.state.residents.min() >= 0


@limit("mobilise", "no ground mobilises nobody")
def _():
    for world in varied():
        world.state.places["control"][:] = 0
        assert world.do("mobilise").flow("emerged", "recruited_local", "recruited_foreign") == 0


@limit("mobilise", "closed borders bring nobody from abroad")
def _():
    for world in varied():
        world.setting = tiny_setting()
        world.setting.origins["border"][:] = 0
        assert world.do("mobilise").flow("recruited_foreign") == 0


def routed(world: World, **changed: float) -> bool:
    """Whether a garrison is routed under the highest hazard."""
    world.do("rout", **({"rate": 1e6, "cohesion": 100.0} | changed))
    return world.flow("forces_dissolved", "fled", "emerged") > 0 or (world.state.places["recovering"] == 60).any()


@limit("rout", "rate = 0 routs nobody")
def _():
    for world in varied():
        world.state.places["recovering"][:] = 0
        assert not routed(world, rate=0)
    assert routed(World()), "and with the highest rate there is one"


@limit("rout", "no garrison, no rout")
def _():
    for world in varied():
        world.state.places["recovering"][:] = 0
        world.state.forces[:] = 0
        assert not routed(world)


@limit("rout", "no members near, no rout")
def _():
    for world in varied():
        world.state.places["recovering"][:] = 0
        world.state.overt[:] = 0
        world.state.covert[:] = 0
        assert not routed(world)


@limit("lose_leaders", "loss = 0 loses no leader")
def _():
    for world in varied():
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


@limit("draw", "no ground lost, nobody defects")
def _():
    for world in varied():
        world.state.nation["held"] = 0.0
        overt = world.do("draw").state.overt.copy()  # the first time takes note of the ground held
        world.room.week_numbers[:] = 0
        assert world.do("draw").flow("deserted", "left_theatre") == 0
        assert (world.state.overt == overt).all()


@limit("draw", "appeal never falls under its rest value by itself")
def _():
    for world in varied():
        world.state.places["control"][:] = 0
        world.state.grievance[:] = 0
        world.state.nation["appeal"] = rest = world.parameters["appeal"]["rest"][0]
        for _ in range(100):
            assert world.do("draw").state.nation["appeal"][0] >= rest * (1 - 1e-12)


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
                straight = ends[end][0] + keep * (before[level][0] - ends[end][0])
                assert world.state.nation[level][0] == pytest.approx(straight)


@limit("change_politics", "without wandering and losses each process goes straight to where it tends")
def _():
    for world in varied():
        world.state.counted[:] = world.state.dead[:, :3]
        ends = world.parameters["processes"][0]
        for level in LEVELS:
            world.state.nation[level] = world.setting.origin_of_processes[level]
        for _ in range(3):
            before = world.state.countries.copy()
            will = world.state.nation["coalition_will"][0]
            world.do("change_politics", restless=0)
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
                ends["coalition"] + keep * (will - ends["coalition"]))


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
