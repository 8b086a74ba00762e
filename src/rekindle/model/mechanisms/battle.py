"""The battle for a place: passing luck, the assault and its losses on both sides, and the advance over the ground."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from rekindle.model import elementary as math
from rekindle.model.compiled import inlined
from rekindle.model.formulas import acting, hazard, saturating, share, total
from rekindle.model.ledger import move
from rekindle.model.mechanism import Mechanism
from rekindle.model.noise import normal_quantile, stream, uniforms
from rekindle.model.parameter import Choice, LogNormal, Parameter, Uniform
from rekindle.model.readings import PRESSED, TAKEN, effective_forces, pressed
from rekindle.model.state import FORCES_DEAD

_LUCK_OF_A_PLACE = stream("passing luck of a place")
_LUCK_OF_THE_NATION = stream("passing luck of the nation")
_FORTUNE = stream("passing luck of the organisation's growth")
DEITCHMAN, SQUARE, LINEAR = 0.0, 1.0, 2.0
ATTACKERS, DEFENDERS = 30_000.0, 4_500.0
"""Where the three laws of attrition lose alike in the first week: attackers and defenders of the commentaries."""
GROUND, CROWDED = 36.0, 1500.0
"""Area fire is quoted for attackers on 36 km2 of city (a fifth of Mosul); no more than 1,500 find room on a km2."""


class Luck(NamedTuple):
    """Parameters of passing luck."""

    place: Annotated[float, Parameter(
        "1", Uniform(0.2, 0.6), "month-to-month spread of documented deaths, 2009-18", "sd of a place's log luck")]
    nation: Annotated[float, Parameter(
        "1", Uniform(0.2, 0.45), "month-to-month spread of documented deaths, 2009-18", "sd of the nation's log luck")]
    place_memory: Annotated[float, Parameter(
        "weeks", Uniform(2, 8), "expert guess; reduced sketch used 4", "memory of a place's luck")]
    nation_memory: Annotated[float, Parameter(
        "weeks", Uniform(3, 12), "expert guess; reduced sketch used 6", "memory of the nation's luck")]
    fortune: Annotated[float, Parameter(
        "1", Uniform(0.1, 0.7), "expert guess, wide: UCDP's deaths of such groups halve or double within three years more "
        "often than they stay", "sd of the log luck of the organisation's growth")]
    fortune_memory: Annotated[float, Parameter(
        "weeks", LogNormal(60, 0.5), "expert guess: a year or so", "memory of that luck")]


class Battle(NamedTuple):
    """Parameters of assault and advance."""

    attrition: Annotated[float, Parameter(
        "choice", Choice({"deitchman": 0.6, "square": 0.2, "linear": 0.2}),
        "Deitchman 1962 for an attacker on concealed defenders; Lanchester 1916 for the others; weights: expert guess",
        "aimed against area fire, aimed fire on both sides, or area fire on both sides")]
    fire: Annotated[float, Parameter(
        "attackers killed per defender and week", LogNormal(0.012, 0.35),
        "tuned on forces killed in east Mosul (490 in 14 weeks) and in all (1,200-2,211)",
        "aimed fire of concealed defenders, before defences and density")]
    fire_defences: Annotated[float, Parameter(
        "1", Uniform(0.5, 2), "expert guess", "how much full defences add to the defenders' fire")]
    fire_density: Annotated[float, Parameter(
        "1", Uniform(0.5, 2), "expert guess", "how much the densest town adds to the defenders' fire")]
    come: Annotated[float, Parameter(
        "share", Uniform(0.1, 0.6),
        "expert guess; Sirte 2016 and Marawi 2017: attackers' losses for each defender and "
        "week are those of Mosul, though far less of the ground was pressed at a time",
        "in cities: share of the fighters on ground of a sector that is not pressed who come to the front")]
    area_fire: Annotated[float, Parameter(
        "1/week per effective attacker", LogNormal(4e-6, 0.4), "reduced sketch; group killed in Mosul 2,000-16,000",
        "hazard of a defender per attacker")]
    shield: Annotated[float, Parameter(
        "1", Uniform(0.3, 0.8), "expert guess", "how far full defences in the densest town shield defenders")]
    strike: Annotated[float, Parameter(
        "fighters killed per strike", LogNormal(1.6, 0.5), "claims give about 3 a strike, documented deaths fewer",
        "killed per strike where fighters are plenty")]
    quiet: Annotated[float, Parameter(
        "share", Uniform(0.05, 0.5), "expert guess: the last pocket on the Euphrates stood half a year while nobody pressed it",
        "fighters killed per strike where no assault makes them show themselves, against where one does")]
    front: Annotated[float, Parameter(
        "1/week", LogNormal(0.02, 0.5), "expert guess; group killed in late 2014",
        "hazard of fighters on fronts without an order, at full coverage")]
    pace: Annotated[float, Parameter(
        "1/week", LogNormal(1.6, 0.25), "tuned on Nineveh's towns and Raqqa",
        "outside cities: fall of the square root of control, times two, where nothing slows it")]
    clear: Annotated[float, Parameter(
        "km2/week per 1,000 attackers", LogNormal(4.8, 0.25),
        "east and west Mosul by sector: 17 km2 a week at density 0.45, 6 at 0.65, 2 at 0.8, under 1 in the Old City",
        "in cities: ground cleared at density 0.5 where nothing else slows it")]
    built: Annotated[float, Parameter(
        "1", Uniform(3.5, 6), "the same: advance falls more than tenfold from density 0.45 to 1",
        "in cities: how steeply the ground cleared falls with density (exponent)")]
    core: Annotated[float, Parameter(
        "1/km", Uniform(0.04, 0.1), "Clark 1951, J. Royal Statistical Society A 114(4): density falls with distance from the "
        "centre; Mosul from 1 to 0.4 over some 8 km",
        "in cities: rise of density towards the middle of a sector, whose outskirts are taken first")]
    ratio: Annotated[float, Parameter(
        "attackers per defender", LogNormal(8, 0.3), "expert guess; reduced sketch",
        "force ratio at which half the pace is reached")]
    slow_defences: Annotated[float, Parameter(
        "1", Uniform(0.3, 0.7), "expert guess: advance in cities a third to a half of open ground",
        "share of the pace that full defences take away")]
    slow_density: Annotated[float, Parameter(
        "1", Uniform(0.3, 0.7), "expert guess: advance in cities a third to a half of open ground",
        "outside cities: share of the pace that the densest town takes away")]
    country: Annotated[float, Parameter(
        "1", Uniform(0.12, 0.35), "expert guess; reduced sketch used 0.35, but Raqqa and the desert took a year",
        "pace in a governorate (large, far apart) against that in a town")]
    posture: Annotated[float, Parameter(
        "1", Uniform(0.002, 0.012), "expert guess: pockets at Hawija, Tal Afar and al-Qaim stood a year among large garrisons",
        "share of a garrison that clears a little without orders")]


@inlined
def pass_luck(state, setting, orders, noise, ledger, parameters):
    """Passing luck (weather, leaders, chance) comes and goes, for each place and for all of them together.

    Log luck is a first-order autoregressive process with mean 0 and the given standard deviation and memory.
    """
    keep = math.exp(-setting.dt / parameters.place_memory)
    fresh = parameters.place * math.sqrt(1.0 - keep * keep)
    for p in range(state.places.shape[0]):
        if setting.places[p].theatre > 0.0 or setting.places[p].affiliate > 0.0:
            luck = normal_quantile(uniforms(noise, _LUCK_OF_A_PLACE, p)[0])
            state.places[p].turbulence = state.places[p].turbulence * keep + fresh * luck
    keep = math.exp(-setting.dt / parameters.nation_memory)
    luck = normal_quantile(uniforms(noise, _LUCK_OF_THE_NATION, 0)[0])
    nation = state.nation[0]
    nation.turbulence = nation.turbulence * keep + parameters.nation * math.sqrt(1.0 - keep * keep) * luck
    keep = math.exp(-setting.dt / parameters.fortune_memory)
    luck = normal_quantile(uniforms(noise, _FORTUNE, 0)[0])
    nation.fortune = nation.fortune * keep + parameters.fortune * math.sqrt(1.0 - keep * keep) * luck


@inlined
def attackers_killed(fighters, crowding, defences, density, luck, parameters):
    """Attackers killed a week: fire fighters (1 + a defences)(1 + b density) luck, times how crowded they are if unaimed."""
    fire = parameters.fire * fighters * (1.0 + parameters.fire_defences * defences)
    if parameters.attrition == LINEAR:
        fire *= crowding
    return fire * (1.0 + parameters.fire_density * density) * luck


@inlined
def area_hazard(attackers, fighters, room, shield, luck, parameters):
    """Weekly hazard of a defender: area_fire attackers (1 - shield) luck x 36 km2 / ground; if aimed, 4,500 / defenders."""
    found = parameters.area_fire * attackers * shield * luck
    return found * (DEFENDERS / max(1.0, fighters) if parameters.attrition == SQUARE else room)


@inlined
def assault(state, setting, orders, noise, ledger, parameters):
    """Where control is contested, attackers meet aimed fire, defenders area fire and strikes, and the ground changes hands.

    In a city so many km2 a week are cleared by each thousand attackers, far fewer where it is dense; outside, the square
    root of control falls linearly: a front whose length goes as the root of the area finishes in finite time. The
    defenders of the ground that is pressed fight, with a share of the others, who come to the front. Losses count only for
    the part of the step until control is gone. Strikes find fewer of those whom nobody presses on the ground.
    Defences fall with control, those of what is still held stay: sappers first.
    """
    for p in range(state.places.shape[0]):
        here = state.places[p]
        if setting.places[p].theatre == 0.0 or here.control <= 0.0:
            continue
        fighters = acting(total(state.overt, p))
        attackers = effective_forces(state, p) * max(orders.places[p].assaulted, parameters.posture)
        luck = math.exp(here.turbulence)
        met = fighters * _at_the_front(setting, orders, parameters, p, attackers, here.control)
        density = front_density(setting, parameters, p, here.control)
        control = _advance(setting, parameters, p, here, density, attackers, met, luck)
        fought = 1.0
        if control < TAKEN:  # below 0 where so little is held that it counts as taken
            fought = share((here.control - TAKEN) / (here.control - control)) if here.control > TAKEN else 0.0
            control = 0.0
        _losses(state, setting, orders, ledger, parameters, p, density, attackers, fighters, met, luck, fought)
        here.defences *= control / here.control
        here.control = control


@inlined
def _at_the_front(setting, orders, parameters, p, attackers, control):
    """Share of a place's fighters who meet the attackers: pressed + come (1 - pressed), 0-1; nobody comes to meet patrols."""
    under = pressed(setting, p, attackers, control)
    return under + parameters.come * (1.0 - under) if orders.places[p].assaulted > 0.0 else under


