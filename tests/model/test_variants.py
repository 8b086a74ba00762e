"""Rival theories: each option of a variant does what its theory says, and the rivals agree where they should."""

from __future__ import annotations

import numpy as np
import pytest
from tiny import BY_NAME, EAST, PLAIN, TOWN, WEST, World, parameters_at, tiny_setting

from rekindle.model.mechanisms.aid import CAPTURED, HELPS
from rekindle.model.mechanisms.aid import NONE as NO_EFFECT
from rekindle.model.mechanisms.counter import BACKLASH, DETERRENCE, NONE
from rekindle.model.mechanisms.forces import BRITTLE, FIRM
from rekindle.model.mechanisms.organisation import FRAGMENTS, MARTYR, RECOVERS
from rekindle.model.mechanisms.recruitment import GRIEVANCE, IDLE, PAY
from rekindle.model.mechanisms.stance import ALWAYS_STAND, ALWAYS_WITHDRAW, WEIGHS
from rekindle.model.mechanisms.territory import DRIFT, SUDDEN
from rekindle.model.parameter import Choice
from rekindle.model.parameters import all_parameters
from rekindle.model.state import PLOTTING, STAND, WITHDRAW

VARIANTS = {
    "battle.attrition": ("deitchman", "square", "linear"),
    "stance.choice": ("weighs", "stand", "withdraw"),
    "raid.response": ("backlash", "deterrence", "none"),
    "recruitment.motive": ("grievance", "idle", "pay"),
    "aid.effect": ("helps", "captured", "none"),
    "leadership.succession": ("recovers", "fragments", "martyr"),
    "abroad.veterans": ("deadlier", "detected"),
    "rout.form": ("rout", "drift"),
    "deployment.foreign": ("firm", "brittle"),
}


def test_rival_theories_are_drawn_not_chosen():
    choices = {name: about for name, about in all_parameters().items() if isinstance(about.prior, Choice)}
    assert {name: about.prior.names for name, about in choices.items()} == VARIANTS
    assert {about.unit for about in choices.values()} == {"choice"}


def besieged(openness: float, number: int) -> World:
    world = World(number=number)
    world.orders.places["openness"][:] = openness
    return world


def test_a_leader_who_always_stands_never_withdraws():
    for number in range(30):
        world = besieged(1.0, number)
        for _ in range(12):
            world.do("choose_stance", choice=ALWAYS_STAND, worth=10.0, hiding=10.0)
            world.week += 1
            assert world.state.nation["stance"][0] == STAND
        assert world.flow("escaped", "melted") == 0


def test_a_leader_who_always_withdraws_never_stands_while_a_way_is_open():
    for number in range(30):
        world = besieged(1.0, number)
        for _ in range(12):
            fighters = world.state.overt[[EAST, WEST]].sum()
            world.do("choose_stance", choice=ALWAYS_WITHDRAW, symbol=10.0)
            world.week += 1
            assert world.state.nation["stance"][0] == WITHDRAW
            assert world.state.overt[[EAST, WEST]].sum() < fighters


def test_a_leader_who_weighs_does_both():
    stances = [besieged(1.0, number).do("choose_stance", choice=WEIGHS).state.nation["stance"][0] for number in range(60)]
    assert {STAND, WITHDRAW} <= set(stances)


def recruits(motive: float, grievance: float = 0.6, economy: float = 0.4, treasury: float = 20.0) -> float:
    world = World()
    world.state.grievance[:] = grievance
    world.state.places["economy"][:] = economy
    world.state.nation["treasury"] = treasury
    return world.do("recruit", motive=motive, seed=0.0).flow("recruited_local")


