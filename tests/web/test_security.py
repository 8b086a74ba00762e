"""Who may ask, and what is refused: each in one line, with nothing in it that a stranger should know."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_page import TOKEN, Client, live_page

import rekindle
from rekindle.errors import UsageError
from rekindle.web.serving import Place, more_files
from rekindle.web.settings import LONGEST, entries, settings_of
from rekindle.web.streams import MOST

SMALL = next(name for name in rekindle.names() if name.startswith("battle-"))


@pytest.fixture(scope="module")
def page() -> Iterator[Client]:
    with live_page(SMALL) as client:
        yield client
        assert not client.faults


@pytest.mark.parametrize("path", ["/", "/api/scenario", "/api/answer", "/static/js/app.js", "/nothing"])
def test_nothing_is_answered_without_the_token(page: Client, path: str) -> None:
    for token in (None, "", TOKEN[:-1], TOKEN + "x", "ä"):
        reply = page.ask(path, token=None, **({} if token is None else {"Authorization": f"Bearer {token}"}))
        assert reply.status == 403
        assert b"token" in reply.body
        assert TOKEN.encode() not in reply.body
        assert len(reply.body.splitlines()) == 1


def test_the_token_goes_from_the_address_into_a_cookie_that_no_script_reads(page: Client) -> None:
    reply = page.ask(f"/?scenario={SMALL}&policies=a%2Bb,c&token={TOKEN}", token=None)
    assert reply.status == 303
    assert reply.headers["location"] == f"/?scenario={SMALL}&policies=a+b,c"
    cookie, *rules = reply.headers["set-cookie"].split("; ")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} == set(rules)
    assert page.ask("/", token=None, Cookie=cookie).status == 200
    assert page.ask("/", token=None, Cookie=cookie.replace(TOKEN, "other")).status == 403
    assert page.ask(f"/?token={TOKEN}x", token=None).status == 403


def test_the_address_without_the_token_stays_on_this_machine(page: Client) -> None:
    reply = page.ask(f"//elsewhere.example/?token={TOKEN}", token=None)
    assert reply.status != 303 or reply.headers["location"].startswith("/") and not reply.headers["location"].startswith("//")


FOREIGN = ["rebound.example", "127.0.0.1.rebound.example", "192.0.2.7", "", "localhost@rebound.example", "[::1"]


@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_host_is_refused(page: Client, host: str) -> None:
    reply = page.ask("/api/scenario", Host=host)
    assert reply.status in (400, 421)
    assert b"Traceback" not in reply.body


@pytest.mark.parametrize("host", ["localhost:9000", "LOCALHOST", "127.0.0.1:1", "[::1]:8765"])
def test_a_tunnel_may_have_any_port(page: Client, host: str) -> None:
    assert page.ask("/", Host=host).status == 200


def test_numbers_and_known_names_are_hosts_where_others_may_come() -> None:
    with live_page(SMALL, anywhere=True, names=("lab.example",)) as page:
        for host in ("192.0.2.7:8765", "[2001:db8::1]", "lab.example"):
            assert page.ask("/", Host=host).status == 200
        assert page.ask("/", Host="rebound.example").status == 421


@pytest.mark.parametrize("origin", ["http://rebound.example", "null", "http://127.0.0.1:1", "https://localhost"])
def test_a_foreign_origin_is_refused(page: Client, origin: str) -> None:
    assert page.ask("/api/scenario", Origin=origin).status == 403
    assert page.ask("/api/scenario", Origin=f"http://127.0.0.1:{page.port}").status == 200


def test_another_page_may_link_here_and_do_no_more(page: Client) -> None:
    for path in ("/api/scenario", "/static/js/app.js", "/"):
        assert page.ask(path, Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors", Sec_Fetch_Dest="script").status == 403
    opened = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    assert page.ask("/", **opened).status == 200
    assert page.ask("/", **{**opened, "Sec_Fetch_Dest": "iframe"}).status == 403
    assert page.ask("/api/scenario", **opened).status == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_nothing_can_be_written(page: Client, method: str) -> None:
    assert page.ask("/api/scenario", method=method).status == 405


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/js/../../security.py",
        "/static//etc/passwd",
        "/static/%2Fetc%2Fpasswd", "/static/..\\app.py", "/static/%00", "/../pyproject.toml", "/static/", "/static/js",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_page(page: Client, path: str) -> None:
    reply = page.ask(path)
    assert reply.status in (400, 404)
    assert len(reply.body.splitlines()) == 1
    assert str(Path(rekindle.__file__).parent).encode() not in reply.body


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("policies=../../secret", "no name of a policy"),
        ("policies=secret.yaml", "no name of a policy"),
        ("policies=historical,historical", "twice"),
        ("policies=a,b,c,d,e", "5 policies"),
        ("scenario=..%2F..%2Fetc", "no name"),
        ("scenario=/etc/passwd", "no name"),
        (f"scenario={SMALL[:-1]}", f"Did you mean {SMALL}?"),
        ("worlds=19", "from 20 to 2,000"),
        ("worlds=2001", "from 20 to 2,000"),
        ("worlds=1e3", "whole number"),
        ("worlds=%D9%A3%D9%A0", "whole number"),
        ("seed=-1", "whole number"),
        ("worlds_from=/tmp", "prior, posterior"),
        ("set=a.b:nan", "no number"),
        ("set=a.b:inf", "no number"),
        ("set=a.b:1e400", "no number"),
        ("set=a.b:1_0", "no number"),
        ("set=a.b", "name:value"),
        ("set=a*:1", "name:value"),
        ("set=a.b:1,a.b:2", "twice"),
        ("shift=x:105", "from -104 to 104"),
        ("shift=x:1.5", "whole number"),
        ("variant=a.b:../x", "no name of an option"),
        ("sed=1", "Did you mean seed?"),
        ("seed=1&seed=2", "twice"),
        ("seed=%FF", "no UTF-8"),
        ("seed=1%0A", "cannot be printed"),
        ("&".join(f"k{n}=1" for n in range(50)), "more than 40"),
        ("set=" + ",".join(f"a{n}:1" for n in range(41)), "41 entries"),
    ],
)
def test_a_malformed_state_is_refused_in_one_line(page: Client, query: str, says: str) -> None:
    reply = page.ask(f"/api/answer?{query}")
    assert reply.status == 400
    assert says in reply.error


def test_an_oversized_state_is_refused(page: Client) -> None:
    assert page.ask("/api/answer?set=" + "a" * LONGEST).status == 414
    assert page.ask("/api/answer?set=" + "a" * 100_000).status in (400, 414)
    assert page.ask("/" + "a" * 2_000).status == 414


def test_what_is_no_http_is_refused_in_one_line(page: Client) -> None:
    for sent in (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", b"GET / HTTP/9\r\n\r\n", b"GET /\r\n\r\n", b"X" * 40_000):
        with socket.create_connection(("127.0.0.1", page.port), timeout=20) as line:
            line.sendall(sent)
            assert b"Traceback" not in line.recv(4096)


def test_every_answer_keeps_the_page_to_itself(page: Client) -> None:
    for reply in (page.ask("/"), page.ask("/api/scenario"), page.ask("/static/js/app.js"), page.ask("/", token=None)):
        policy = reply.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert "http" not in policy
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["x-frame-options"] == "DENY"
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert "server" not in reply.headers
        assert "access-control-allow-origin" not in reply.headers


def test_a_thousand_streams_are_refused_in_one_line_and_leave_nothing(page: Client) -> None:
    """From 100 browsers: of each no more than its share is served, of all no more than the server's, and the rest hear why."""
    more_files()
    cookie = page.ask(f"/?token={TOKEN}", token=None).headers["set-cookie"].split("; ")[0].rpartition(".")[0]
    where = f"Host: 127.0.0.1:{page.port}\r\n"
    open_ones = []
    for n in range(1000):
        line = socket.create_connection(("127.0.0.1", page.port), timeout=60)
        ask = f"GET /api/answer?seed={n % 3}&worlds=2000 HTTP/1.1\r\n{where}Cookie: {cookie}.{n % 100}\r\n\r\n"
        line.sendall(ask.encode())
        open_ones.append(line)
    first = [line.recv(12) for line in open_ones]
    refused = [line for line, status in zip(open_ones, first, strict=True) if status == b"HTTP/1.1 503"]
    assert first.count(b"HTTP/1.1 200") == 1000 - len(refused)
    assert 1000 - MOST <= len(refused) < 1000
    for line in refused:
        said = b""
        while not said.endswith(b'"}'):
            said += line.recv(4096)
        (body,) = said.split(b"\r\n\r\n", 1)[1].splitlines()
        assert b"try again" in body
    assert page.ask("/api/scenario").status == 200
    for line in open_ones:
        line.close()
    until = time.monotonic() + 30
    while page.page.streams.open.total() and time.monotonic() < until:
        time.sleep(0.05)
    assert not page.page.streams.open, "streams of clients that went are still counted"


def test_settings_have_one_canonical_form() -> None:
    text = "worlds=500&seed=1&set=b.c:2.50,a.b:1&shift=y:-3&policies=x%2By,z&scenario=some-name&lang=ar"
    settings = settings_of(entries(text))
    assert settings.query() == "scenario=some-name&policies=x+y,z&set=a.b:1,b.c:2.5&shift=y:-3"
    assert settings_of(entries(settings.query())) == settings


def test_a_socket_that_cannot_be_had_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UsageError, match="cannot listen at port"):
            Place(port=taken.getsockname()[1]).socket()
    with pytest.raises(UsageError, match="cannot listen at nowhere.invalid"):
        Place(host="nowhere.invalid").socket()


def test_each_start_has_a_token_of_its_own() -> None:
    assert Place().token != Place().token
    assert len(Place().token) >= 32
