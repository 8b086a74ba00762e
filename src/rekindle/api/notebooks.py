"""Results as pictures in a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from rekindle.errors import UsageError

if TYPE_CHECKING:
    import xarray

    from rekindle.api.comparisons import Compared
    from rekindle.api.pictured import Growing, Worlds
    from rekindle.scenario import Scenario
    from rekindle.show.notebook import Charts


def charts(
    results: xarray.Dataset | Compared | Growing | Worlds | Sequence[Worlds], *names: str, scenario: str | Path | Scenario = ""
) -> Charts:
    """The pictures of a report, for a notebook: of what `run` or `compare_policies` gave, or of worlds of what `live` gave.

    `names` choose some of them; `scenario` has to be said where results are of a scenario of one's own. Raises UsageError for
    a name that no picture has, and where the results have nothing to draw.
    """
    from rekindle.api.comparisons import Compared
    from rekindle.scenario.problem import nearest
    from rekindle.show.notebook import Charts

    note = ""
    if isinstance(results, Compared):
        every = _compared(results)
    elif hasattr(results, "data_vars"):  # a Dataset, of a library that is not loaded to ask for it
        every = _run(cast("xarray.Dataset", results), scenario)
    else:
        every, note = _live(results)
    known = {picture.name: picture for picture in every}
    for name in names:
        if name not in known:
            close = nearest(name, list(known))
            raise UsageError(f"no picture is called {name!r}.{f' Did you mean {close}?' if close else ''} "
                             f"These results have {', '.join(known)}.")  # fmt: skip
    return Charts(tuple(known[name] for name in names or known), note)


def _compared(results: Compared) -> list:
    from rekindle.show.pages.comparison import all_pictures

    if results.side is None:
        raise UsageError("there is nothing to compare yet: two policies have to have results.")
    return all_pictures(results.side)


def _live(results: Growing | Worlds | Sequence[Worlds]) -> tuple[list, str]:
    from rekindle.api.pictured import Growing, Worlds
    from rekindle.show.live_worlds import pictures, settings

    if isinstance(results, Growing):
        if not results.found:
            raise UsageError("there is no world yet: ask for some with `more` first.")
        results = results.pictured()
    found = [results] if isinstance(results, Worlds) else results
    if not isinstance(found, list | tuple) or not found or not all(isinstance(one, Worlds) for one in found):
        raise UsageError(
            f"a {type(results).__name__} has no worlds to draw: give charts what `run` or `compare_policies` gave, or what "
            "`worlds` or `asking` of a scenario that is ready gave (of `answer` give what was asked for it)."
        )
    first, policies = found[0], {one.policy: one.asked for one in found}
    settings_of = {(id(one.ready), str(one.levers), one.first, one.last) for one in found}
    if len(policies) < len(found) or len(settings_of) > 1:
        raise UsageError(
            "pictures stand policies side by side in the same worlds with the same levers: give charts what one call of "
            "`worlds` or `asking` gave, and what another gave by itself."
        )
    return pictures(found, first.ready, policies), settings(found, first.ready, policies, first.levers)


def _run(results: xarray.Dataset, scenario: str | Path | Scenario) -> list:
    from rekindle.api.scenarios import load
    from rekindle.scenario.record_check import record_of
    from rekindle.show.figures.files import all_figures

    if "policy" in results.dims:
        raise UsageError("these are differences of policies; take what compare_policies gives, or a run of one policy.")
    path = str(results.attrs.get("scenario_path", "null"))  # null where it is a packaged one
    name = scenario or (path if path != "null" else results.attrs.get("scenario", ""))
    if not name:
        raise UsageError("these results do not say of which scenario they are: add scenario=.")
    found = load(name)
    return all_figures(results, found, record_of(found))
