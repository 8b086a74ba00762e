"""Files that commands read, spoilt at random: 10,000 of them, of every kind that a command reads.

Each is given to the command that reads it, in a process of its own. A command must end with 0, 2, 3, 4 or 5 and a sentence,
within 20 seconds and 2 GB. Of a finished result, of worlds kept for claims and of a posterior every change must be found (for
these a success is a fault). `python -m benchmarks mutants`; MUTANTS=500 for fewer, MUTANTS_SEED for others.
"""

from __future__ import annotations

import os
import random
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.kills import CALM, CLAIMS

LONG = True
SECONDS, BYTES = 20, 2 * 2**30
ENDINGS = {0, 2, 3, 4, 5}

RECORD = """\
measure,place,start,end,low,best,high,unit,source,status,known_on,note
covert,city_north,2016-03-01,2016-03-31,20,50,90,people,our-judgement,judgement,2016-01-01,made up
displaced,city_north,2016-03-01,2016-03-31,,1000,,people,our-judgement,judgement,2016-01-01,
"""
GED = """\
id,date_start,date_end,side_a,side_b,country,adm_1,deaths_a,deaths_b,deaths_civilians,deaths_unknown,low,best,high
1,2016-10-01,2016-10-01,IS,Civilians,Iraq,Nīnawá province,0,0,3,0,3,3,4
2,2016-11-02,2016-12-03,Government of Iraq,IS,Iraq,Nīnawá province,0,1,1,0,2,2,2
3,2016-12-03 00:00:00.000,2016-12-03,Government of Iraq,IS,Syria,Aleppo governorate,0,2,2,0,4,4,4
"""
GOVERNORATES = ("Anbar,Babylon,Baghdad,Basrah,Dahuk,Diyala,Erbil,Kerbala,Kirkuk,Missan,Muthanna,Najaf,Ninewa,Qadissiya,"
                "Salah al-Din,Sulaymaniyah,Thi-Qar,Wassit")  # fmt: skip
DTM = (f"Place id,Governorate,District,Location name in English,Latitude,Longitude,Families,Individuals,{GOVERNORATES}\n"
       + "00001,Ninewa,A district,A place,36.3,43.1,40,240" + "," * 13 + "40" + "," * 5 + "\n"
       + "00002,Erbil,A district,A place,36.3,43.1,25,150" + "," * 13 + "25" + "," * 5 + "\n")  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """Files of one kind, the command that reads them, and whether it must notice whatever is changed."""

    name: str
    files: list[Path]
    words: list[str]
    found: bool = False
    share: int = 1


def measure() -> Iterator[tuple[str, str]]:
    """Spoil files of every kind, as many of each as its share."""
    count = int(os.environ.get("MUTANTS", "10000"))
    noise = random.Random(int(os.environ.get("MUTANTS_SEED", "1")))
    with tempfile.TemporaryDirectory(prefix="rekindle-mutants-") as temporary:
        kinds = _prepared(Path(temporary))
        shares = sum(kind.share for kind in kinds)
        everything: Counter[str] = Counter()
        for kind in kinds:
            found: Counter[str] = Counter()
            slowest, largest = 0.0, 0
            for _ in range(round(count * kind.share / shares)):
                ending, seconds, memory = _tried(kind, noise)
                found[ending] += 1
                slowest, largest = max(slowest, seconds), max(largest, memory)
            everything.update(found)
            told = ", ".join(f"{n} {how}" for how, n in sorted(found.items()))
            yield kind.name, f"{told}; slowest {slowest:.1f} s, largest {largest / 2**20:.0f} MB"
        faults = sum(n for how, n in everything.items() if how.startswith("FAULT"))
        yield "in all", f"{sum(everything.values()):,} mutants, {faults} faults"