@inlined
def front_density(setting, parameters, p, control):
    """Density of the ground fought over: in a sector it rises as the outskirts are lost and the middle is left.

    density + core radius (2/3 - sqrt(control)), cut to 0..1; its mean over the ground is the sector's density.
    """
    place = setting.places[p]
    if place.sector == 0.0:
        return place.density
    return share(place.density + parameters.core * math.sqrt(place.area / math.pi) * (2.0 / 3.0 - math.sqrt(control)))


@inlined
def held_defences(here):
    """Defences of the ground still held, 0-1: those of the whole place fall with control, these do not."""
    return min(1.0, here.defences / here.control)


@inlined
def _advance(setting, parameters, p, here, density, attackers, fighters, luck):
    """Control after this step; may be 0."""
    place = setting.places[p]
    slow = 1.0 - parameters.slow_defences * held_defences(here)
    # 30 stands for the effort that holding ground costs even where nobody defends it, in a city on every 36 km2 pressed
    if place.sector > 0.0:
        if attackers == 0.0:
            return here.control
        ground = min(place.area * here.control, attackers / PRESSED)
        force = saturating(attackers / (parameters.ratio * (fighters + 30.0 * ground / GROUND)))
        cleared = parameters.clear * attackers / 1000.0 * math.exp(parameters.built * (0.5 - density))
        return max(0.0, here.control - cleared * luck * force * slow / place.area * setting.dt)
    slow *= 1.0 - parameters.slow_density * density
    if place.governorate > 0.0:
        slow *= parameters.country
    force = saturating(attackers / (parameters.ratio * (fighters + 30.0 * here.control)))
    root = math.sqrt(here.control) - 0.5 * parameters.pace * luck * force * slow * setting.dt
    return root * root if root > 0.0 else 0.0


