"""Scenarios as plain text for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rekindle.scenario import Listed

WIDTH = 80


def scenario_list(found: Sequence[Listed]) -> str:
    """Packaged scenarios: name, days, places and title; those of one battle below the others."""
    wide = max((len(one.name) for one in found), default=0) + 2
    lines = [f"{'name':<{wide}}{'from':<12}{'to':<12}{'at most to':<12}places"]
    for battle, heading in ((False, ""), (True, "One battle each:")):
        chosen = [one for one in found if one.battle == battle]
        if chosen and heading:
            lines += ["", heading]
        for one in chosen:
            lines.append(f"{one.name:<{wide}}{one.start!s:<12}{one.until!s:<12}{one.furthest!s:<12}{one.places:>6}")
            lines += textwrap.wrap(one.title, WIDTH - 2, initial_indent="  ", subsequent_indent="  ")
    return "\n".join([*lines, "", "rekindle run NAME simulates one; rekindle new MINE --from NAME makes a copy to change."])
