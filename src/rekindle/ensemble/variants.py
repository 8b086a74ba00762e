"""Variants: rival forms of a mechanism. Each world draws which one it lives under, unless one is fixed for all worlds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from rekindle.ensemble.draws import draw_parameter
from rekindle.ensemble.posterior import Posterior
from rekindle.errors import UsageError
from rekindle.model.parameter import Choice
from rekindle.model.parameters import all_parameters
from rekindle.scenario.problem import listed, nearest, short


def variants() -> dict[str, Choice]:
    """Every variant by its full name, such as `raid.response`."""
    return {name: parameter.prior for name, parameter in all_parameters().items() if isinstance(parameter.prior, Choice)}


def options() -> dict[str, list[str]]:
    """The options of every variant, in the order of their numbers."""
    return {name: list(choice.names) for name, choice in variants().items()}


def fixed_by(words: Sequence[str]) -> dict[str, str]:
    """Variants to fix from words such as raid.response=deterrence.

    Raises UsageError for what is no such word, or fixes one variant twice; `check_fixed` looks at the names.
    """
    found: dict[str, str] = {}
    for word in words:
        name, sign, option = (part.strip() for part in word.partition("="))
        if not (name and sign and option):
            raise UsageError(f"--variant {short(word)!r} is not of the form GROUP.FIELD=OPTION, such as rout.form=drift.")
        if found.get(name, option) != option:
            raise UsageError(f"--variant fixes {name} both at {found[name]} and at {option}; give one of them.")
        found[name] = option
    return found


def check_fixed(fixed: Mapping[str, str]) -> None:
    """Complain of variants and options that there are not. Raises UsageError with the nearest name and the options."""
    known = variants() if fixed else {}
    for name, option in fixed.items():
        if name not in known:
            near = nearest(name, known)
            hint = f" Did you mean {near}?" if near else ""
            raise UsageError(f"there is no variant {short(name)!r}.{hint} Variants are {listed(known, 30)}.")
        names = known[name].names
        if option not in names:
            near = nearest(option, names)
            hint = f" Did you mean {near}?" if near else ""
            raise UsageError(f"{name} has no option {short(option)!r}.{hint} Options are {listed(names, 30)}.")


def counts(seed: int, worlds: int, fixed: Mapping[str, str], posterior: Posterior | None = None) -> dict[str, dict[str, int]]:
    """How many of the first `worlds` worlds live under each option of each variant."""
    numbers = np.arange(worlds)
    found = {}
    for name, choice in variants().items():
        drawn = draw_parameter(name, choice, seed, numbers, fixed, posterior)
        found[name] = {option: int((drawn == i).sum()) for i, option in enumerate(choice.names)}
    return found
