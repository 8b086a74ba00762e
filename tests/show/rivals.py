"""Made-up results of several policies in the same worlds, with variants, costs, fates and worlds in which it never ends."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import synthetic
import xarray as xr

from rekindle.analysis.comparison.compare import compare
from rekindle.show.words.comparison import Side

VARIANTS = {"raid.response": ["backlash", "deterrence", "none"], "aid.effect": ["helps", "captured", "none"]}
EFFECTS = {"historical": 1.0, "corridor-open": 0.93, "delay-the-assault": 1.12, "counter-insurgency": 0.98,
           "no-intervention": 1.6}  # fmt: skip
DESTINATIONS = {"dead": 0.35, "home": 0.16, "home_detained": 0.04, "elsewhere": 0.08, "transit": 0.02, "reintegrated": 0.01}


def results(worlds: int = 120, policies: tuple[str, ...] = tuple(EFFECTS), weeks: int = 272) -> dict[str, xr.Dataset]:
    """Results by policy: each scales what harms civilians, a little differently from world to world."""
    start = synthetic.dataset(worlds, weeks)
    draw = np.random.default_rng(7)
    options = draw.integers(0, 3, (worlds, len(VARIANTS)))
    return {name: _under(start, name, EFFECTS.get(name, 1.0), options) for name in policies}


def _under(start: xr.Dataset, policy: str, effect: float, options: np.ndarray) -> xr.Dataset:
    found = start.copy()
    worlds = start.sizes["world"]
    own = np.random.default_rng(len(policy)).normal(1, 0.02, worlds) if effect != 1 else np.ones(worlds)
    # where collateral harm deters, the policy works the other way round
    scale = np.where(options[:, 0] == 1, 2 - effect, effect) * own
    for name, variable in start.data_vars.items():
        if (
            "world" in variable.dims
            and name not in ("retaken_mosul", "battle_weeks_mosul")
            and variable.attrs.get("units") != "1"
        ):
            found[name] = variable * xr.DataArray(scale, dims="world")
            found[name].attrs = variable.attrs
    if policy == "no-intervention":
        found["battle_weeks_mosul"] = found["battle_weeks_mosul"].where(found["world"] % 3 > 0, np.inf)
        found["battle_weeks_mosul"].attrs = start["battle_weeks_mosul"].attrs
    for name, size in (("cost_money", 9000.0), ("cost_people", 400_000.0)):
        unit = "USD million" if name == "cost_money" else "person-years"
        found[name] = ("world", size / scale, {"units": unit, "kind": "outcome", "long_name": name})
    for destination, part in DESTINATIONS.items():
        people = part * start["overt_by_origin"].isel(time=0) * xr.ones_like(start["overt_by_origin"])
        found[f"{destination}_by_origin"] = people * (effect if destination == "dead" else 1)
    names = [*VARIANTS, "raid.reach"]
    values = np.column_stack([options, np.ones(worlds)]).astype("float32")
    found["parameters"] = (("world", "parameter"), values, {"variants": VARIANTS})
    return found.assign_coords(parameter=names)


def side(worlds: int = 120, policies: tuple[str, ...] = tuple(EFFECTS), **options: Any) -> Side:
    found = results(worlds, policies, **options)
    files = {
        name: SimpleNamespace(title=name.replace("-", " "), summary="Made up.", source="nobody", changes=[{"set": 1}])
        for name in found
    }
    return Side(compare(found), found, synthetic.scenario(), files)
