"""What is taken away holds the numbers that were shown: as tables, as a policy that gives them again, as one HTML file."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import shlex
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import xarray
from live_page import Client, Reply, live_page

import rekindle
from rekindle.web.settings import Settings, entries, settings_of
from rekindle.web.single import modules
from rekindle.web.take import command, policy_file

SMALL = next(name for name in rekindle.names() if name.startswith("battle-"))
ASKED = "policies=historical&worlds=24&set=raid.reach:0.3"


@pytest.fixture(scope="module")
def page() -> Iterator[Client]:
    with live_page(SMALL) as client:
        yield client
        assert not client.faults


@pytest.fixture(scope="module")
def answer(page: Client) -> dict:
    return page.ask(f"/api/answer?{ASKED}").events[-2][1]


def file_of(reply: Reply) -> str:
    assert reply.status == 200, reply.body
    return re.search(r'filename="([\w.-]+)"', reply.headers["content-disposition"])[1]


def same(shown: list, column: list[float]) -> None:
    """Quantiles that were shown are those of the worlds in the file."""
    wanted = np.quantile(column, (0.05, 0.25, 0.5, 0.75, 0.95))
    assert np.allclose(np.array(shown, float), wanted, rtol=1e-3)


def plain_outcome(answer: dict) -> str:
    """An outcome that every world defines and in which something differs."""
    rows = answer["policies"][0]["outcomes"]
    return next(name for name, row in rows.items() if row["defined"] == 24 and not row["never"] and row["q"][0] != row["q"][4])


def test_csv_holds_every_world_its_units_and_how_it_was_made(page: Client, answer: dict) -> None:
    reply = page.ask(f"/api/take?{ASKED}&as=csv")
    assert file_of(reply) == f"{SMALL}-outcomes.csv.zip"
    with zipfile.ZipFile(io.BytesIO(reply.body)) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("outcomes.csv").decode())))
        units = {row["name"]: row["unit"] for row in csv.DictReader(io.StringIO(archive.read("variables.csv").decode()))}
        run = json.loads(archive.read("run.json"))
    assert [row["world"] for row in rows] == [str(n) for n in range(24)]
    assert set(rows[0]) - {"policy", "world"} <= set(units)
    assert run["digest"] == answer["digest"]
    assert run["command"].startswith(f"rekindle run {SMALL} --policy historical --set raid.reach=0.3")
    name = plain_outcome(answer)
    same(answer["policies"][0]["outcomes"][name]["q"], [float(row[name]) for row in rows])


def test_series_are_quantiles_by_week(page: Client, answer: dict) -> None:
    reply = page.ask(f"/api/take?{ASKED}&as=csv&what=series")
    with zipfile.ZipFile(io.BytesIO(reply.body)) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("series.csv").decode())))
    assert {"policy", "series", "week", "q05", "q25", "q50", "q75", "q95"} == set(rows[0])
    assert set(answer["policies"][0]["series"]) <= {row["series"] for row in rows}
    assert {row["week"] for row in rows} >= set(answer["dates"])


def test_a_workbook_holds_the_same(page: Client, answer: dict, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    reply = page.ask(f"/api/take?{ASKED}&as=xlsx")
    (tmp_path / file_of(reply)).write_bytes(reply.body)
    book = openpyxl.load_workbook(tmp_path / file_of(reply), read_only=True)
    assert book.sheetnames == ["outcomes", "variables", "run"]
    heads, *rows = book["outcomes"].iter_rows(values_only=True)
    name = plain_outcome(answer)
    same(answer["policies"][0]["outcomes"][name]["q"], [row[heads.index(name)] for row in rows])


def test_a_format_whose_library_is_missing_says_what_brings_it(page: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rekindle.web.take.find_spec", lambda name: None)
    for form in ("xlsx", "parquet"):
        assert "pip install 'rekindle-lab[export]'" in page.ask(f"/api/take?{ASKED}&as={form}").error
    assert page.ask(f"/api/take?{ASKED}&as=xls").error.endswith("Did you mean xlsx?")


@pytest.mark.skipif(find_spec("pyarrow") is None, reason="needs pyarrow: pip install 'rekindle-lab[export]'")
def test_parquet_holds_the_same(page: Client, answer: dict) -> None:
    from pyarrow import BufferReader, parquet

    table = parquet.read_table(BufferReader(page.ask(f"/api/take?{ASKED}&as=parquet").body))
    assert table.num_rows == 24
    assert json.loads(table.schema.metadata[b"rekindle"])["digest"] == answer["digest"]


@pytest.mark.parametrize("form", ["netcdf", "zarr"])
def test_datasets_hold_every_world_of_every_week(page: Client, answer: dict, form: str, tmp_path: Path) -> None:
    reply = page.ask(f"/api/take?{ASKED}&as={form}")
    file = tmp_path / file_of(reply)
    file.write_bytes(reply.body)
    if form == "zarr":
        with zipfile.ZipFile(file) as archive:
            archive.extractall(tmp_path)
        dataset = xarray.open_zarr(tmp_path / "worlds.zarr", consolidated=False)
    else:
        dataset = xarray.open_dataset(file, engine="scipy")
    with dataset:
        assert dict(dataset.sizes)["world"] == 24
        assert list(map(str, dataset["policy"].values)) == ["historical"]
        assert dataset.attrs["digest"] == answer["digest"]
        name = plain_outcome(answer)
        assert dataset[name].attrs["units"]
        same(answer["policies"][0]["outcomes"][name]["q"], dataset[name].values[0])
        series = next(iter(answer["policies"][0]["series"]))
        assert dataset[series].dims == ("policy", "world", "week")
        assert str(dataset["week"].values[0])[:10] == answer["dates"][0]


def test_the_policy_file_and_its_command_give_the_numbers_that_were_shown(page: Client, tmp_path: Path) -> None:
    scenario = page.ask("/api/scenario").json()
    order = scenario["orders"][0]["id"]
    query = f"{ASKED}&shift={order}:2"
    shown = page.ask(f"/api/answer?{query}").events[-2][1]
    text = page.ask(f"/api/take?{query}&as=policy").body.decode()
    (tmp_path / "levers.yaml").write_text(text, encoding="utf-8")
    assert not rekindle.check(str(tmp_path / "levers.yaml"), scenario=SMALL)
    words = shlex.split(text.splitlines()[1].removeprefix("#"))
    assert words[:4] == ["rekindle", "run", SMALL, "--policy"]
    policy = words[4].replace("levers.yaml", str(tmp_path / "levers.yaml"))
    done = rekindle.run(SMALL, policy=policy, set=[words[words.index("--set") + 1]], worlds=24, seed=1)
    with rekindle.live(SMALL) as ready:
        (live,) = ready.worlds(["historical"], set={"raid.reach": 0.3}, shifts={order: 2}, worlds=24)
    name = plain_outcome(shown)
    assert np.array_equal(done[name].values, live.outcomes[name])
    same(shown["policies"][0]["outcomes"][name]["q"], done[name].values)


def test_a_policy_file_names_only_what_there_is(page: Client) -> None:
    assert "Did you mean raid.reach?" in page.ask("/api/take?policies=historical&as=policy&set=raid.reac:1").error
    assert "no order" in page.ask("/api/take?policies=historical&as=policy&shift=nothing:1").error


def test_commands_say_everything_that_was_set() -> None:
    asked = "scenario=s&policies=a,b%2Bc&set=x.y:0.5&variant=v.w:o&shift=q:-4&seed=3&worlds=60&worlds_from=prior"
    settings = settings_of(entries(asked))
    assert command(settings) == (
        "rekindle compare s --policies a+levers.yaml,b+c+levers.yaml --set x.y=0.5 --variant v.w=o --worlds-from prior "
        "--worlds 60 --seed 3"
    )
    assert "changes: []" in policy_file(Settings("s", ("a",)), {})


def test_one_file_has_everything_in_it(page: Client, answer: dict) -> None:
    reply = page.ask(f"/api/take?{ASKED}&as=html&lang=ar&view=map")
    assert file_of(reply) == f"{SMALL}.html"
    text = reply.body.decode("utf-8")
    assert '<html lang="ar"' in text
    assert "connect-src 'none'" in text
    assert not re.search(r'(?:src|href)\s*=\s*"(?!data:|#)', text), "something would be fetched"
    data = json.loads(re.search(r'<script type="application/json" id="rekindle-data">(.*?)</script>', text, re.S)[1])
    assert data["answer"]["digest"] == answer["digest"]
    assert data["query"].endswith("view=map")
    assert data["scenario"]["title"] != page.ask("/api/scenario").json()["title"]
    assert data["levers"]
    assert "/static/locale/ar.json" in data["files"]
    imports = json.loads(re.search(r'<script type="importmap">(.*?)</script>', text, re.S)[1])["imports"]
    for name, address in imports.items():
        code = base64.b64decode(address.removeprefix("data:text/javascript;base64,")).decode("utf-8")
        wanted = (
            re.findall(r"""(?:\bfrom|\bimport\s*\(?)\s*["']([^"']+)["']""", code)
            if not name.startswith("rekindle/vendor")
            else []
        )
        assert set(wanted) <= set(imports), f"{name} imports what is not in the file"


def test_every_module_of_the_page_is_found() -> None:
    found = modules("js/app.js")
    assert {"js/app.js", "js/store.js", "vendor/plot.js"} <= set(found)
