"""Results as pictures in a notebook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rekindle.errors import UsageError

if TYPE_CHECKING:
    import xarray

    from rekindle.api.comparisons import Compared
    from rekindle.scenario import Scenario
    from rekindle.show.notebook import Charts


def charts(results: xarray.Dataset | Compared, *names: str, scenario: str | Path | Scenario = "") -> Charts:
    """The pictures of a report, for a notebook: of what `run` gave, or of what `compare_policies` gave.

    `names` choose some of them; `scenario` has to be said where results are of a scenario of one's own. Raises UsageError for
    a name that no picture has, and where the results have nothing to draw.
    """
    from rekindle.api.comparisons import Compared
    from rekindle.scenario.problem import nearest
    from rekindle.show.notebook import Charts

    every = _compared(results) if isinstance(results, Compared) else _run(results, scenario)
    known = {picture.name: picture for picture in every}
    for name in names:
        if name not in known:
            close = nearest(name, list(known))
            raise UsageError(f"no picture is called {name!r}.{f' Did you mean {close}?' if close else ''} "
                             f"These results have {', '.join(known)}.")  # fmt: skip
    return Charts(tuple(known[name] for name in names or known))


def _compared(results: Compared) -> list:
    from rekindle.show.pages.comparison import all_pictures

    if results.side is None:
        raise UsageError("there is nothing to compare yet: two policies have to have results.")
    return all_pictures(results.side)


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
