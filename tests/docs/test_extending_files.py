"""How many files of the package an extension touches: counted, as docs/extending.md promises it.

Each extension is made in a copy of the package and has to arrive everywhere; the same is counted of what is there already.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rekindle.ensemble.variants import variants
from rekindle.model.step import MECHANISMS
from rekindle.scenario.catalogue import shelf
from rekindle.variables import OUTCOMES

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "rekindle"
PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
CODE = {file.relative_to(SOURCE).as_posix(): file.read_text(encoding="utf-8") for file in SOURCE.rglob("*.py")}


def promised(what: str) -> int:
    """How many files of src the page's table promises for an extension."""
    found = re.search(rf"^\| \[{what}\]\([^)]*\) \|[^|]*\| (\d+|none)\b", PAGE, flags=re.M)
    assert found is not None, f"the table of docs/extending.md has no row for {what}"
    return 0 if found[1] == "none" else int(found[1])


def standing(text: str) -> set[str]:
    """Files of the code in which a text stands as a word of its own."""
    word = re.compile(rf"(?<![\w{{}}]){re.escape(text)}(?![\w{{}}])")
    return {name for name, code in CODE.items() if word.search(code)}


class Copy:
    """The package in a folder of its own, and which of its files were touched."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.touched = folder, set[str]()
        shutil.copytree(SOURCE, folder / "rekindle", ignore=shutil.ignore_patterns("__pycache__"))

    def write(self, name: str, text: str) -> None:
        (self.folder / "rekindle" / name).write_text(text, encoding="utf-8")
        self.touched.add(name)

    def put(self, name: str, before: str, text: str) -> None:
        """Put a text before another in a file."""
        whole = (self.folder / "rekindle" / name).read_text(encoding="utf-8")
        assert whole.count(before) == 1, (name, before)
        self.write(name, whole.replace(before, text + before))

    def run(self, code: str) -> None:
        """Run code with the copy, in plain Python: compiling it takes minutes."""
        environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(self.folder)}
        done = subprocess.run([sys.executable, "-c", CITY + code], env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


CITY = """
from datetime import date
from tempfile import mkdtemp

import rekindle

city = rekindle.new("my-city", mkdtemp())
UNTIL = date(2016, 5, 16)
"""


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def block(begins: str) -> str:
    """The Python example of the page that has a line which begins so."""
    return next(text for text in re.findall(r"```python\n(.*?)```", PAGE, flags=re.S) if f"\n{begins}" in text)


ROW = """    Variable(
        "quiet_weeks", "weeks", DURATION, "Weeks without an attack", "weeks without an attack, start to horizon",
        "weeks without an attack", CIVILIAN, MORE, "nobody is attacked", ("attack",), main=True,
    ),
"""


def test_an_outcome_arrives_everywhere(copy: Copy) -> None:
    function = re.search(r"def quiet_weeks.*?\n\n", block("def quiet_weeks"), flags=re.S)
    assert function is not None
    copy.put("variables/outcomes.py", "    # What it costs\n", ROW)
    file = "analysis/outcomes/outcomes.py"
    copy.put(file, "def _all(", f"{function[0]}\n")
    copy.put(file, '    yield "fell_week", {}, written.fell\n', '    yield "quiet_weeks", {}, quiet_weeks(frame, written)\n')
    assert len(copy.touched) == promised("an outcome")
    copy.run("""
from rekindle.analysis.claims.causal_chain import chain
from rekindle.analysis.outcomes.wording import metric_words
from rekindle.scenario.claims.proposition import Metric
from rekindle.scenario.claims.vocabulary import METRICS
from rekindle.show.documentation.variables import outcomes_table
from rekindle.variables import current

one = Metric(metric="quiet_weeks")
assert METRICS["quiet_weeks"] == "outcome" and metric_words(one) == "weeks without an attack"
assert chain(one, ["local-attacks"]) is not None and current("quiet_weeks", "city", "republic") == "quiet_weeks"
assert "`quiet_weeks`" in outcomes_table() and "nobody is attacked" in outcomes_table()
dataset = rekindle.run(city, worlds=1, until=UNTIL)
assert 0 <= float(dataset["quiet_weeks"][0]) <= 5 and dataset["quiet_weeks"].attrs["label"] == "Weeks without an attack"
both = rekindle.compare(city, policies=["historical", "counterterrorism"], worlds=1, until=UNTIL)
assert "quiet_weeks" in both
""")


def mechanism() -> str:
    """The page's mechanism as a file, without what the page says beside it."""
    return block("def forgive").replace("from typing", "from __future__ import annotations\n\nfrom typing", 1)


def with_mechanism(copy: Copy, text: str) -> None:
    copy.write("model/mechanisms/amnesty.py", text)
    step, line = "model/step.py", "    forgive(state, setting, orders, noise, ledger, parameters.amnesty)\n"
    copy.put(step, "from rekindle.model.mechanisms.attacks", "from rekindle.model.mechanisms.amnesty import FORGIVE, forgive\n")
    copy.put(step, "    # A rout comes", line)
    copy.put(step, "ROUT, TRAVEL", "FORGIVE, ")


