"""Limits of attacks, raids and the answers to them, grievance, recruitment and rout."""

from __future__ import annotations

import numpy as np
import pytest
from limits import limit, varied
from tiny import PLAIN, THEATRE, TOWN, World, tiny_setting

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


@limit("remember", "full inclusion, half of services and no damage, harm or chase let grievance fade")
def _():
    for world in varied():
        world.state.places["inclusion"][:] = 1
        world.state.places["services"][:] = 0.5
        world.state.places["damage"][:] = 0
        world.state.places["harmed"][:] = 0
        world.state.places["sweeps"][:] = 0
        before = world.state.grievance[THEATRE].copy()
        after = world.do("remember").state.grievance[THEATRE]
        assert (after[before > 0] < before[before > 0]).all()
        assert not after[before == 0].any()


@limit("remember", "better services lower it")
def _():
    for world in varied():
        felt = []
        start = world.state.grievance.copy()
        for services in (0.2, 0.8):
            world.state.grievance[:] = start
            world.state.places["harmed"][:] = 0
            world.state.places["services"][:] = services
            felt.append(world.do("remember").state.grievance[THEATRE].copy())
        assert (felt[1] <= felt[0]).all()
        assert world.parameters["conduct"]["want"][0] == 0 or (felt[1] < felt[0]).any()


@limit("misconduct", "what was done is felt less as time goes by")
def _():
    for world in varied():
        world.setting = tiny_setting()
        world.setting.distance[:] = 0
        world.state.places["sweeps"][:] = 0
        world.state.places["wronged"][:] = 0.5
        assert world.do("misconduct", fresh=10.0).state.places["wronged"][THEATRE] == pytest.approx(0.5 * 0.5**0.1)


@limit("recruit", "what hangs on state action falls away without any")
def _():
    for world in varied():
        world.state.places["wronged"][:] = 0
        assert world.do("recruit", tipped=1.0).flow("recruited_local") == 0


@limit("take_sides", "nobody killed, nothing changes")
def _():
    for world in varied():
        for field in ("bereaved", "harmed", "leaning"):
            world.state.places[field][:] = 0
        assert not world.do("take_sides").state.places["leaning"].any()


@limit("take_sides", "killings by the group make residents talk, by the government side fall silent")
def _():
    for killed, other, sign in (("bereaved", "harmed", 1), ("harmed", "bereaved", -1)):
        world = World()
        world.state.places[killed][THEATRE] = 3.0
        world.state.places[other][:] = 0
        assert (sign * world.do("take_sides", loyalty=0.5).state.places["leaning"][THEATRE] > 0).all()


@limit("take_sides", "a community the group speaks for forgives it what loyalty covers")
def _():
    world = World()
    world.setting = tiny_setting()
    world.setting.communities["claimed"][:] = 1
    world.state.places["bereaved"][THEATRE] = 30.0
    assert not world.do("take_sides", loyalty=1.0).state.places["leaning"].any()


@limit("take_sides", "what killings did is forgotten within months")
def _():
    for world in varied():
        world.state.places["leaning"][:] = 1
        for _ in range(26):
            world.state.places["bereaved"][:] = 0
            world.state.places["harmed"][:] = 0
            world.do("take_sides", forget=6.0)
        assert world.state.places["leaning"][THEATRE] == pytest.approx(0.5 ** (26 / 6))


@limit("release", "nobody detained, nobody released")
def _():
    for world in varied():
        world.state.detained[:] = 0
        assert world.do("release", break_=1e6).flow("freed", "released") == 0


@limit("release", "sealed prisons release nobody")
def _():
    for world in varied():
        assert world.do("release", break_=1e6, sealed=1.0).flow("freed", "released") == 0


@limit("release", "an army of full quality is not attacked")
def _():
    freed = 0.0
    for world in varied():
        for quality in (0.0, 1.0):
            world.state.countries["quality"] = quality
            world.state.countries["effort"] = 0.0
            before = world.flow("freed")
            after = world.do("release", break_=1e6).flow("freed")
            assert quality < 1 or after == before
            freed += after - before
    assert freed > 0


@limit("quit_group", "no rate, no pressure, nobody leaves")
def _():
    for world in varied():
        world.state.places["pressure"][:] = 0
        assert world.do("quit_group", drop_out=0.0).flow("deserted", "left_theatre") == 0


@limit("quit_group", "a group at its greatest strength loses its usual share")
def _():
    for world in varied():
        world.state.places["pressure"][:] = 0
        world.state.nation["remembered"] = 0.0
        before = world.state.covert[THEATRE].sum(1)
        world.do("quit_group", drop_out=0.01, despair=5.0)
        left = world.state.covert[THEATRE].sum(1)
        assert left == pytest.approx(np.where(before >= 1, before * np.exp(-0.01), before))


