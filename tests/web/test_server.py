"""The live page as its browser meets it: what addresses answer, streams, a watched scenario, and the end."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from live_page import Client, Reply, live_page

import rekindle
from rekindle.web.jobs import FAULT
from rekindle.web.own import Own
from rekindle.web.scenarios import MOST_READY, latest, own_or_packaged

SMALL = next(name for name in rekindle.names() if name.startswith("battle-"))
ONE = "policies=historical&worlds=20"


@pytest.fixture(scope="module")
def page() -> Iterator[Client]:
    with live_page(SMALL) as client:
        yield client
        assert not client.faults


def eventually(holds: Callable[[], Any], seconds: float = 20.0) -> Any:
    """Wait until something holds; what it gave."""
    until = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < until, "it never held"
        time.sleep(0.02)
    return found


# What addresses answer


def test_the_page_and_its_modules_come_as_what_they_are(page: Client) -> None:
    assert page.ask("/").headers["content-type"].startswith("text/html")
    for path, kind in (("js/app.js", "text/javascript"), ("style.css", "text/css"), ("locale/ar.json", "application/json")):
        reply = page.ask(f"/static/{path}", Accept_Encoding="gzip")
        assert reply.headers["content-type"].startswith(kind)
        assert reply.headers["content-encoding"] == "gzip"
        assert reply.headers["cache-control"] == "no-cache"
        assert page.ask(f"/static/{path}", If_None_Match=reply.headers["etag"]).status == 304


def test_a_scenario_is_described_in_both_languages(page: Client) -> None:
    plain, said = page.ask("/api/scenario").json(), page.ask("/api/scenario?lang=ar").json()
    assert plain["name"] == plain["served"] == SMALL
    assert {one["name"] for one in plain["names"]} == set(rekindle.names())
    assert plain["version"] == rekindle.__version__
    assert plain["problems"] == []
    assert plain["limits"]["worlds"] == 2000
    assert said.keys() == plain.keys()
    assert said["title"] != plain["title"]
    assert page.ask("/api/scenario?lang=fr").error == "lang is one of en, ar, not 'fr'."


def test_levers_and_statements_answer(page: Client) -> None:
    levers = page.ask("/api/levers").json()["levers"]
    assert {"path", "kind", "label", "sources"} <= levers[0].keys()
    assert page.ask("/api/claims").status == 400  # a battle has none
    assert page.ask("/api/watch").status == 204  # what is packaged does not change


def test_what_is_kept_is_given_at_once_and_else_nothing(tmp_path: Path) -> None:
    kept = rekindle.opening(SMALL)
    assert kept
    with live_page(SMALL) as page:
        reply = page.ask("/api/opening")
        assert reply.json()["kept"] is True
        assert reply.json()["digest"] == kept["digest"]
    served, own = own_or_packaged(str(rekindle.new("my-city", tmp_path)))
    assert own and own.read()
    with live_page(served, own) as page:
        assert page.ask("/api/opening").status == 204


def test_an_answer_grows_and_ends(page: Client) -> None:
    events = page.ask("/api/answer?policies=historical&worlds=120").events
    kinds = [kind for kind, _ in events if kind != "wait"]
    answers = [data for kind, data in events if kind == "answer"]
    assert kinds[-1] == "end"
    worlds = [one["worlds"] for one in answers]
    assert worlds == sorted(worlds)
    assert worlds[-1] == 120
    with rekindle.live(SMALL) as ready:
        assert answers[-1]["digest"] == ready.asking(["historical"]).more(120).answer()["digest"]


def test_a_stream_is_compressed_for_whoever_takes_that(page: Client) -> None:
    query = "/api/answer?policies=historical&worlds=110"
    plain, squeezed = page.ask(query), page.ask(query, Accept_Encoding="gzip, br")
    assert squeezed.headers["content-encoding"] == "gzip"
    assert len(squeezed.body) < len(plain.body) / 2
    again = zlib.decompressobj(16 + zlib.MAX_WBITS)
    assert Reply(200, {}, again.decompress(squeezed.body)).events[-2:] == plain.events[-2:]
    assert again.eof  # the checksum at its end agrees


def test_equal_settings_give_equal_answers(page: Client) -> None:
    one, other = (page.ask(f"/api/answer?{ONE}&seed=1{more}") for more in ("", "&worlds_from="))
    digests = {reply.events[-2][1]["digest"] for reply in (one, other)}
    assert len(digests) == 1
    assert page.ask(f"/api/answer?{ONE}&seed=2").events[-2][1]["digest"] not in digests


def test_what_the_scenario_does_not_know_is_a_problem_with_the_nearest(page: Client) -> None:
    for query, near in (("policies=historicl", "historical"), ("policies=historical&set=raid.reac:0.2", "raid.reach")):
        kind, data = page.ask(f"/api/answer?{query}&worlds=20").events[-1]
        assert kind == "problem"
        assert near in data["error"]
        assert "\n" not in data["error"]


def test_one_world_is_told(page: Client) -> None:
    told = page.ask(f"/api/world?{ONE}&world=3").json()
    assert told["world"] == 3
    assert told["events"]
    assert page.ask(f"/api/world?{ONE}&world=100000").error.startswith("world must be a whole number")


def test_few_scenarios_are_kept_ready(page: Client) -> None:
    for seed in range(10, 10 + MOST_READY + 2):
        assert page.ask(f"/api/answer?{ONE}&seed={seed}").events[-1][0] == "end"
    eventually(lambda: len(page.page.scenarios._ready) <= MOST_READY)


def test_a_fault_of_ours_is_one_line_with_nothing_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("/a/path/that/is/nobodys/business")

    with live_page(SMALL) as page:
        monkeypatch.setattr("rekindle.web.app.rekindle.levers", broken, raising=False)
        reply = page.ask("/api/levers?outcome=x")
        assert reply.status == 500
        assert reply.error == FAULT.format(kind="ValueError")
        assert [type(one) for one in page.faults] == [ValueError]


# Clients that go


def test_a_client_that_vanishes_stops_costing(page: Client) -> None:
    lines = [page.connect(f"/api/answer?policies=historical&worlds=2000&seed=1&set=raid.reach:0.{n}") for n in range(1, 5)]
    eventually(lambda: page.page.queue.waiting >= 3)
    for line in lines:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")  # gone without a word
        line.close()
    eventually(lambda: page.page.queue.waiting == 0, 5.0)
    eventually(lambda: page.page.streams.open.total() == 0, 5.0)


def test_a_client_that_reads_nothing_is_let_go(page: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rekindle.web.streams.PATIENCE", 0.3)
    line = page.connect("/api/answer?policies=historical&worlds=300&set=raid.reach:0.33")
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    eventually(lambda: page.page.streams.open.total() == 0, 60.0)
    line.close()


def test_whoever_connects_and_asks_nothing_is_let_go(page: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rekindle.web.serving.SILENT", 0.2)
    with socket.create_connection(("127.0.0.1", page.port), timeout=20) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHo")
        assert line.recv(100) == b""


# A scenario of one's own


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return rekindle.new("my-scenario", tmp_path)


def events_of(reply: http.client.HTTPResponse) -> Iterator[dict[str, Any]]:
    """Data of a stream's events, as they come."""
    while line := reply.readline():
        if line.startswith(b"data: "):
            yield json.loads(line.removeprefix(b"data: "))


