"""Print pip constraints that hold every dependency of pyproject.toml at its declared lower bound (`make test-lowest`).

Named extras follow: `python .ci/lowest.py test verdicts`. What the dependencies need themselves stays free.
"""

import re
import sys
import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).resolve().parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
lines = [*project["dependencies"], *(line for extra in sys.argv[1:] for line in project["optional-dependencies"][extra])]
for line in lines:
    if line.startswith(f"{project['name']}["):
        continue  # one of our own extras, which is named by itself
    bound = re.fullmatch(r"([\w.-]+)>=([\d.]+)(?:,<[\d.]+)?", line)
    if not bound:
        sys.exit(f"{line!r} in pyproject.toml has no lower bound (name>=1.2.3, and perhaps ,<2): nothing says what to test.")
    print(f"{bound[1]}=={bound[2]}")