def test_motives_agree_at_their_reference_point_and_follow_their_own_cause_away_from_it():
    at_reference = recruits(GRIEVANCE)
    assert at_reference > 0
    assert recruits(IDLE) == pytest.approx(at_reference)
    assert recruits(PAY) == pytest.approx(at_reference)
    assert recruits(GRIEVANCE, economy=0.9) == at_reference, "work does not still the aggrieved"
    assert recruits(IDLE, economy=0.9) < 0.5 * at_reference < at_reference < recruits(IDLE, economy=0.1)
    assert recruits(GRIEVANCE, grievance=0.1) == 0, "the pool is smaller than those who joined before"
    assert recruits(IDLE, grievance=0.1) > 0.25 * at_reference
    # money drives all of them, by what members can be given; pay opens the pool besides
    poor = {motive: recruits(motive, treasury=5.0) for motive in (GRIEVANCE, IDLE, PAY)}
    assert poor[IDLE] == pytest.approx(poor[GRIEVANCE])
    assert poor[PAY] < 0.9 * poor[GRIEVANCE] < poor[GRIEVANCE] < at_reference


def after_a_leaders_loss(law: float, weeks: int) -> World:
    """The organisation some weeks after it lost a leader, with none lost since."""
    world = World()
    world.state.nation["age"] = 0.0  # a new organisation, which a loss costs most
    fixed = {"succession": law, "hit": 0.5, "split": 0.4, "martyr": 0.1, "recover": 10.0, "mend": 1e6}
    world.do("lose_leaders", loss=1e6, **fixed)
    for _ in range(weeks):
        world.do("lose_leaders", loss=0.0, **fixed)
    return world


def test_what_follows_a_leaders_loss():
    at_once = {law: after_a_leaders_loss(law, 0).state.nation for law in (RECOVERS, FRAGMENTS, MARTYR)}
    later = {law: after_a_leaders_loss(law, 200).state.nation for law in (RECOVERS, FRAGMENTS, MARTYR)}
    for law in at_once:
        assert at_once[law]["leadership"][0] < 0.5, "the dip is common to all three"
    assert later[RECOVERS]["leadership"][0] == pytest.approx(1, abs=1e-5)
    assert later[FRAGMENTS]["leadership"][0] == pytest.approx(0.6, abs=1e-3), "successors lead a part only"
    assert later[MARTYR]["leadership"][0] == pytest.approx(1, abs=1e-5)
    assert at_once[MARTYR]["appeal"][0] == pytest.approx(0.7 + 0.1 * 0.3)
    assert at_once[FRAGMENTS]["appeal"][0] == at_once[RECOVERS]["appeal"][0] == 0.7


def weak(form: float, weeks: int, cohesion: float = 0.3) -> np.ndarray:
    """Control of the plain in each week, with a few thousand members against a garrison that hardly holds together."""
    world = World()
    world.state.overt[PLAIN, 0], world.state.morale[:] = 3000.0, 0.1
    world.setting.distance[:] = 1.0
    control = [world.state.places["control"][PLAIN]]
    for _ in range(weeks):
        world.do("rout", form=form, rate=5.0, cohesion=cohesion)
        world.week += 1
        control.append(world.state.places["control"][PLAIN])
    return np.array(control)


def test_a_rout_is_one_event_and_drift_is_none():
    sudden, drift = np.diff(weak(SUDDEN, 20)), np.diff(weak(DRIFT, 20, cohesion=0.08))
    assert sudden.max() > 0.5 * sudden.sum() > 0, "a rout takes most at once"
    assert 1 <= (sudden > 0).sum() <= 5 < 15 <= (drift > 0).sum(), "drift takes ground in most weeks"
    assert drift.max() < 0.5 * drift.sum()
    assert (drift >= 0).all()


@pytest.mark.parametrize("form", [SUDDEN, DRIFT])
def test_a_firm_garrison_keeps_its_ground_either_way(form):
    """With cohesion far above the step (some 0.07 against 0.007) neither form takes ground."""
    assert not weak(form, 20, cohesion=0.007).any()


