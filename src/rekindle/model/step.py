"""One step of one world: the mechanisms in order, each with the reason for its place. The loop names no mechanism."""

from __future__ import annotations

from rekindle.model.compiled import compiled
from rekindle.model.mechanism import Mechanism
from rekindle.model.mechanisms.abroad import STRIKE_ABROAD, strike_abroad
from rekindle.model.mechanisms.affiliates import FRANCHISE, franchise
from rekindle.model.mechanisms.aid import ASSIST, assist
from rekindle.model.mechanisms.attacks import ATTACK, DOCUMENT, attack, document
from rekindle.model.mechanisms.battle import ASSAULT, PASS_LUCK, assault, pass_luck
from rekindle.model.mechanisms.campaign import GIVE_ORDERS, SHARE_STRIKES, give_orders, share_strikes
from rekindle.model.mechanisms.civilians import DISPLACE, HARM_RESIDENTS, displace, harm_residents
from rekindle.model.mechanisms.cost import CHARGE, charge
from rekindle.model.mechanisms.counter import (
    ADAPT,
    GATHER_INTELLIGENCE,
    RAID,
    RESPOND,
    adapt,
    gather_intelligence,
    raid,
    respond,
)
from rekindle.model.mechanisms.crisis import ANSWER_CRISIS, STAND_GUARD, answer_crisis, stand_guard
from rekindle.model.mechanisms.detention import RELEASE, release
from rekindle.model.mechanisms.dispersal import DISPERSE, SCATTER, disperse, scatter
from rekindle.model.mechanisms.forces import DEPLOY, deploy
from rekindle.model.mechanisms.grievance import MISCONDUCT, REMEMBER, misconduct, remember
from rekindle.model.mechanisms.informing import TAKE_SIDES, take_sides
from rekindle.model.mechanisms.leaving import QUIT_GROUP, quit_group
from rekindle.model.mechanisms.organisation import DRAW, LOSE_LEADERS, RAISE_FUNDS, draw, lose_leaders, raise_funds
from rekindle.model.mechanisms.politics import CHANGE_POLITICS, GOVERN, SETTLE, change_politics, govern, settle
from rekindle.model.mechanisms.recruitment import MOBILISE, RECRUIT, mobilise, recruit
from rekindle.model.mechanisms.stance import CHOOSE_STANCE, choose_stance
from rekindle.model.mechanisms.territory import ROUT, rout
from rekindle.model.mechanisms.ways import OPEN_BORDERS, TRAVEL, open_borders, travel


@compiled
def step(state, setting, orders, noise, ledger, parameters):
    """Carry one world through one step of `setting.dt` weeks; state, orders and ledger are changed in place."""
    # Orders first, and once: every mechanism of the step sees the same snapshot of who assaults what.
    pass_luck(state, setting, orders, noise, ledger, parameters.luck)
    give_orders(state, setting, orders, noise, ledger, parameters.campaign)
    share_strikes(state, setting, orders, noise, ledger, parameters.campaign)
    open_borders(state, setting, orders, noise, ledger, parameters.ways)
    # Forces move before they fight, aid stands beside them; the leader chooses before the ground is fought over.
    deploy(state, setting, orders, noise, ledger, parameters.deployment)
    assist(state, setting, orders, noise, ledger, parameters.aid)
    choose_stance(state, setting, orders, noise, ledger, parameters.stance)
    # Residents are harmed and flee from the fighting of this step as it begins, then the ground changes hands.
    harm_residents(state, setting, orders, noise, ledger, parameters.civilians)
    displace(state, setting, orders, noise, ledger, parameters.civilians)
    assault(state, setting, orders, noise, ledger, parameters.battle)
    disperse(state, setting, orders, noise, ledger, parameters.dispersal)
    scatter(state, setting, orders, noise, ledger, parameters.dispersal)
    # Underground: attacks and raids on what the battle left, then what people make of it.
    attack(state, setting, orders, noise, ledger, parameters.attacks)
    raid(state, setting, orders, noise, ledger, parameters.raid)
    adapt(state, setting, orders, noise, ledger, parameters.adaptation)
    misconduct(state, setting, orders, noise, ledger, parameters.conduct)
    quit_group(state, setting, orders, noise, ledger, parameters.leaving)
    # The quick answers to harm come before grievance takes note of it and forgets it.
    take_sides(state, setting, orders, noise, ledger, parameters.informing)
    respond(state, setting, orders, noise, ledger, parameters.raid)
    remember(state, setting, orders, noise, ledger, parameters.conduct)
    stand_guard(state, setting, orders, noise, ledger, parameters.guards)
    gather_intelligence(state, setting, orders, noise, ledger, parameters.intelligence)
    recruit(state, setting, orders, noise, ledger, parameters.recruitment)
    mobilise(state, setting, orders, noise, ledger, parameters.recruitment)
    # A rout comes after recruitment, so that a threat that has just grown can be met next week.
    rout(state, setting, orders, noise, ledger, parameters.rout)
    # Abroad: who leaves, who attacks there, and the affiliates, with this step's idea and money.
    travel(state, setting, orders, noise, ledger, parameters.ways)
    strike_abroad(state, setting, orders, noise, ledger, parameters.abroad)
    franchise(state, setting, orders, noise, ledger, parameters.affiliates)
    # The slow side last: leaders, the idea, money, politics; the record looks at the deaths of the whole step.
    lose_leaders(state, setting, orders, noise, ledger, parameters.leadership)
    draw(state, setting, orders, noise, ledger, parameters.appeal)
    raise_funds(state, setting, orders, noise, ledger, parameters.funds)
    release(state, setting, orders, noise, ledger, parameters.detention)
    settle(state, setting, orders, noise, ledger, parameters.settlement)
    answer_crisis(state, setting, orders, noise, ledger, parameters.crisis)
    change_politics(state, setting, orders, noise, ledger, parameters.processes)
    govern(state, setting, orders, noise, ledger, parameters.governance)
    charge(state, setting, orders, noise, ledger, parameters.cost)
    document(state, setting, orders, noise, ledger, parameters.observation)


MECHANISMS: tuple[Mechanism, ...] = (
    PASS_LUCK, GIVE_ORDERS, SHARE_STRIKES, OPEN_BORDERS, DEPLOY, ASSIST, CHOOSE_STANCE, HARM_RESIDENTS, DISPLACE, ASSAULT,
    DISPERSE, SCATTER, ATTACK, RAID, ADAPT, MISCONDUCT, QUIT_GROUP, TAKE_SIDES, RESPOND, REMEMBER, STAND_GUARD,
    GATHER_INTELLIGENCE, RECRUIT, MOBILISE, ROUT, TRAVEL, STRIKE_ABROAD, FRANCHISE, LOSE_LEADERS, DRAW, RAISE_FUNDS, RELEASE,
    SETTLE, ANSWER_CRISIS, CHANGE_POLITICS, GOVERN, CHARGE, DOCUMENT,
)  # fmt: skip
"""The mechanisms in the order of `step` (a test holds the two together)."""
