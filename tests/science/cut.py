"""The same city cut otherwise: beginnings of worlds with its sectors halved, or merged into one."""

from __future__ import annotations

import numpy as np

from rekindle.model.setting import Setting
from rekindle.model.simulate import Beginnings
from rekindle.model.state import State

STOCKS = ("residents", "displaced", "overt", "covert", "detained", "fallen", "forces", "dead", "counted")


def _rows(array: np.ndarray, which: np.ndarray) -> np.ndarray:
    """Places of a block of worlds, in a new order: a copy."""
    taken = np.ascontiguousarray(array[:, which])
    return taken.view(np.recarray) if isinstance(array, np.recarray) else taken


def _add_orders(setting: Setting, orders: list[int]) -> Setting:
    """The campaign with some orders given twice."""
    which = np.array([*range(setting.orders.shape[1]), *orders])
    at = {k: len(which) - len(orders) + i for i, k in enumerate(orders)}
    again = setting.pauses[np.isin(setting.pauses["order"], orders)].copy()
    again["order"] = [at[int(k)] for k in again["order"]]
    return setting._replace(
        orders=_rows(setting.orders, which), order_forces=_rows(setting.order_forces, which),
        pauses=np.concatenate([setting.pauses, again]).view(np.recarray))  # fmt: skip


def halved(start: Beginnings, sectors: list[int]) -> Beginnings:
    """Every sector cut into two alike: half the ground, the people, the fighters and the forces sent; the same density."""
    setting, state = start
    places = setting.places.shape[1]
    which = np.array([*range(places), *sectors])
    twice = np.array([*sectors, *range(places, places + len(sectors))])
    near = setting.near[np.ix_(which, which)].copy()
    near[:, twice] *= 0.5
    orders = [k for k in range(setting.orders.shape[1]) if int(setting.orders["place"][0, k]) in sectors]
    first = setting.orders.shape[1]
    setting = _add_orders(setting, orders)
    for i, k in enumerate(orders):
        setting.orders["place"][:, first + i] = places + sectors.index(int(setting.orders["place"][0, k]))
        setting.order_forces[:, [k, first + i]] *= 0.5
    setting = setting._replace(places=_rows(setting.places, which), near=near, posts=_rows(setting.posts, which))
    setting.places["area"][:, twice] *= 0.5
    setting.posts[:, twice] *= 0.5
    changed = {name: _rows(array, which) for name, array in state._asdict().items() if array.shape[1] == places}
    for name in STOCKS:
        changed[name][:, twice] *= 0.5
    opened = np.zeros((len(state.opened), setting.orders.shape[1]))
    return Beginnings(setting, state._replace(**changed, opened=opened))


def merged(start: Beginnings, sectors: list[int], hold: np.ndarray, pauses: list[tuple[float, float]]) -> Beginnings:
    """All sectors as one, assaulted from the first order on by the forces that were sent against a sector on average.

    Its density is the mean over the ground; `pauses` are the weeks in which the campaign stood still between sectors.
    """
    setting, state = start
    one, others = sectors[0], sectors[1:]
    area = setting.places["area"][:, sectors]
    setting, state = _copied(setting), State(*(_copy(array) for array in state))
    setting.places["density"][:, one] = (area * setting.places["density"][:, sectors]).sum(1) / area.sum(1)
    setting.places["area"][:, one] = area.sum(1)
    for field in ("defences", "damage", "economy", "services", "inclusion", "intelligence"):
        weights = state.overt[:, sectors].sum(2) if field == "defences" else state.residents[:, sectors].sum(2)
        state.places[field][:, one] = (state.places[field][:, sectors] * weights).sum(1) / weights.sum(1)
    for name in STOCKS:
        getattr(state, name)[:, one] += getattr(state, name)[:, others].sum(1)
        getattr(state, name)[:, others] = 0.0
    setting.posts[:, one] += setting.posts[:, others].sum(1)
    setting.posts[:, others] = 0.0
    state.places["control"][:, others] = 0.0
    setting.places["theatre"][:, others] = 0.0
    near = setting.near.copy()
    near[one] = near[sectors].sum(0)
    near[:, one] = near[:, sectors].sum(1)
    near[others], near[:, others] = 0.0, 0.0
    near[:, sectors] *= (1 - np.isin(np.arange(len(near)), sectors))[:, None]
    near /= np.maximum(1e-12, near.sum(1, keepdims=True))
    orders = [k for k in range(setting.orders.shape[1]) if int(setting.orders["place"][0, k]) in sectors]
    main = [k for k in orders if setting.order_forces[:, k].sum() > 0.3 * setting.order_forces[:, orders[0]].sum()]
    # what would garrison the sectors once they were taken is there from the start of the next
    garrison = hold[:, None] * (setting.order_forces[:, main].sum(1) - setting.order_forces[:, main].mean(1))
    setting.posts[:, one] += garrison
    setting.order_forces[:, orders[0]] = setting.order_forces[:, main].mean(1)
    setting.orders["place"][:, orders[0]] = one
    setting.orders["start"][:, orders[1:]] = 1e9
    still = np.zeros(len(pauses), setting.pauses.dtype)
    still["order"], still["start"], still["end"] = orders[0], [a for a, _ in pauses], [b for _, b in pauses]
    return Beginnings(setting._replace(near=near, pauses=still.view(np.recarray)), state)


def _copy(array):
    return array.copy().view(np.recarray) if isinstance(array, np.recarray) else array.copy()


def _copied(setting: Setting) -> Setting:
    return Setting(*(_copy(x) if isinstance(x, np.ndarray) else x for x in setting))