def test_a_scenario_of_ones_own_is_watched_and_its_problems_have_file_and_line(mine: Path) -> None:
    served, own = own_or_packaged(str(mine))
    assert own is not None
    assert own.read()
    text = mine.read_text(encoding="utf-8")
    with live_page(served, own) as page:
        sound = page.ask("/api/scenario").json()
        assert (sound["name"], sound["watched"], sound["problems"]) == ("my-scenario", True, [])
        line = page.connect("/api/watch")
        reply = http.client.HTTPResponse(line)
        reply.begin()
        news = events_of(reply)
        assert next(news) == {"digest": sound["digest"], "problems": []}
        mine.write_text(text.replace("title:", "titel:", 1), encoding="utf-8")
        (problem, *_) = next(news)["problems"]
        assert problem["file"] == "scenario.yaml"
        assert problem["line"] == 1 + text.splitlines().index(
            next(row for row in text.splitlines() if row.startswith("title:"))
        )
        assert "titel" in problem["text"]
        assert page.ask("/api/scenario").json()["problems"]  # and what was sound last is still shown
        assert page.ask("/api/scenario").json()["digest"] == sound["digest"]
        mine.write_text(re.sub(r"^title: .*", "title: Another", text, count=1, flags=re.M), encoding="utf-8")
        changed = next(news)
        assert changed["problems"] == []
        assert changed["digest"] != sound["digest"]
        assert page.ask("/api/scenario").json()["title"] == "Another"
        reply.close()
        line.close()


def test_a_file_that_is_broken_at_the_start_is_shown_and_followed(mine: Path) -> None:
    text = mine.read_text(encoding="utf-8")
    mine.write_text("name: [", encoding="utf-8")
    served, own = own_or_packaged(str(mine.parent))
    assert own is not None
    assert not own.read()
    with live_page(served, own) as page:
        about = page.ask("/api/scenario").json()
        assert about["problems"][0]["file"] == "scenario.yaml"
        assert "title" not in about
        assert "has problems" in page.ask(f"/api/answer?{ONE}").events[-1][1]["error"]
        assert "has problems" in page.ask("/api/levers").error
        mine.write_text(text, encoding="utf-8")
        eventually(lambda: page.ask("/api/scenario").json().get("title"))