@pytest.mark.parametrize(("effect", "honest"), [(HELPS, 0.6), (CAPTURED, 0.6**3), (NO_EFFECT, 0.6)])
def test_a_programme_grows_to_what_money_people_will_and_honesty_allow(effect, honest):
    """Money and people that are just enough do a half each: 0.5 x (2 + 0.5) / 3 x (0.4 + 0.6 x will 0.7) x what is not lost."""
    world = World()
    enough = {"money": 80.0, "enough_money": 80.0, "people": 3.0, "enough_people": 3.0}
    for _ in range(1500):
        world.do("assist", effect=effect, patience=50.0, supervised=0.0, **enough)
    grown = world.state.places["programme"]
    assert grown[PLAIN] == pytest.approx(0.5 * 2.5 / 3 * 0.82 * honest)
    assert grown[TOWN] == pytest.approx(grown[PLAIN] * 0.6), "four tenths of the town are out of reach"
    assert grown[EAST] == pytest.approx(0, abs=1e-9)


def test_veterans_matter_to_directed_attacks_only():
    killed = []
    for law in (0.0, 1.0):
        world = World()
        world.state.abroad[1] = 0
        for _ in range(200):
            world.do("strike_abroad", veterans=law)
            world.week += 1
        assert world.flow("attacks") > 0
        killed.append((world.flow("attacks"), world.flow("killed_abroad")))
    assert killed[0] == killed[1]
    assert World().state.abroad[1, PLOTTING] > 0


def test_morale_of_foreign_troops_is_firm_or_follows_their_governments_will():
    morale = {}
    for law in (FIRM, BRITTLE):
        for will in (0.1, 0.9):
            world = World(setting=tiny_setting())
            world.setting.forces["foreign"][1] = 1
            world.state.nation["coalition_will"] = will
            for _ in range(2000):
                world.do("deploy", foreign=law, morale=20.0)
            morale[law, will] = world.state.morale[1]
            assert world.state.morale[0] == pytest.approx(0.75 * (0.4 + 0.6 * 0.4)), "the country's own forces follow politics"
    assert morale[FIRM, 0.1] == morale[FIRM, 0.9] == pytest.approx(0.95)
    assert morale[BRITTLE, 0.1] == pytest.approx(0.36)
    assert morale[BRITTLE, 0.9] == pytest.approx(0.84)


def attacks_after_harm(law: float) -> float:
    """Attacks in the weeks after the government side killed one resident in 10,000, over many worlds."""
    found = 0.0
    for number in range(200):
        world = World(number=number)
        world.state.covert[PLAIN, 0] = 20_000.0
        world.state.places["harmed"][PLAIN] = world.state.residents[PLAIN].sum() / 1e4
        world.do("respond", response=law, answer=0.5)
        found += world.do("attack").room.week["attacks"][PLAIN]
    return found


def test_harm_raises_lowers_or_leaves_attacks():
    """By the answer in logarithms: e^0.5 more, e^-0.5, or nothing."""
    backlash, deterrence, none = (attacks_after_harm(law) for law in (BACKLASH, DETERRENCE, NONE))
    assert backlash / none == pytest.approx(np.exp(0.5), rel=0.03)
    assert deterrence / none == pytest.approx(np.exp(-0.5), rel=0.03)


def test_only_under_backlash_does_grievance_take_note_of_harm():
    felt = {}
    for law in (BACKLASH, DETERRENCE, NONE):
        world = World()
        world.state.places["harmed"][PLAIN] = 1000.0
        felt[law] = world.do("respond", response=law).do("remember").state.grievance[PLAIN, 0]
    assert felt[BACKLASH] > felt[DETERRENCE] == felt[NONE]


def test_every_option_can_be_lived_with():
    """Half a year of whole weeks under each option of each variant by itself: the books balance and control is a share."""
    for name, options in VARIANTS.items():
        group, field = name.split(".")
        for option in range(len(options)):
            parameters = parameters_at(0.5)
            parameters[group][field] = option
            world = World(parameters=parameters)
            before = world.people
            for _ in range(26):
                world.step()
            assert world.people == pytest.approx(before, abs=1e-3), (name, options[option])
            assert 0 <= world.state.places["control"].min() <= world.state.places["control"].max() <= 1
    assert {name.split(".")[0] for name in VARIANTS} <= {m.parameters.__name__.lower() for m in BY_NAME.values()}
