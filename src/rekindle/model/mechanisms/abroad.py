"""Attacks abroad: directed ones by people who came home, inspired ones by people who never left."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from rekindle.model import elementary as math
from rekindle.model.compiled import compiled, inlined
from rekindle.model.formulas import hazard, share
from rekindle.model.ledger import move
from rekindle.model.mechanism import Mechanism
from rekindle.model.noise import poisson, stream, uniforms
from rekindle.model.parameter import Choice, LogNormal, Parameter, Uniform
from rekindle.model.readings import heavy_tailed
from rekindle.model.state import PLOTTING, RETURNED, SETTLED, STOPPED

_DIRECTED = stream("directed attacks abroad")
_INSPIRED = stream("inspired attacks abroad")
_SIZES = stream("deadliness of attacks abroad")
_DEATHS = stream("deaths in attacks abroad")
DEADLIER, DETECTED = 0.0, 1.0


class Abroad(NamedTuple):
    """Parameters of attacks abroad."""

    veterans: Annotated[float, Parameter(
        "choice", Choice({"deadlier": 0.5, "detected": 0.5}),
        "Hegghammer 2013, American Political Science Review 107(1): veterans deadlier; Wright 2018: watched and detected; "
        "weights: guess", "people who fought abroad make attacks deadlier, or draw the eye of the services")]
    blowback: Annotated[float, Parameter(
        "share", LogNormal(0.0175, 0.74),
        "one in nine (old wars, Hegghammer 2013) to one in 360 (Syria, Hegghammer & Nesser 2015)",
        "share of those who come home and are not detained who join a plot")]
    lag: Annotated[float, Parameter(
        "weeks", LogNormal(22, 0.25), "median of five months from return to plot (Malet & Hayes 2018)", "half-life of that")]
    plot: Annotated[float, Parameter(
        "people", LogNormal(3, 0.4), "expert guess", "people in a plot")]
    ripe: Annotated[float, Parameter(
        "1/week", LogNormal(0.05, 0.5), "expert guess: months of preparation", "rate at which a plot comes to its end")]
    foiled: Annotated[float, Parameter(
        "share", Uniform(0.5, 0.9), "foiled against completed attacks in Europe, 2014-17; expert guess",
        "share of plots that are stopped, at poor leadership more")]
    substitution: Annotated[float, Parameter(
        "1", Uniform(-0.3, 1.0), "expert guess, wide: nouse-2017 expects a turn abroad",
        "rise of attacks abroad once all ground is lost, at the same appeal")]
    deadly: Annotated[float, Parameter(
        "deaths per attack", LogNormal(4, 0.5), "Europe 2014-17: some 10 per attack, half of them in two; many with none",
        "mean deaths in an attack")]
    skill: Annotated[float, Parameter(
        "1", LogNormal(3, 0.4), "expert guess: the deadliest attacks in Europe had returned fighters in them",
        "how much deadlier veterans make an attack, where they do")]
    watched: Annotated[float, Parameter(
        "1", Uniform(0.3, 0.8), "expert guess", "share of plots with veterans that detection stops besides, where it does")]
    tail: Annotated[float, Parameter(
        "1", Uniform(2.1, 2.6), "Clauset, Young & Gleditsch 2007: about 2.5; heavier in rich countries",
        "exponent of the density of attack sizes")]


@inlined
def strike_abroad(state, setting, orders, noise, ledger, parameters):
    """Of those who came home a few plot, led from the centre; and the idea moves others who never left.

    Directed: plots that come to their end x (1 - foiled) x (0.4 + 0.6 leadership) x reach (Poisson); inspired: the home
    region's figure x appeal (Poisson). Both x (1 + substitution x share of the ground lost). Each attack has its own
    heavy-tailed deadliness; the dead of home regions are counted, not on the books.
    """
    nation = state.nation[0]
    lost = 1.0 - nation.held / nation.peak if nation.peak > 1.0 else 1.0
    turn = max(0.0, 1.0 + parameters.substitution * lost)
    decided = hazard(math.log(2.0) / parameters.lag, setting.dt)
    ripe = hazard(parameters.ripe, setting.dt)
    led = 0.4 + 0.6 * nation.leadership
    for o in range(1, state.abroad.shape[0]):
        origin = setting.origins[o]
        p = int(origin.home)
        flows = ledger.flows[p]
        fresh = state.abroad[o, RETURNED] * decided
        plotting = fresh * share(parameters.blowback)
        flows.joined_plots += move(state.abroad, o, RETURNED, state.abroad, o, PLOTTING, plotting)
        move(state.abroad, o, RETURNED, state.abroad, o, SETTLED, fresh - plotting)
        done = move(state.abroad, o, PLOTTING, state.abroad, o, STOPPED, state.abroad[o, PLOTTING] * ripe)
        flows.stopped_at_home += done
        goes = (1.0 - parameters.foiled) * (1.0 - (parameters.watched if parameters.veterans == DETECTED else 0.0))
        directed = poisson(uniforms(noise, _DIRECTED, o)[0], done / parameters.plot * goes * led * origin.reach * turn)
        inspired = poisson(uniforms(noise, _INSPIRED, o)[0], origin.inspired * nation.appeal * turn * setting.dt)
        flows.attacks += directed + inspired
        skill = parameters.skill if parameters.veterans == DEADLIER else 1.0
        flows.killed_abroad += _killed(noise, parameters, o, 2 * o, directed, skill)
        flows.killed_abroad += _killed(noise, parameters, o, 2 * o + 1, inspired, 1.0)


@compiled
def _killed(noise, parameters, o, index, attacks, skill):
    """People killed in some attacks: Poisson around a sum of heavy-tailed sizes."""
    if attacks == 0.0:
        return 0.0
    scale = heavy_tailed(noise, _SIZES, index, attacks, parameters.tail)
    return poisson(uniforms(noise, _DEATHS, index)[0], parameters.deadly * skill * scale)


STRIKE_ABROAD = Mechanism(
    name="strike_abroad",
    numbers=(19,),
    function=strike_abroad,
    parameters=Abroad,
    reads=("nation.held", "nation.peak", "nation.appeal", "nation.leadership", "abroad"),
    writes=("abroad",),
    flows=("joined_plots", "stopped_at_home", "attacks", "killed_abroad"),
    limits=("without appeal and plotters nobody attacks abroad", "no blowback, no directed attacks",
            "half of those who plot have begun after the lag", "veterans make attacks deadlier or fewer, by variant"),
    source="Hegghammer 2013; Hegghammer & Nesser 2015, Perspectives on Terrorism 9(4); Malet & Hayes 2018; sizes: expert guess",
)