def _prepared(there: Path) -> list[Kind]:
    """Whole files of every kind."""
    from dataclasses import replace

    from rekindle.ensemble.posterior import packaged_posterior, write_posterior
    from rekindle.scenario import new

    city = new("my-city", there)
    folder = city.parent
    (folder / "policies").mkdir()
    for name, text in (("claims.yaml", CLAIMS), ("policies/calm.yaml", CALM), ("record.csv", RECORD)):
        (folder / name).write_text(text, encoding="utf-8")
    (there / "ged.csv").write_text(GED, encoding="utf-8")
    (there / "dtm.csv").write_text(DTM, encoding="utf-8")
    short = ["--worlds-from", "prior", "--seed", "1"]
    for words in (
        ["check", str(folder)],
        ["run", str(city), "--worlds", "3", "--until", "2016-06-30", *short, "--out", str(there / "run")],
        ["compare", str(city), "--policies", "historical,calm", "--worlds", "3", "--until", "2016-06-30", *short,
         "--out", str(there / "compared")],
        ["claims", str(city), "--fresh", "--worlds", "100", *short, "--out", str(there / "kept")],
        ["record", "ged", str(there / "ged.csv")],
        ["record", "dtm", str(there / "dtm.csv"), "--on", "2017-12-31"],
    ):  # fmt: skip
        ending, told = _ended(words)
        if ending:
            raise RuntimeError(f"{' '.join(words)}: {ending} {told}")
    posterior = packaged_posterior()
    write_posterior(there / "posterior", replace(posterior, table=posterior.table[:4]))
    until = ["--until", "2016-02-29"]
    run, compared, kept = there / "run", there / "compared", there / "kept"
    arrays = [file for file in (run / "results.zarr").rglob("*") if file.is_file()]
    drawn = [file for file in (run / "figures").rglob("*") if file.is_file()]
    return [
        Kind("scenario", [city], ["check", str(folder)], share=6),
        Kind("sources", [folder / "sources.yaml"], ["check", str(folder)], share=2),
        Kind("policy", [folder / "policies/calm.yaml"], ["check", str(folder)], share=4),
        Kind("claims", [folder / "claims.yaml"], ["check", str(folder)], share=4),
        Kind("claims, decided", [folder / "claims.yaml"],
             ["claims", str(city), "--worlds-from", "prior", "--out", str(kept)], share=2),
        Kind("record", [folder / "record.csv"], ["record", "show", str(city)], share=3),
        Kind("UCDP GED", [there / "ged.csv"], ["record", "ged", str(there / "ged.csv")], share=4),
        Kind("IOM DTM", [there / "dtm.csv"], ["record", "dtm", str(there / "dtm.csv"), "--on", "2017-12-31"], share=4),
        Kind("manifest", [run / "manifest.json"], ["verify", str(run)], found=True, share=4),
        Kind("checksums, summary, report", [run / "SHA256SUMS", run / "summary.json", run / "report.html", *drawn[:3]],
             ["verify", str(run)], found=True, share=2),
        Kind("arrays", arrays, ["verify", str(run)], found=True, share=6),
        Kind("comparison", [compared / "comparison.json", compared / "SHA256SUMS", compared / "compare.html",
                            compared / "calm/manifest.json"], ["verify", str(compared)], found=True, share=2),  # fmt: skip
        Kind("kept worlds", [kept / "worlds.npz", kept / "worlds.json"],
             ["claims", str(city), "--worlds-from", "prior", "--out", str(kept)], found=True, share=4),
        Kind("posterior", [there / "posterior/posterior.csv", there / "posterior/posterior.json"],
             ["world", str(city), *until, "--worlds-from", str(there / "posterior")], found=True, share=3),
    ]  # fmt: skip


def _tried(kind: Kind, noise: random.Random) -> tuple[str, float, int]:
    """Spoil one file, run the command, put the file back: how it ended, seconds, bytes."""
    file = noise.choice(kind.files)
    before = file.read_bytes()
    after = spoilt(before, noise)
    file.write_bytes(after)
    started = time.perf_counter()
    try:
        ending, told, memory = _forked(kind.words)
    finally:
        file.write_bytes(before)
    seconds = time.perf_counter() - started
    same = after == before or (file.suffix == ".json" and _same_json(before, after))
    if ending == 0 and kind.found and not same:
        told = f"FAULT: not found ({file.name})"
    elif ending not in ENDINGS or "Traceback" in told or "fault of Rekindle" in told:
        told = f"FAULT: {ending} {' '.join(told.split())[-200:]}"
    elif seconds > SECONDS or memory > BYTES:
        told = f"FAULT: {seconds:.0f} s, {memory / 2**20:.0f} MB"
    else:
        return f"ended with {ending}", seconds, memory
    keep = os.environ.get("MUTANTS_KEEP")
    if keep:
        Path(keep).mkdir(parents=True, exist_ok=True)
        name = f"{kind.name.replace(' ', '-').replace(',', '')}-{len(list(Path(keep).iterdir()))}-{file.name}"
        (Path(keep) / name).write_bytes(after)
        print(f"    {name}: {told}", file=sys.stderr)
    return told[:90], seconds, memory


def _same_json(before: bytes, after: bytes) -> bool:
    """Whether only the spacing or spelling of JSON differs. A result is held to the byte, by its checksums."""
    import json

    try:
        return bool(json.loads(before) == json.loads(after))
    except (ValueError, RecursionError):
        return False


