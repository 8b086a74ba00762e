"""Make what the live page opens with anew and put it into the package: `make opening` (some minutes).

    python docs/opening.py [SCENARIO ...]

Without names, of every packaged scenario. Statements are those whose worlds are kept (`make verdicts`).
"""

from __future__ import annotations

import sys

import rekindle
from rekindle.analysis.live import opening
from rekindle.errors import MissingData


def main(names: list[str]) -> None:
    for name in names or rekindle.names():
        with rekindle.live(name) as ready:
            scenario = rekindle.load(name)
            written = [opening.write(scenario.folder, opening.make(ready))]
            try:
                found = rekindle.verdicts(name, fresh=True)
            except MissingData:
                found = {}
            if found:
                made = {"made_with": opening.made_with_statements(scenario), "statements": found}
                written.append(opening.write(scenario.folder, made, opening.STATEMENTS))
        sizes = ", ".join(f"{path.name} {path.stat().st_size / 1000:.0f} KB" for path in written)
        print(f"{name}: {sizes}")


if __name__ == "__main__":
    main(sys.argv[1:])
