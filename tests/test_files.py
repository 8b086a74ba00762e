"""Files that belong together: whatever the moment of a kill, the old ones or the new ones are whole, and it is said which."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rekindle.files import Staged, alone_in, differing, is_sealed, read_json, sealed, settle, sums_of, write_json, write_text

# A process that dies at its nth act upon files once the new ones are to be put in place (an audit hook sees each act).
SCRIPT = """
import os, signal, sys
from pathlib import Path
from rekindle.files import Staged, alone_in

folder, moment = Path(sys.argv[1]), int(sys.argv[2])
acts = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "open", "shutil.rmtree"}
done = [0]

def hook(event, arguments):
    if event in acts and armed:
        done[0] += 1
        if done[0] == moment:
            os.kill(os.getpid(), signal.SIGKILL)

armed = False
sys.addaudithook(hook)
with alone_in(folder):
    staged = Staged(folder, "about")
    (staged.path / "data").mkdir()
    for name in ("about", "data/one", "data/two", "sum"):
        (staged.path / name).write_text("new")
    armed = True
    staged.put_in_place(gone=("drawn",))
    armed = False
print(done[0])
"""
OLD = {"about": "old", "data/one": "old", "drawn/picture": "old", "sum": "old"}
NEW = {"about": "new", "data/one": "new", "data/two": "new", "sum": "new"}


def fill(folder: Path, content: dict[str, str]) -> Path:
    for name, text in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def contents(folder: Path) -> dict[str, str]:
    files = [file for file in folder.rglob("*") if file.is_file() and not file.name.startswith(".rekindle")]
    return {file.relative_to(folder).as_posix(): file.read_text() for file in files}


def visible(folder: Path) -> dict[str, str]:
    return {name: text for name, text in contents(folder).items() if not name.startswith(".")}


def die_at(folder: Path, moment: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", SCRIPT, str(folder), str(moment)], capture_output=True, text=True, check=False)


@pytest.mark.skipif(os.name == "nt", reason="needs a signal that kills")
def test_a_kill_at_any_moment_leaves_the_old_files_or_the_new(tmp_path: Path) -> None:
    whole = die_at(fill(tmp_path / "whole", OLD), 0)
    assert whole.returncode == 0, whole.stderr
    assert visible(tmp_path / "whole") == NEW
    moments = int(whole.stdout)
    assert moments > 20, "the hook sees what is done to files"
    left = []
    for moment in range(1, moments + 1):
        folder = fill(tmp_path / str(moment), OLD)
        assert die_at(folder, moment).returncode == -9
        if (folder / "about").exists():  # what is called described is whole, even before anybody puts things in order
            described = visible(folder)
            assert described == OLD if described["about"] == "old" else NEW.items() <= described.items()
        settle(folder)
        with alone_in(folder):
            Staged(folder, "about").discard()
        assert contents(folder) in (OLD, NEW), moment
        left.append(contents(folder) == NEW)
    assert left == sorted(left) and any(left) and not all(left), "old up to one moment, new from then on"


def test_a_second_process_that_dies_while_it_puts_things_in_order_does_no_harm(tmp_path: Path) -> None:
    """Finishing is repeated from any state that it can itself leave."""
    folder = fill(tmp_path, OLD)
    fill(folder / ".rekindle-finished", {**NEW, ".plan": '{"last": "about", "gone": ["drawn"]}'})
    (folder / "about").unlink()
    (folder / "data" / "one").rename(folder / "gone")  # half of an old folder was being thrown away
    (folder / "gone").unlink()
    fill(folder / ".rekindle-replaced", {"about": "old", "data/one": "old"})
    (folder / ".rekindle-finished" / "sum").replace(folder / "sum")
    settle(folder)
    assert contents(folder) == NEW


def test_what_is_not_complete_is_thrown_away_and_never_put_in_place(tmp_path: Path) -> None:
    folder = fill(tmp_path, OLD)
    fill(folder / ".rekindle-finished", {"data/one": "new"})  # without a plan: nothing ever made it so
    settle(folder)
    assert contents(folder) == OLD


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_text(tmp_path / "a" / "b.txt", "عربي")
    assert file.read_bytes() == "عربي".encode()
    monkeypatch.setattr(os, "fsync", lambda number: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        write_text(file, "new")
    assert [path.name for path in file.parent.iterdir()] == ["b.txt"] and file.read_bytes() == "عربي".encode()


def test_checksums_tell_what_is_altered_missing_or_foreign(tmp_path: Path) -> None:
    folder = fill(tmp_path, NEW)
    names = ("about", "data", "sum")
    sums = sums_of(folder, names)
    assert sums.splitlines()[0].endswith("  about") and differing(folder, sums, names) == ""
    fill(folder, {"data/three": ""})
    assert differing(folder, sums, names) == "data/three is not of this result"
    (folder / "data" / "three").unlink()
    fill(folder, {"data/two": "nev"})
    assert differing(folder, sums, names) == "data/two was altered or is damaged"
    (folder / "data" / "two").unlink()
    assert differing(folder, sums, names) == "data/two is missing"
    assert differing(folder, "x" + sums, ("about",)) == "about was altered or is damaged"
    only = sums_of(folder, ("about",))
    for altered in (only + only, only.replace("\n", "\r\n"), only + "\n"):
        assert differing(folder, altered, ("about",)) != ""


def test_a_seal_tells_whether_a_file_says_what_it_said(tmp_path: Path) -> None:
    about = sealed({"a": 1.5, "b": [None, "\udcff"]})
    file = write_json(tmp_path / "a.json", about)
    assert is_sealed(read_json(file)) and sealed(about) == about
    assert not is_sealed({**about, "a": 1.4}) and not is_sealed({"a": 1})
    write_text(file, "[" * 200_000)
    with pytest.raises(ValueError, match="too deeply"):
        read_json(file)
