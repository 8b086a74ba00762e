"""Numbers set by hand for one run, without a file: `--set cities.harbour.overt=8000`.

Each is a change of the same kind as a policy's (`quantity` or `parameter`, `set`) and is checked in the same way. They are
carried out after the policy's own changes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from rekindle.errors import UsageError
from rekindle.scenario.policies import reach
from rekindle.scenario.policies.check import Wrong, wrongs
from rekindle.scenario.policies.policy import Change
from rekindle.scenario.problem import listed, nearest, short
from rekindle.scenario.yaml.shape import number_advice

if TYPE_CHECKING:
    from rekindle.scenario.schema import Scenario

FORM = "Write PATH=NUMBER, as in levels.local=0.5."


def numbers_of(texts: Iterable[str]) -> dict[str, float]:
    """What `--set` was given, by path: "levels.local=0.5" is {"levels.local": 0.5}. Raises UsageError for another form."""
    found: dict[str, float] = {}
    for text in texts:
        path, sign, value = (part.strip() for part in text.partition("="))
        if not (path and sign and value):
            raise UsageError(f"--set {short(text, 80)}: this is no path with a number. {FORM}")
        if path in found:
            raise UsageError(f"--set {path} is given twice, with {found[path]:g} and {short(value)}. Leave one out.")
        found[path] = _number(path, value)
    return found


def _number(path: str, value: str) -> float:
    if ".." in value:
        raise UsageError(
            f"--set {path}={short(value)}: one number can be set by hand. For a range copy the scenario "
            "(rekindle new MY-NAME --from NAME) and change it there."
        )
    try:
        number = float(value.replace("_", "no number"))
    except ValueError:
        advice = number_advice(value)
        raise UsageError(f"--set {path}={short(value)}: `{short(value)}` is no number. {advice}") from None
    if not math.isfinite(number):
        raise UsageError(f"--set {path}={short(value)}: the number must be finite. {FORM}")
    return number


def resolved(given: Mapping[str, float], scenario: Scenario) -> dict[str, float]:
    """Every quantity and parameter that is set, by its full path, and to what; of two patterns the later one holds.

    A path may be a pattern (`places.east_*.defences`) or only the end of the one path that ends so (`coalition.strikes` as
    `strikes`). Raises UsageError for a path that meets nothing or several things, and for a number outside its range.
    """
    found: dict[str, float] = {}
    for path, value in given.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise UsageError(f"--set {path}={short(value)}: the number must be finite. {FORM}")
        change = _meant(path, float(value), scenario)
        for wrong in wrongs(change, scenario):
            raise UsageError(_told(path, value, wrong))
        found |= dict.fromkeys(reach.reached(change, scenario), float(value))
    return found


def changes(numbers: Mapping[str, float], scenario: Scenario) -> list[Change]:
    """The changes of a policy that set these quantities and parameters, named by full path or pattern.

    Raises UsageError as `resolved` does.
    """
    return [_change(path, value, scenario) for path, value in resolved(numbers, scenario).items()]


def words(numbers: Mapping[str, float], scenario: Scenario) -> list[str]:
    """What was set, each as "coalition.strikes = 40"; with the unit where it has one."""
    quantities = scenario.quantities()
    found = []
    for path, value in numbers.items():
        unit = quantities[path].unit if path in quantities else reach.parameters()[path].unit
        found.append(f"{path} = {value:,.10g}{'' if unit in ('', '1') else f' {unit}'}")
    return found


def _change(path: str, value: float, scenario: Scenario) -> Change:
    """A change of quantities where the path meets any, else of parameters."""
    of_quantity = Change(quantity=path, set=value)
    if reach.named(path, scenario.quantities()):
        return of_quantity
    of_parameter = Change(parameter=path, set=value)
    return of_parameter if reach.named(path, reach.parameters()) else of_quantity


def _meant(path: str, value: float, scenario: Scenario) -> Change:
    """The change that a path stands for, which may be only the end of a name."""
    change = _change(path, value, scenario)
    if change.parameter or reach.named(path, scenario.quantities()):
        return change
    known = [*reach.known(change, scenario), *reach.known(Change(parameter=path, set=value), scenario)]
    ends = [name for name in known if name.endswith(f".{path}")]
    if len(ends) == 1:
        return _change(ends[0], value, scenario)
    if ends:
        raise UsageError(
            f"--set {path}={value:g}: {path} may be {listed(ends, 8)}. Write one of them in full; a pattern such as "
            f"*.{path} sets several."
        )
    near = nearest(path, known) or _nearest_end(path, known)
    hint = f" Did you mean {near}?" if near else ""
    raise UsageError(
        f"--set {path}={value:g} meets nothing: no number of {scenario.name} and no parameter is `{short(path)}`.{hint} "
        f"rekindle cite {scenario.name} lists them all."
    )


def _nearest_end(path: str, known: list[str]) -> str:
    """The name whose last step is most like what was written."""
    by_end = {name.rpartition(".")[2]: name for name in reversed(known)}
    near = nearest(path.rpartition(".")[2], by_end)
    return by_end[near] if near else ""


def _told(path: str, value: float, wrong: Wrong) -> str:
    near = f"Did you mean {wrong.nearest}?" if wrong.nearest else ""
    return " ".join(text for text in (f"--set {path}={value:g} {wrong.what}", wrong.why, near, wrong.todo) if text)