def test_a_file_beside_it_counts_too(mine: Path) -> None:
    own = Own(mine)
    assert own.read()
    (mine.parent / "policies").mkdir(exist_ok=True)
    (mine.parent / "policies" / "odd.yaml").write_text("name: odd\nchanges: [{}]\n", encoding="utf-8")
    before = own._files()
    own.read_beside()
    assert {problem["file"] for problem in own.problems} == {"policies/odd.yaml"}
    (mine.parent / "policies" / "odd.yaml").unlink()
    assert own._files() != before


def test_what_is_served_is_a_name_or_a_file_that_is_there(mine: Path) -> None:
    assert own_or_packaged("") == (latest(), None)
    assert own_or_packaged(SMALL) == (SMALL, None)
    with pytest.raises(rekindle.errors.UsageError, match=f"Did you mean {SMALL}"):
        own_or_packaged(SMALL + "x")
    with pytest.raises(rekindle.errors.MissingData, match="There is no file"):
        own_or_packaged("nowhere/scenario.yaml")
    with pytest.raises(rekindle.errors.MissingData, match="holds no scenario.yaml"):
        own_or_packaged(str(mine.parent.parent))


# The command


def begun(*words: str, folder: Path | None = None, cache: Path | None = None) -> tuple[subprocess.Popen[str], str]:
    """The command under way, and the address that it printed."""
    kept = {} if cache is None else {"XDG_CACHE_HOME": str(cache)}
    run = subprocess.Popen(
        [sys.executable, "-m", "rekindle", "serve", *words, "--no-open"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, cwd=folder, env={**os.environ, "PYTHONUNBUFFERED": "1", **kept},
    )  # fmt: skip
    assert run.stdout
    line = run.stdout.readline()
    found = re.search(r"http://\S+", line)
    if not found:
        run.kill()
        raise AssertionError(line + run.communicate()[1])
    return run, found.group()


def fetch(address: str, path: str = "") -> tuple[int, bytes]:
    _, _, host, query = address.split("/", 3)
    line = http.client.HTTPConnection(host, timeout=60)
    line.request("GET", path or f"/{query}", headers={"Authorization": f"Bearer {address.split('token=')[1]}"})
    reply = line.getresponse()
    found = reply.status, reply.read()
    line.close()
    return found


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_ctrl_c_ends_it_within_a_second_whatever_is_under_way() -> None:
    run, address = begun(SMALL, "--port", "0")
    assert fetch(address)[0] == 303
    assert fetch(address, f"/api/answer?{ONE}")[1].endswith(b"event: end\ndata: {}\n\n")  # the model is compiled
    host, port = address.split("/")[2].split(":")
    lines = []
    for n in range(6):
        line = socket.create_connection((host, int(port)), timeout=20)
        token = address.split("token=")[1]
        query = f"/api/answer?policies=historical&worlds=2000&set=raid.reach:0.{n + 1}"
        line.sendall(f"GET {query} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        lines.append(line)
    time.sleep(0.5)
    at = time.monotonic()
    run.send_signal(signal.SIGINT)
    assert run.wait(20) == 0
    took = time.monotonic() - at
    for line in lines:
        line.close()
    assert run.stderr
    assert "Traceback" not in run.stderr.read()
    assert took < 1.0 or os.getloadavg()[0] > 2 * (os.cpu_count() or 1), f"it took {took:.2f} s"


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_the_page_answers_while_the_model_is_compiled_and_ctrl_c_ends_that_too(tmp_path: Path) -> None:
    run, address = begun(SMALL, "--port", "0", cache=tmp_path)
    assert fetch(address, "/")[0] == 200
    assert fetch(address, "/api/scenario")[0] == 200
    host, port = address.split("/")[2].split(":")
    line = http.client.HTTPConnection(host, int(port), timeout=60)
    line.request("GET", f"/api/answer?{ONE}", headers={"Authorization": f"Bearer {address.split('token=')[1]}"})
    reply = line.getresponse()
    data = next(events_of(reply))
    assert data in ({"text": "compiling"}, {"text": "reading"})
    at = time.monotonic()
    run.send_signal(signal.SIGINT)
    assert run.wait(20) == 0
    took = time.monotonic() - at
    reply.close()
    line.close()
    shutil.rmtree(tmp_path, ignore_errors=True)
    assert took < 1.0 or os.getloadavg()[0] > 2 * (os.cpu_count() or 1), f"it took {took:.2f} s"
