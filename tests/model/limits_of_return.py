"""Limits of attacks, raids and the answers to them, grievance, recruitment and rout."""

from __future__ import annotations

import numpy as np
import pytest
from limits import limit, varied
from tiny import THEATRE, World, tiny_setting

from rekindle.model.mechanisms.counter import BACKLASH, DETERRENCE, NONE
from rekindle.model.mechanisms.recruitment import GRIEVANCE
from rekindle.model.mechanisms.territory import DRIFT, SUDDEN


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


@limit("adapt", "without pressure the group's effort tends to its full")
def _():
    for world in varied():
        world.state.places["pressure"][:] = 0
        for _ in range(400):
            world.do("adapt", memory=5.0)
        assert world.state.places["activity"][THEATRE] == pytest.approx(1)


@limit("adapt", "the more pressure, the less effort")
def _():
    effort = []
    for pressure in (0.0, 0.01, 0.1):
        world = World()
        world.state.places["pressure"][:] = pressure
        for _ in range(400):
            world.do("adapt", tolerance=0.01)
        effort.append(world.state.places["activity"][0])
    assert effort == pytest.approx([1, 1 / 2, 1 / 11])


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


@limit("respond", "no harm, no answer")
def _():
    for world in varied():
        world.state.places["harmed"][:] = 0
        world.state.places["response"][:] = 0
        assert not world.do("respond").state.places["response"].any()


@limit("respond", "backlash raises and deterrence lowers attacks, none does neither")
def _():
    for world in varied():
        moved = {}
        for law in (BACKLASH, DETERRENCE, NONE):
            one = World()
            one.state.places["harmed"][0] = 20.0
            moved[law] = one.do("respond", response=law).state.places["response"][0]
            assert (one.state.places["harmed"][0] > 0) == (law == BACKLASH), "grievance takes note under backlash only"
        assert moved[DETERRENCE] < moved[NONE] == 0 < moved[BACKLASH] <= 1
        assert np.abs(world.do("respond").state.places["response"]).max() <= 1


@limit("respond", "an answer is gone within a few weeks")
def _():
    world = World()
    world.state.places["response"][0] = 1.0
    for _ in range(12):
        world.do("respond", answer_memory=3.0)
    assert world.state.places["response"][0] == pytest.approx(1 / 16)


@limit("remember", "full inclusion and no damage, harm or chase lets grievance fade")
def _():
    for world in varied():
        world.state.places["inclusion"][:] = 1
        world.state.places["damage"][:] = 0
        world.state.places["harmed"][:] = 0
        world.state.places["sweeps"][:] = 0
        before = world.state.grievance[THEATRE].copy()
        after = world.do("remember").state.grievance[THEATRE]
        assert (after[before > 0] < before[before > 0]).all()
        assert not after[before == 0].any()


@limit("remember", "a ceiling of 0 leaves no grievance")
def _():
    for world in varied():
        assert not world.do("remember", ceiling=0).state.grievance[THEATRE].any()


@limit("gather_intelligence", "full grievance or full control silences everybody")
def _():
    for world in varied():
        for change in (world.state.grievance, world.state.places["control"]):
            kept = change.copy()
            change[:] = 1
            world.state.residents[THEATRE] = np.maximum(1, world.state.residents[THEATRE])
            known = world.state.places["intelligence"][THEATRE].copy()
            lag = world.parameters["intelligence"]["lag"][0]
            left = world.do("gather_intelligence").state.places["intelligence"][THEATRE]
            assert left == pytest.approx(known * 0.5 ** (1 / lag), abs=1e-12), "it fades and nothing new comes in"
            change[:] = kept


@limit("recruit", "no grievance recruits nobody where grievance is the motive")
def _():
    for world in varied():
        world.state.grievance[:] = 0
        assert world.do("recruit", motive=GRIEVANCE).flow("recruited_local") == 0


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
        world.orders.borders[:] = 0
        assert world.do("mobilise").flow("recruited_foreign") == 0


def routed(world: World, **changed: float) -> bool:
    """Whether a garrison is routed under the highest hazard."""
    world.do("rout", **({"rate": 1e6, "cohesion": 100.0, "form": SUDDEN} | changed))
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


@limit("rout", "a ceiling of 0 leaves no ground")
def _():
    for world in varied():
        assert not world.do("rout", ceiling=0, rate=1e6, cohesion=100.0).state.places["control"][THEATRE].any()


@limit("rout", "drift takes ground little by little")
def _():
    world = World()
    world.state.overt[2, 0] = 5000.0
    world.state.places["control"][2] = 0.1
    steps = []
    for _ in range(30):
        before = world.state.places["control"][2]
        world.do("rout", form=DRIFT, rate=0.3, cohesion=0.3)
        steps.append(world.state.places["control"][2] - before)
    assert min(steps) >= 0 < sum(steps)
    assert max(steps) < 0.1, "never in one jump"