def test_a_mechanism_arrives_everywhere(copy: Copy) -> None:
    with_mechanism(copy, mechanism())
    assert len(copy.touched) == promised("a mechanism")
    copy.run("""
from rekindle.model.parameters import all_parameters
from rekindle.show.documentation.mechanisms import index_page, mechanism_page
from rekindle.model.step import MECHANISMS

forgive = next(one for one in MECHANISMS if one.name == "forgive")
assert "accept = 0 lets nobody go" in mechanism_page(forgive) and "forgive" in index_page()
assert all_parameters()["amnesty.accept"].unit == "1/week"

def covert(rate):
    found = rekindle.run(city, worlds=1, until=UNTIL, worlds_from="prior", set={"amnesty.accept": rate})
    return float(found["covert"].sum())

assert covert(0.1) < covert(0.0)
""")


def test_a_variant_arrives_everywhere(copy: Copy) -> None:
    choice = block("OPEN, SILENT")
    text = mechanism().replace("import LogNormal, Parameter", "import Choice, LogNormal, Parameter")
    made = next(line for line in choice.splitlines() if line.startswith("offer = "))
    text = text.replace("\n\nclass Amnesty", f"\n{made}\n\n\nclass Amnesty").replace(
        "    ]\n\n\n@inlined", "    ]\n    way: Annotated[float, offer]\n\n\n@inlined", 1)  # fmt: skip
    with_mechanism(copy, text)
    step = {"model/step.py"}  # the mechanism itself
    assert len(copy.touched - step) == promised("a variant")
    copy.run("""
from rekindle.ensemble.variants import variants

assert variants()["amnesty.way"].names == ("open", "silent")
fixed = rekindle.world(city, 0, until=UNTIL, worlds_from="prior", variants={"amnesty.way": "silent"})
assert fixed.number == 0
""")


def test_a_figure_arrives_everywhere(copy: Copy) -> None:
    file = "show/figures/group.py"
    copy.put(file, "def pictures(", '''def _empty(width: float) -> Figure:
    return Figure(figsize=(width, 1))


def quiet(material: Material) -> Picture:
    """A picture of nothing, for a test."""
    return Picture("quiet", "Quiet", "Nothing happens.", _empty, "An empty picture.", [], "group")


''')  # fmt: skip
    whole = (copy.folder / "rekindle" / file).read_text(encoding="utf-8")
    head, name, rest = whole.partition("def pictures(")
    first = re.search(r'(""".*?"""\n)', rest, flags=re.S)
    assert first is not None
    copy.write(file, head + name + rest[: first.end()] + "    yield quiet(material)\n" + rest[first.end() :])
    assert len(copy.touched) == promised("a figure")
    copy.run("""
done = rekindle.simulate(city, worlds=2, until=UNTIL, worlds_from="prior", out=mkdtemp() + "/out")
assert (done.folder / "figures" / "quiet.svg").is_file()
assert "Nothing happens." in (done.folder / "report.html").read_text(encoding="utf-8")
""")


def test_a_policy_arrives_everywhere(copy: Copy) -> None:
    assert promised("a policy") == 0
    copy.run("""
(city.parent / "policies").mkdir(exist_ok=True)
text = "name: settled\\ntitle: Settled\\nsummary: x\\nsource: made up\\nchanges:\\n  - {quantity: levels.local, set: 1}\\n"
text += "delivers: [{variable: settlement_local, at_least: 0.1}]\\n"
(city.parent / "policies" / "settled.yaml").write_text(text)
assert "settled" in [row["name"] for row in rekindle.policies(city)["policies"]]
assert rekindle.check(str(city)) == []
assert "settled" in rekindle.compare(city, policies=["settled"], worlds=1, until=UNTIL)["policy"]
""")


# --- the same of what is there ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("pattern", [variable.pattern for variable in OUTCOMES])
def test_each_outcome_stands_in_its_row_and_where_it_is_reckoned(pattern: str) -> None:
    """Pictures that are made for some outcomes name them too; no other file does."""
    files = {name for name, code in CODE.items() if f'"{pattern}"' in code and not name.startswith("show/figures/")}
    assert len(files) == promised("an outcome") and "variables/outcomes.py" in files, files


@pytest.mark.parametrize("name", [one.name for one in MECHANISMS])
def test_each_mechanism_stands_in_its_file_and_in_the_step(name: str) -> None:
    files = standing(name.upper())
    assert len(files) == promised("a mechanism") and "model/step.py" in files, files


@pytest.mark.parametrize("name", list(variants()))
def test_each_variant_is_read_in_the_file_that_declares_it(name: str) -> None:
    group, _, field = name.partition(".")
    homes = {one.function.__module__ for one in MECHANISMS if one.parameters.__name__.lower() == group}
    files = {f"{home.removeprefix('rekindle.').replace('.', '/')}.py" for home in homes}
    assert len(files & standing(f"parameters.{field}")) == promised("a variant"), files


def test_no_policy_but_the_historical_one_is_named_in_code() -> None:
    names = {file.stem for kind in ("policies", "experiments") for file in shelf().glob(f"*/{kind}/*.yaml")} - {"historical"}
    assert len(names) > 20
    quoted = {name: [file for file, code in CODE.items() if f'"{name}"' in code] for name in names if "-" in name}
    assert not {name: files for name, files in quoted.items() if files}
