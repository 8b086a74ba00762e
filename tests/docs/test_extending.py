"""The examples of docs/extending.md run as they stand, in plain Python."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from rekindle.scenario import read
from rekindle.scenario.policy_check import check

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Fenced blocks of one language."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.S)


def test_the_python_examples_run():
    code = "\n".join(blocks("python"))
    assert code.count("assert") >= 5
    path = os.pathsep.join([str(ROOT / "tests" / "model"), *sys.path])
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": path}
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


def test_the_policy_passes_the_check_and_changes_what_it_says(tmp_path):
    (text,) = blocks("yaml")
    file = tmp_path / "jobs-first.yaml"
    file.write_text(text, encoding="utf-8")
    assert check(file, read("mosul-2016")) == []
    broken = tmp_path / "broken" / file.name
    broken.parent.mkdir()
    broken.write_text(text.replace("governance.repair", "governance.repiar"), encoding="utf-8")
    (problem,) = check(broken, read("mosul-2016"))
    assert "governance.repair" in str(problem)
