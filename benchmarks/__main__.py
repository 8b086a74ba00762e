"""Run the measurements of this folder: `python -m benchmarks [NAME ...]`; if none is named, all that are not marked LONG.

A measurement is a module of this folder with a function `measure()` that yields pairs: what, and the figure with its
unit. Figures depend on the machine, so it stands first; compare within one run, not across machines.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import platform
import sys
from pathlib import Path

EXIT_USAGE = 2


def main(wanted: list[str]) -> int:
    """Print each measurement as it is made; the exit code is 2 for a name that does not exist."""
    names = sorted(found.name for found in pkgutil.iter_modules([str(Path(__file__).parent)]))
    names = [name for name in names if not name.startswith("_")]
    unknown = [name for name in wanted if name not in names]
    if unknown:
        known = ", ".join(names) or "none"
        print(f"no measurement is named {', '.join(unknown)}; there are: {known}", file=sys.stderr)
        return EXIT_USAGE
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    modules = {name: importlib.import_module(f"benchmarks.{name}") for name in wanted or names}
    for name, module in modules.items():
        if not wanted and getattr(module, "LONG", False):
            print(f"\n{name}: takes long; name it to run it")
            continue
        print(f"\n{name}")
        for what, figure in module.measure():
            print(f"  {what:<48}{figure}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