@inlined
def _losses(state, setting, orders, ledger, parameters, p, density, attackers, fighters, met, luck, fought):
    """Both sides' losses in a place in this step."""
    here = state.places[p]
    ordered = orders.places[p].assaulted > 0.0
    defences = held_defences(here)
    shield = 1.0 - parameters.shield * defences * density
    room, crowding = 1.0, attackers / ATTACKERS  # outside cities attackers find the few built-up km2 that are fought over
    if setting.places[p].sector > 0.0:
        held = max(setting.places[p].area * here.control, attackers / CROWDED, 0.1)
        room, crowding = GROUND / held, attackers / held / PRESSED  # 30,000 press 100 km2
    ground = parameters.front * here.security
    if ordered:
        ground = area_hazard(attackers, fighters, room, shield, luck, parameters)
    air = parameters.strike * orders.places[p].strikes / (fighters + 1.0) * shield
    air *= parameters.quiet + (1.0 - parameters.quiet) * orders.places[p].assaulted
    lost = hazard((ground + air) * fought, setting.dt)
    for o in range(state.overt.shape[1]):
        people = state.overt[p, o] * lost
        by_air = air / (ground + air) if ground + air > 0.0 else 0.0
        on_ground = move(state.overt, p, o, state.fallen, p, o, people * (1.0 - by_air))
        from_air = move(state.overt, p, o, state.fallen, p, o, people * by_air)
        ledger.flows[p].fighters_killed_in_battle += on_ground
        ledger.flows[p].fighters_killed_by_strikes += from_air
    # fire comes from the mean number of fighters over the step, not from those at its start
    killed = attackers_killed(met * (1.0 - 0.5 * lost), crowding, defences, density, luck, parameters)
    killed *= max(orders.places[p].assaulted, min(1.0, 4.0 * parameters.posture))
    present = total(state.forces, p)
    if present > 0.0:
        lost = hazard(killed * fought / present, setting.dt)
        for f in range(state.forces.shape[1]):
            ledger.flows[p].forces_killed_in_battle += move(
                state.forces, p, f, state.dead, p, FORCES_DEAD, state.forces[p, f] * lost)


PASS_LUCK = Mechanism(
    name="pass_luck",
    numbers=(2, 18),
    function=pass_luck,
    parameters=Luck,
    reads=("places.turbulence", "nation.turbulence", "nation.fortune"),
    writes=("places.turbulence", "nation.turbulence", "nation.fortune"),
    flows=(),
    limits=("with all standard deviations 0 luck stays even",),
    source="autoregressive luck with two memories: reduced sketch against the spread of monthly deaths",
)

ASSAULT = Mechanism(
    name="assault",
    numbers=(2, 3, 4),
    function=assault,
    parameters=Battle,
    reads=("places.control", "places.defences", "places.security", "places.turbulence", "overt", "forces", "morale",
           "orders.assaulted", "orders.strikes"),
    writes=("places.control", "places.defences", "overt", "forces", "dead", "fallen"),
    flows=("fighters_killed_in_battle", "fighters_killed_by_strikes", "forces_killed_in_battle"),
    limits=("no attackers take no ground", "no defenders kill nobody", "losses never exceed strength",
            "each law of attrition alone leaves its closed form"),
    source="Deitchman 1962, Operations Research 10(6), and Lanchester 1916: attrition; advance: expert guess",
)
