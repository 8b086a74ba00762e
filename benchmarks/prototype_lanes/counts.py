"""How many random numbers, exp and log a world-week takes: the model run without its compiler, and counted."""

import os

os.environ["NUMBA_DISABLE_JIT"] = "1"

import collections  # noqa: E402
import importlib  # noqa: E402
import math  # noqa: E402
import pkgutil  # noqa: E402
import types  # noqa: E402

import numpy as np  # noqa: E402

import rekindle.model as model  # noqa: E402
from rekindle import load  # noqa: E402
from rekindle.ensemble.frame import Frame  # noqa: E402
from rekindle.ensemble.run import one_world  # noqa: E402

seen = collections.Counter()


def counted(name, function):
    def call(*arguments):
        seen[name] += 1
        return function(*arguments)

    return call


counting = types.SimpleNamespace(
    **{n: counted(n, getattr(math, n)) for n in ("exp", "log", "log1p", "sqrt")},
    floor=math.floor,
    inf=math.inf,
    pi=math.pi,
    log10=math.log10,
)
loops = 0
for info in pkgutil.walk_packages(model.__path__, "rekindle.model."):
    module = importlib.import_module(info.name)
    if hasattr(module, "math") and info.name.split(".")[2] in ("mechanisms", "formulas", "readings", "noise"):
        module.math = counting
    for name in (
        "uniforms",
        "two_uniforms",
        "poisson",
        "binomial",
        "normal_quantile",
        "heavy_tailed",
        "pareto",
        "move",
        "hazard",
        "approach",
    ):
        if hasattr(module, name):
            setattr(module, name, counted(name, getattr(module, name)))
WORLDS = 3
scenario = load("mosul-2016")
frame = Frame(scenario, scenario.until)
for world in range(WORLDS):
    one_world(frame, 1, world)
for name, number in seen.most_common():
    print(f"{name:16} {number / WORLDS / frame.weeks:8.1f} a world-week")
