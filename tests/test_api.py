"""The public door: light to open, typed in what it gives, and heard while it works."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

import rekindle
from rekindle import api
from rekindle.errors import UsageError
from rekindle.progress import Progress, Task

UNTIL = date(2016, 5, 30)


class Heard(Progress):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.tasks: dict[str, int] = {}

    def say(self, text: str) -> None:
        self.lines.append(text)

    @contextmanager
    def task(self, words: str, total: int | None) -> Iterator[Task]:
        heard = self

        class Counted(Task):
            def advance(self, done: int) -> None:
                heard.tasks[words] += done

        self.tasks[words] = 0
        yield Counted()


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = rekindle.new("my-city", tmp_path_factory.mktemp("home"))
    (made.parent / "policies").mkdir()
    text = "name: settled\ntitle: Settled\nsummary: x\nsource: made up\nchanges:\n  - {quantity: levels.local, set: 1}\n"
    text += "delivers: [{variable: settlement_local, at_least: 0.1}]\n"
    (made.parent / "policies" / "settled.yaml").write_text(text, encoding="utf-8")
    return made


def test_opening_the_door_loads_nothing_heavy() -> None:
    heavy = ("numpy", "numba", "xarray", "pydantic", "matplotlib", "scipy", "filelock", "rich")
    code = f"import sys, rekindle; rekindle.run; rekindle.names(); print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_everything_that_is_promised_is_there() -> None:
    for name in rekindle.__all__:
        assert getattr(rekindle, name) is (rekindle.__version__ if name == "__version__" else getattr(api, name))
    assert set(rekindle.__all__) <= set(dir(rekindle))
    with pytest.raises(AttributeError, match="no_such"):
        rekindle.no_such  # noqa: B018


def test_a_scenario_that_is_loaded_is_given_back(city: Path) -> None:
    scenario = rekindle.load(city)
    assert rekindle.load(scenario) is scenario
    changed = rekindle.policy_changes(scenario, "settled")
    assert [one.name for one in changed.changes] == ["levels.local"]
    assert [row["name"] for row in rekindle.policies(scenario)["policies"]][:2] == ["historical", "settled"]
    assert rekindle.check(str(city)) == []


def test_a_run_gives_its_folder_its_facts_and_its_numbers(city: Path, tmp_path: Path) -> None:
    heard = Heard()
    settings = {"worlds": 3, "seed": 2, "until": UNTIL, "set": ["levels.local=0.25"]}
    done = rekindle.simulate(city, out=tmp_path / "out", report=False, progress=heard, **settings)
    assert done.complete and done.folder == tmp_path / "out" and not (done.folder / "report.html").exists()
    assert done.manifest["set_by_hand"] == {"levels.local": 0.25} and done.summary["worlds"] == 3
    assert heard.tasks == {"Worlds": 3}
    assert rekindle.verify(done.folder) == [0, 1, 2]
    results = rekindle.run(city, worlds=3, seed=2, until=UNTIL, set={"levels.local": 0.25})
    assert (results["attacks_republic"].values == done.dataset()["attacks_republic"].values).all()
    one = rekindle.world(city, 2, seed=2, until=UNTIL, set={"levels.local": 0.25})
    assert one.outcomes["displaced_total_city"] == float(done.dataset()["displaced_total_city"][2])
    assert one.number == 2 and all(isinstance(day, date) and text for day, text in one.events)
    assert [(each.date, each.text) for each in one.told] == list(one.events)


@pytest.mark.slow
def test_compared_policies_that_stand_are_not_run_again(city: Path, tmp_path: Path) -> None:
    def compared(**settings: object) -> tuple[api.Compared, Heard]:
        heard = Heard()
        out = tmp_path / "out"
        return rekindle.compare_policies(city, policies=["settled"], worlds=3, until=UNTIL, out=out, page=False,
                                         progress=heard, **settings), heard  # fmt: skip

    found, heard = compared(set={"levels.regional": 0.25})
    assert found.ran.complete and found.comparison and found.comparison.policies == ("historical", "settled")
    assert heard.tasks == {"historical": 3, "settled": 3}
    assert compared(set={"levels.regional": 0.25})[1].tasks == {}, "what is there stands"
    assert compared(set={"levels.regional": 0.5})[1].tasks == {"historical": 3, "settled": 3}, "it was another question"
    assert compared(set={"levels.regional": 0.5})[0].record["set_by_hand"] == {"levels.regional": 0.5}


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: rekindle.run("mosul-2106"), "Did you mean mosul-2016"),
        (lambda: rekindle.world("mosul-2016", -1), "--world must be"),
        (lambda: rekindle.world("mosul-2016", shifts={"mosul": 1}), "has no order"),
        (lambda: rekindle.claims("mosul-2016", worlds=5), "--worlds must be at least 100"),
        (lambda: rekindle.claims("mosul-2016", seed=-1), "--seed must be"),
        (lambda: rekindle.explain("mosul-2016", 15, worlds=5), "--worlds must be 0 or at least 64"),
        (lambda: rekindle.discover("mosul-2016", "cost_money"), "give one of --above X and --below X"),
        (lambda: rekindle.calibrate(worlds=5), "--worlds must be at least 1000"),
        (lambda: rekindle.backtest(worlds=5), "--worlds must be at least 100"),
        (lambda: rekindle.backtest(origin="soon"), "soon"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_runs(call, says, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=says):
        call()
    assert list(tmp_path.iterdir()) == []