def _forked(words: list[str]) -> tuple[int, str, int]:
    """Run a command in a copy of this process: its exit code, what it told, its memory."""
    with tempfile.TemporaryFile() as told:
        child = os.fork()
        if child == 0:
            signal.alarm(2 * SECONDS)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            os.dup2(told.fileno(), 1)
            os.dup2(told.fileno(), 2)
            code, _ = _ended(words)
            os._exit(code)
        _, status, used = os.wait4(child, 0)
        told.seek(0)
        text = told.read().decode("utf-8", "replace")
        return os.waitstatus_to_exitcode(status), text, used.ru_maxrss * 1024


def _ended(words: list[str]) -> tuple[int, str]:
    """Call the command line in this process: its exit code, and what went wrong."""
    from rekindle.cli.app import main

    sys.argv = ["rekindle", *words]
    try:
        main()
    except SystemExit as stop:
        sys.stdout.flush()
        sys.stderr.flush()
        return int(stop.code or 0), ""
    except BaseException:
        told = traceback.format_exc()
        sys.stderr.write(told)
        sys.stderr.flush()
        return 70, told
    return 0, ""


# Ways to spoil a file

VALUES = [b"-1", b"0", b"1e309", b"nan", b".inf", b"9" * 400, b"99999999999999999999", b"1,5", "٣".encode(), b"0x10", b"true",
          b"null", b"~", b"''", b"[]", b"{}", b"2016-02-30", b"9999-12-31", b"0001-01-01", b"*a", b"&a [*a]",
          b"!!python/none x", b"<<", b"\\x00", b"\t", b"#", b": :", b"- -", b'"', b"x" * 5000]  # fmt: skip
WHOLES = [b"", b"\n", b"null", b"[]", b"{}", b"\x00" * 100, b"\xff\xfe\x00", b"[" * 100_000, b'{"a":' * 50_000, b"- " * 20_000,
          b"a: &a [x]\n" + b"b: [*a, *a]\n" * 50, b",\n" * 1000, b"%PDF-1.7", b"PK\x03\x04", b"\x1f\x8b\x08"]  # fmt: skip


def _flip(content: bytes, noise: random.Random) -> bytes:
    at = noise.randrange(len(content))
    return content[:at] + bytes([content[at] ^ 1 << noise.randrange(8)]) + content[at + 1 :]


def _cut(content: bytes, noise: random.Random) -> bytes:
    at, length = noise.randrange(len(content)), noise.choice([1, 3, 20, 500])
    return content[:at] + content[at + length :]


def _twice(content: bytes, noise: random.Random) -> bytes:
    at, length = noise.randrange(len(content)), noise.choice([1, 20, 200])
    return content[: at + length] + content[at:]


def _inserted(content: bytes, noise: random.Random) -> bytes:
    at = noise.randrange(len(content))
    return content[:at] + noise.choice([noise.randbytes(3), *VALUES]) + content[at:]


def _truncated(content: bytes, noise: random.Random) -> bytes:
    return content[: noise.randrange(len(content))]


def _value(content: bytes, noise: random.Random) -> bytes:
    """Another value in the place of a number or a word."""
    words = list(re.finditer(rb"[\w.+-]+", content[:200_000]))
    if not words:
        return _flip(content, noise)
    word = noise.choice(words)
    other = noise.choice([*VALUES, noise.choice(words)[0]])
    return content[: word.start()] + other + content[word.end() :]


def _lines(content: bytes, noise: random.Random) -> bytes:
    """A line gone, doubled, moved or indented."""
    lines = content.splitlines(keepends=True)
    at = noise.randrange(len(lines))
    how = noise.randrange(4)
    if how == 0:
        del lines[at]
    elif how == 1:
        lines.insert(at, lines[at])
    elif how == 2:
        lines.insert(noise.randrange(len(lines)), lines.pop(at))
    else:
        lines[at] = b"  " + lines[at]
    return b"".join(lines)


def _encoded(content: bytes, noise: random.Random) -> bytes:
    text = content.decode("utf-8", "replace")
    return noise.choice([
        text.encode("utf-16"), b"\xef\xbb\xbf" + content, content.replace(b"\n", b"\r\n"), content.replace(b"\n", b"\r"),
        text.encode("cp1252", "replace"),
    ])  # fmt: skip


def _whole(content: bytes, noise: random.Random) -> bytes:
    return noise.choice(WHOLES)


WAYS: list[Callable[[bytes, random.Random], bytes]] = [
    _flip, _flip, _cut, _twice, _inserted, _truncated, _value, _value, _value, _lines, _lines, _encoded, _whole]  # fmt: skip


def spoilt(content: bytes, noise: random.Random) -> bytes:
    """A file spoilt once, or a few times."""
    for _ in range(noise.choice([1, 1, 1, 2, 4])):
        content = noise.choice(WAYS)(content, noise) if content else noise.choice(WHOLES)
    return content