@limit("quit_group", "the smaller against what it was, the more leave")
def _():
    left = []
    for remembered in (0.0, 2.0, 10.0):
        world = World()
        world.state.places["pressure"][:] = 0
        members = (world.state.overt + world.state.covert)[THEATRE].sum()
        world.state.nation["remembered"] = remembered * members
        left.append(world.do("quit_group").flow("deserted", "left_theatre"))
    assert left[0] < left[1] < left[2]


@limit("quit_group", "without a way out nobody defects")
def _():
    for world in varied():
        world.state.places["pressure"][:] = 0.05
        world.state.places["inclusion"][:] = 0
        assert world.do("quit_group", drop_out=0.0, defect=5.0, amnesty=0.0).flow("deserted", "left_theatre") == 0
        if (world.state.covert[THEATRE].sum(1) >= 1).any():
            assert world.do("quit_group", drop_out=0.0, defect=5.0, amnesty=1.0).flow("deserted", "left_theatre") > 0


@limit("answer_crisis", "no hazard, no response")
def _():
    for world in varied():
        surge, effort = world.state.countries["surge"].copy(), world.state.countries["effort"].copy()
        world.do("answer_crisis", respond=0.0)
        assert (world.state.countries["surge"] <= surge).all()
        assert (world.state.countries["effort"] == effort).all()


@limit("answer_crisis", "without will nobody responds")
def _():
    for world in varied():
        world.state.countries["will"] = 0.0
        world.state.countries["alarm"] = 1.0
        surge = world.state.countries["surge"].copy()
        assert (world.do("answer_crisis", respond=1e6).state.countries["surge"] <= surge).all()


@limit("answer_crisis", "a response fades")
def _():
    world = World()
    world.state.countries["will"] = 1.0
    world.state.countries["alarm"] = 1.0
    world.state.countries["surge"] = 0.0
    effort = world.state.countries["effort"][0]
    assert world.do("answer_crisis", respond=1e6).state.countries["surge"][0] == 1
    assert world.state.countries["effort"][0] > effort
    for _ in range(70):
        world.do("answer_crisis", respond=0.0, lasts=70.0)
    assert world.state.countries["surge"][0] == pytest.approx(0.5)


def guarded(world: World, weeks: int = 300, **changed: float) -> np.ndarray:
    """Guards of the theatre's places after some weeks."""
    for _ in range(weeks):
        world.do("stand_guard", **changed)
    return world.state.places["guards"][THEATRE]


@limit("stand_guard", "without a patron nobody stands guard")
def _():
    for world in varied():
        world.state.places["guards"][:] = 0
        assert not guarded(world, 3, patron=0.0).any()


@limit("stand_guard", "no members, no guards")
def _():
    for world in varied():
        world.state.places["guards"][:] = 0
        world.state.covert[:] = 0
        assert not guarded(world, 3).any()


@limit("stand_guard", "excluded guards dissolve")
def _():
    left = []
    for inclusion in (0.0, 1.0):
        world = World()
        world.state.places["guards"][THEATRE] = 0.5
        world.state.places["inclusion"][:] = inclusion
        left.append(guarded(world, 150, patron=0.0).copy())
    assert (left[0] < 0.1).all()
    assert left[1] == pytest.approx(0.5)


@limit("stand_guard", "where a scenario posts local forces of that size no others form")
def _():
    world = World()
    world.setting = tiny_setting()
    world.setting.distance[:] = 0
    world.state.forces[THEATRE] = 1e5
    assert not guarded(world, 50).any()
    assert world.state.places["standing"][THEATRE] == pytest.approx(1)


@limit("scatter", "where shelter draws, more move to hiding ground than from it")
def _():
    world = World()
    world.setting = tiny_setting()
    world.setting.places["cover"][:] = 0
    world.setting.places["cover"][PLAIN] = 1
    world.state.overt[:] = 0
    world.state.covert[THEATRE] = 100.0
    world.state.places["security"][THEATRE] = 0.5
    world.do("scatter", spread=0.01, shelter=3.0)
    assert world.state.covert[PLAIN].sum() > 200 > world.state.covert[TOWN].sum()


@limit("displace", "returns slow as those who can are back")
def _():
    back = []
    for waiting in (1.0, 0.5, 0.1):
        world = World()
        world.state.places["control"][:] = 0
        world.orders.places["assaulted"][:] = 0
        world.state.countries["waiting"] = waiting
        back.append(world.do("displace").flow("returned"))
    assert back[0] > back[1] > back[2]


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
