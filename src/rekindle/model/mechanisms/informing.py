"""Who kills decides who talks: residents inform on the group when it kills them, and say less when the government does."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from rekindle.model.compiled import inlined
from rekindle.model.formulas import approach, total, towards
from rekindle.model.mechanism import Mechanism
from rekindle.model.parameter import LogNormal, Parameter, Uniform
from rekindle.model.readings import claimed_residents

PER = 1e4
"""Killings are counted per 10,000 residents."""


class Informing(NamedTuple):
    """Parameters of what killings do to informing."""

    inform: Annotated[float, Parameter(
        "log", LogNormal(1, 0.8),
        "sign: Shaver & Shapiro 2021, J. Conflict Resolution 65(7), tips in Iraq fell after harm by the coalition and rose "
        "after harm by insurgents; size: expert guess", "log rise of informing once the group killed one resident in 10,000")]
    silence: Annotated[float, Parameter(
        "log", LogNormal(1, 0.8), "as for inform; size: expert guess",
        "log fall of informing once the government side killed one resident in 10,000")]
    loyalty: Annotated[float, Parameter(
        "share", Uniform(0.2, 0.9),
        "Condra & Shapiro 2012, AJPS 56(1): in Sunni areas attacks did not answer to harm by insurgents; size: expert guess",
        "how far communities for which the group claims to speak forgive it what they do not forgive others")]
    forget: Annotated[float, Parameter(
        "weeks", LogNormal(6, 0.5), "expert guess; Condra & Shapiro 2012 find answers to harm gone within weeks",
        "half-life of the change")]


@inlined
def take_sides(state, setting, orders, noise, ledger, parameters):
    """Residents tell the government side more where the group killed them of late, and less where the government side did.

    The log of informing moves by inform x killed by the group - silence x killed by the government side, per 10,000 residents,
    stays within 1 of 0 and fades. Claimed communities count the group's killings less by loyalty, and others do not count
    the government's.
    """
    forgotten = approach(parameters.forget, setting.dt)
    for p in range(state.places.shape[0]):
        here = state.places[p]
        if setting.places[p].theatre == 0.0 or (here.bereaved == 0.0 and here.harmed == 0.0 and here.leaning == 0.0):
            continue
        residents = max(1.0, total(state.residents, p))
        claimed = claimed_residents(state, setting, p) / residents
        told = parameters.inform * here.bereaved * (1.0 - parameters.loyalty * claimed)
        kept = parameters.silence * here.harmed * claimed
        moved = PER * (told - kept) / residents
        here.leaning = max(-1.0, min(1.0, towards(here.leaning, 0.0, forgotten) + moved))
        here.bereaved = 0.0


TAKE_SIDES = Mechanism(
    name="take_sides",
    numbers=(13,),
    function=take_sides,
    parameters=Informing,
    reads=("places.bereaved", "places.harmed", "places.leaning", "residents"),
    writes=("places.bereaved", "places.leaning"),
    flows=(),
    limits=("nobody killed, nothing changes", "killings by the group make residents talk, by the government side fall silent",
            "a community the group speaks for forgives it what loyalty covers", "what killings did is forgotten within months"),
    source="Shaver & Shapiro 2021, J. Conflict Resolution 65(7); Berman, Shapiro & Felter 2011, J. Political Economy 119(4): "
           "information that residents share; sizes: expert guess",
)
