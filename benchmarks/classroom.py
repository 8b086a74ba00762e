"""Does a class of fifty stay answered? A page in a process of its own, and clients that move levers for a minute.

A client drags a slider, which asks for some positions one after the other and gives up all but the last; it waits for the first
answer, however long that takes, looks at it and at what is refined for a few seconds, and moves again. Half of the moves go
where the teacher said, as in a class, so that answers are shared; in a second run everybody goes elsewhere. One client alone,
before each, is the measure. Then some minutes more, for the memory that is held after each.
"""

from __future__ import annotations

import asyncio
import hashlib
import http.client
import json
import random
import re
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LONG = True
CLIENTS, SECONDS, ALONE = 50, 60.0, 20.0
LATER = 4
"""Minutes more in which everybody is elsewhere, to see whether memory grows."""
THINKS = (2.0, 6.0)
"""Seconds between two moves of a client."""
DRAG, STEP = 3, 0.12
"""Positions that a drag asks for, and seconds between them."""
LEVERS = 12
"""Sliders that are moved: those that the page shows first."""
SCENARIO, POLICIES = "mosul-2016", "historical,counterinsurgency"


@dataclass
class Class:
    """What clients met: seconds to a first answer, how many moves were made, and everything that was no answer."""

    host: str
    port: int
    token: str
    waited: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    moves: int = 0
    teacher: str = ""
    levers: list[dict[str, Any]] = field(default_factory=list)

    @property
    def cookie(self) -> str:
        """The name of the page's cookie."""
        return f"rekindle-{hashlib.sha256(self.token.encode()).hexdigest()[:8]}"

    def prepare(self) -> None:
        """Wait until the model is compiled, and learn which sliders there are."""
        line = http.client.HTTPConnection(self.host, self.port, timeout=600)
        for path in ("levers", f"answer?policies={POLICIES}"):
            line.request("GET", f"/api/{path}", headers={"Authorization": f"Bearer {self.token}"})
            said = line.getresponse().read()
            if path == "levers":
                self.levers = [one for one in json.loads(said)["levers"] if one["kind"] != "variant"][:LEVERS]

    def again(self) -> Class:
        """The same class, to be measured anew."""
        return Class(self.host, self.port, self.token, levers=self.levers)

    def anywhere(self, chance: random.Random) -> str:
        """A position of a slider, of those that its steps allow."""
        lever = chance.choice(self.levers)
        low, high, step = lever["low"], lever["high"], lever["step"]
        return f"{lever['path']}:{low + step * round(chance.uniform(0.05, 0.95) * (high - low) / step):.6g}"


async def move(room: Class, who: str, setting: str, until: float, thinks: float = 0.0) -> None:
    """Ask for a position, and look at what is refined for a while after the first answer; give up when the time is over."""
    reader, writer = await asyncio.open_connection(room.host, room.port, limit=2**24)
    path = f"/api/answer?scenario={SCENARIO}&policies={POLICIES}&set={setting}"
    head = f"GET {path} HTTP/1.1\r\nHost: {room.host}:{room.port}\r\nCookie: {who}\r\n\r\n"
    began = time.monotonic()
    answered = False
    try:
        writer.write(head.encode())
        status = await asyncio.wait_for(reader.readline(), 60)
        if b" 200 " not in status:
            room.errors.append(status.decode().strip())
            return
        while True:
            line = await asyncio.wait_for(reader.readline(), max(0.001, until - time.monotonic()))
            if line.startswith(b"event: answer") and not answered:
                answered = True
                if thinks:
                    room.waited.append(time.monotonic() - began)
                until = time.monotonic() + thinks
            if line.startswith((b"event: problem", b"event: wait")) or not line:
                room.errors.append((line or b"closed").decode().strip())
                return
            if line.startswith(b"event: end"):
                await asyncio.sleep(max(0.0, until - time.monotonic()))
                return
    except TimeoutError:
        if thinks and not answered:
            room.errors.append("no answer within two minutes")
    finally:
        writer.close()


async def client(room: Class, number: int, shared: float, until: float) -> None:
    """Drags, looks and thinks until the time is over."""
    chance = random.Random(number)
    who = f"{room.cookie}={room.token}.client{number}"
    await asyncio.sleep(chance.uniform(0, THINKS[1]))
    while time.monotonic() < until:
        for _ in range(DRAG - 1):
            await move(room, who, room.anywhere(chance), time.monotonic() + STEP)
        goal = room.teacher if chance.random() < shared else room.anywhere(chance)
        room.moves += 1
        await move(room, who, goal, time.monotonic() + 120, chance.uniform(*THINKS))


async def lesson(room: Class, clients: int, seconds: float, shared: float, first: int) -> None:
    """A lesson: the teacher names another position every ten seconds."""
    until = time.monotonic() + seconds
    chance = random.Random(first)

    async def teach() -> None:
        while time.monotonic() < until:
            room.teacher = room.anywhere(chance)
            await asyncio.sleep(10)

    await asyncio.gather(teach(), *(client(room, first + n, shared, until) for n in range(clients)))


def measure() -> Iterator[tuple[str, str]]:
    words = [sys.executable, "-m", "rekindle", "serve", SCENARIO, "--no-open", "--port", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as run:
        assert run.stdout
        found = re.search(r"http://([\d.]+):(\d+)/\?token=(\S+)", run.stdout.readline())
        assert found
        host, port, token = found[1], int(found[2]), found[3]
        try:
            ready = Class(host, port, token)
            ready.prepare()
            first = 0
            alone: list[float] = []
            memory = [_memory(run.pid)]
            for shared in (0.0, 0.5, 0.0):
                first += 100
                one = ready.again()
                asyncio.run(lesson(one, 1, ALONE, 0.0, first))
                alone += one.waited
                if shared or first > 100:
                    many = ready.again()
                    asyncio.run(lesson(many, CLIENTS, SECONDS, shared, first + 1))
                    memory.append(_memory(run.pid))
                    yield from _told(many, one, shared)
            for minute in range(1, LATER + 1):
                asyncio.run(lesson(ready.again(), CLIENTS, SECONDS, 0.0, first + 100 * minute))
                memory.append(_memory(run.pid))
            yield "one client: median, p95 of a first answer", f"{statistics.median(alone):.2f} s, {_p95(alone):.2f} s"
            yield "memory when ready, and after each minute", ", ".join(f"{one / 2**20:.0f} MiB" for one in memory)
        finally:
            run.send_signal(signal.SIGINT)


def _told(many: Class, one: Class, shared: float) -> Iterator[tuple[str, str]]:
    words = "half of the moves where the teacher said" if shared else "everybody elsewhere"
    p95, alone = _p95(many.waited), _p95(one.waited)
    yield f"{CLIENTS} clients, {words}", f"{many.moves} moves, {len(many.errors)} errors {sorted(set(many.errors))[:3]}"
    yield "  median, p95 of a first answer", f"{statistics.median(many.waited):.2f} s, {p95:.2f} s"
    yield "  p95 against that of one client", f"{p95 / alone:.1f} times"


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(0.95 * len(seconds))]


def _memory(process: int) -> int:
    """Bytes that a process holds in memory (Linux)."""
    text = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+)", text)
    return int(found[1]) * 1024 if found else 0
