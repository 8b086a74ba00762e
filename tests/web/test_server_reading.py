"""A document sent to the live page: who may send, how much, and what comes back."""

from __future__ import annotations

import http.client
import json
import sys
from collections.abc import Iterator

import pytest
from live_page import TOKEN, Client, Reply, live_page

import rekindle
from rekindle.web.security import BYTES, LARGEST

SCENARIO = "mosul-2016"
NOTE = (
    "An invented note\n\n28 February 2017\n\nSome 2,000 IS fighters remain in the west of Mosul \U0001f600, a UN official "
    "said. The fight for the city is very unlikely to be over before the summer. <script>alert(1)</script>\n"
)


@pytest.fixture(scope="module")
def page() -> Iterator[Client]:
    with live_page(SCENARIO) as client:
        yield client
        assert not client.faults


def sent(page: Client, body: bytes, name: str = "note.txt", method: str = "POST", **headers: str | None) -> Reply:
    given = {"Authorization": f"Bearer {TOKEN}", "Content-Type": BYTES, "Content-Length": str(len(body))}
    given |= {key.replace("_", "-"): value for key, value in headers.items()}
    connection = http.client.HTTPConnection("127.0.0.1", page.port, timeout=60)
    try:
        connection.putrequest(method, f"/api/read?document={name}", skip_host="Host" in headers)
        for key, value in given.items():
            if value is not None:
                connection.putheader(key, value)
        connection.endheaders()
        connection.send(body)
        reply = connection.getresponse()
        return Reply(reply.status, {key.lower(): value for key, value in reply.getheaders()}, reply.read())
    finally:
        connection.close()


def test_the_draft_is_that_of_the_public_function(page: Client) -> None:
    reply = sent(page, NOTE.encode())
    assert reply.status == 200
    assert reply.headers["cache-control"] == "no-store"
    found = reply.json()
    draft, files = rekindle.read_bytes(NOTE.encode(), "note.txt", SCENARIO)
    expected = json.loads(json.dumps(draft.to_dict()))
    assert {key: found[key] for key in expected} == expected
    assert found["files"] == files
    assert {"quantities.draft.yaml", "claims.draft.yaml"} <= files.keys()
    for one in (*found["figures"], *found["claims"]):
        assert found["text"][one["start"] : one["end"]] == one["words"]


def test_who_may_not_send_is_refused_in_one_line(page: Client) -> None:
    body = NOTE.encode()
    assert sent(page, body, Authorization=None).status == 403
    assert sent(page, body, Authorization="Bearer of-another-start").status == 403
    assert sent(page, body, Origin="http://other.example").status == 403
    assert sent(page, body, Origin="null").status == 403
    assert sent(page, body, Host="rebound.example").status == 421
    cookie = f"{page_cookie()}={TOKEN}.me"
    assert sent(page, body, Authorization=None, Cookie=cookie).status == 403  # a browser says where it sends from
    assert sent(page, body, Authorization=None, Cookie=cookie, Origin=f"http://127.0.0.1:{page.port}").status == 200
    assert sent(page, b"", method="GET", Content_Length=None).status == 405
    assert sent(page, body, method="PUT").status == 405


def page_cookie() -> str:
    from rekindle.web.security import Guard

    async def nothing(scope: object, receive: object, send: object) -> None:
        raise AssertionError("nothing is asked")

    return Guard(nothing, TOKEN).cookie  # type: ignore[arg-type]


def test_what_a_form_of_another_page_could_send_is_refused(page: Client) -> None:
    for kind in ("text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", None):
        assert sent(page, NOTE.encode(), Content_Type=kind).status == 415


def test_sizes_are_held_to(page: Client) -> None:
    assert sent(page, b"", Content_Length=str(LARGEST + 1)).status == 413
    assert sent(page, b"", Content_Length="9" * 18).status == 413
    assert sent(page, b"0\r\n\r\n", Content_Length=None, Transfer_Encoding="chunked").status == 411
    long = sent(page, b"A line of words. " * 20_000)
    assert long.status == 400
    assert "300,000" in long.error and "rekindle read" in long.error


@pytest.mark.parametrize(
    ("body", "name", "says"),
    [
        (b"", "note.txt", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "note.txt", "an image (PNG), whatever its name"),
        (b"PK\x03\x04 and no archive", "note.docx", "note.docx"),
        (b"%PDF-1.7 and no more", "note.pdf", "cannot be read"),
        (b"\x7fELF\x00\x01", "..%2F..%2Fnote.html", "note.html is a program"),
    ],
)
def test_a_hostile_document_is_refused_in_one_line(page: Client, body: bytes, name: str, says: str) -> None:
    reply = sent(page, body, name)
    assert reply.status == 400
    assert says in reply.error
    assert ".." not in reply.error


def test_the_bytes_and_not_the_name_say_what_it_is(page: Client) -> None:
    reply = sent(page, NOTE.encode(), "note.pdf").json()
    assert reply["document"]["format"] == "txt"


def test_a_missing_library_is_named_with_the_way_to_install_it(page: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    for name in [one for one in sys.modules if one.startswith("rekindle.reader.formats.html")]:
        monkeypatch.delitem(sys.modules, name)
    reply = sent(page, b"<!doctype html><html><body><p>Some 200 people fled the city.</p></body></html>", "note.html")
    assert reply.status == 400
    assert "pip install 'rekindle-lab[read]'" in reply.error


def test_only_so_many_are_read_at_once(page: Client) -> None:
    page.page.readings.now += 2
    try:
        assert sent(page, NOTE.encode()).status == 503
    finally:
        page.page.readings.now -= 2
    assert sent(page, NOTE.encode()).status == 200
    assert page.page.readings.now == 0
