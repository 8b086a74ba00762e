"""The project keeps its own promises: what its pages name exists, rooms stay closed, no machine leaks in."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

import rekindle

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "rekindle"
ROOMS = ["cli", "web", "api", "show", "reader", "analysis", "ensemble", "scenario", "variables", "record", "model", "languages"]
BANNED_NAMES = {"manager", "handler", "utils", "util", "helper", "helpers"}
BANNED_NAMES |= {"base", "core", "engine", "sim", "agent"}
LONGEST_FILE = 400

# Which rooms may import a library, at the top of a file or inside a function.
KEPT_IN = {
    "numba": {"model", "code_cache"},
    # ensemble: what is read back, and anybody may have edited; analysis: a scenario that remembers, while levers move
    "pydantic": {"scenario", "ensemble", "analysis"},
    "pydantic_core": {"scenario", "json_text"},
    "ruamel": {"scenario"},
    "xarray": {"ensemble", "analysis", "show", "cli", "web"},
    "zarr": {"ensemble", "analysis", "show", "cli"},
    "matplotlib": {"show"},
    "jinja2": {"show"},
    "typer": {"cli"},
    "starlette": {"web"},
    "uvicorn": {"web"},
    "distributed": {"analysis"},
}
# Where a distribution brings other names than its own.
IMPORTED_AS = {
    "numba": {"numba", "llvmlite"}, "ruamel.yaml": {"ruamel"}, "ruamel.yaml.clib": {"_ruamel_yaml"},
    "pydantic": {"pydantic", "pydantic_core"}, "ema_workbench": {"ema_workbench", "pandas"},
    "python-docx": {"docx"},
}  # fmt: skip


@cache
def pyproject() -> dict:
    return tomllib.loads(text_of("pyproject.toml"))


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def project_files() -> list[Path]:
    """Files under version control; in an unpacked distribution, all but what builds and runs leave behind."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
            "\0"
        )
        return [ROOT / name for name in listed if name and (ROOT / name).is_file()]
    left_behind = {"build", "dist", "results", "__pycache__"}
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file()
        and not any(
            part in left_behind or part.startswith(".") or part.endswith(".egg-info")
            for part in path.relative_to(ROOT).parts[:-1]
        )
    ]


def pages() -> list[Path]:
    return [path for path in project_files() if path.suffix == ".md"]


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room_of(path: Path) -> str:
    """First step below the package: a room, or the module's own name for files beside the rooms."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def imports_of(path: Path) -> set[str]:
    """First names of all that a file imports when it runs; what only type checkers read is left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            node.body = []
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found


def commands_in(page: str, program: str) -> set[str]:
    """Words that follow a program's name in the blocks and marked code of a page."""
    text = text_of(page)
    code = re.findall(r"```sh\n(.*?)```", text, re.S) + re.findall(r"`([^`\n]+)`", text)
    code += re.findall(r"^    (\S.*)$", text, re.M)
    found = (re.search(rf"(?:^|/){program} ([a-z]+)\b", line) for part in code for line in part.splitlines())
    return {match.group(1) for match in found if match}


# Pages


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_every_make_command_of_a_page_is_a_target(page):
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.M))
    named = commands_in(page, "make")
    assert {"test"} <= named
    assert named <= targets, f"{page} names targets that the Makefile lacks: {sorted(named - targets)}"


def test_the_makefile_has_its_targets_and_none_is_mistaken_for_a_file():
    text = text_of("Makefile")
    for target in ("run", "test", "check", "bench", "clean", "help"):
        assert re.search(rf"^{target}:", text, re.M)
        assert re.search(rf"^\.PHONY:.*\b{target}\b", text, re.M)


def test_every_command_and_option_of_the_pages_exists():
    pytest.importorskip("rekindle.cli.app", reason="there is no command line yet")

    def told(*words: str) -> str:
        """Help as plain text, wide enough that no option is cut off."""
        result = subprocess.run(
            [sys.executable, "-c", "from rekindle.cli.app import main; main()", *words, "--help"],
            capture_output=True,
            text=True,
            env={**os.environ, "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "200"},
        )
        assert result.returncode == 0, result.stderr
        return result.stdout

    commands = told()
    for page in ("README.md", "docs/command-line.md"):
        for command in sorted(commands_in(page, "rekindle")):
            assert re.search(rf"\b{command}\b", commands), f"{page} names `rekindle {command}`"
    options = re.findall(r"^\| `(--[a-z-]+)", text_of("docs/command-line.md"), re.M)
    run = told("run")
    assert options
    missing = [option for option in options if option not in run]
    assert not missing, f"docs/command-line.md names options that `rekindle run --help` lacks: {missing}"


def test_links_between_pages_lead_somewhere():
    broken = []
    for page in pages():
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
        for target in re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", text):
            if re.match(r"[a-z]+:", target) or target.startswith("#"):
                continue
            if not (page.parent / target.split("#")[0]).exists():
                broken.append(f"{shown(page)} -> {target}")
    assert not broken, "\n".join(broken)


def test_every_decision_record_is_listed_for_contributors():
    text = text_of("CONTRIBUTING.md")
    for record in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        assert f"docs/decisions/{record.name}" in text


def test_versions_agree():
    citation = re.search(r"^version: *[\"']?([^\s\"']+)", text_of("CITATION.cff"), re.M)
    changelog = re.search(r"^## \[?(\d[^\s\]]*)", text_of("CHANGELOG.md"), re.M)
    assert citation and changelog
    versions = {
        "pyproject.toml": pyproject()["project"]["version"],
        "rekindle.__version__": rekindle.__version__,
        "CITATION.cff": citation.group(1),
        "CHANGELOG.md": changelog.group(1),
    }
    assert len(set(versions.values())) == 1, versions


def test_every_version_of_the_changelog_says_what_happened_to_results():
    parts = re.split(r"^## ", text_of("CHANGELOG.md"), flags=re.M)[1:]
    silent = [part.splitlines()[0] for part in parts if "### Results" not in part]
    assert not silent, f"no heading Results under: {silent}"


# What must not be in the project


def test_nothing_of_a_machine_is_in_the_project():
    # The patterns are put together from pieces, so that this file does not contain what it looks for.
    folders = "|".join(["work", "root", r"home/\w+", r"Users/\w+"])
    pieces = [("py" + "pi", "org"), ("python" + "hosted", "org"), ("npm" + "js", "org"), ("deb", "debian")]
    hosts = "|".join(r"\.".join(pair) for pair in pieces)
    patterns = [rf"(?<![\w.~-])/(?:{folders})/", hosts, r"\b[A-Z]:\\\\?Users\b"]
    found = []
    for path in project_files():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, 1):
            if any(re.search(pattern, line) for pattern in patterns):
                found.append(f"{shown(path)}:{number}: {line.strip()[:120]}")
    assert not found, "\n".join(found)


def test_module_names_say_what_is_in_them():
    bad = [shown(path) for path in modules() if BANNED_NAMES & set(path.stem.lower().split("_"))]
    bad += [shown(path) for path in PACKAGE.rglob("*") if path.is_dir() and path.name.lower() in BANNED_NAMES]
    assert not bad, f"name these for what is in them: {bad}"


def test_no_file_is_too_long_to_read():
    lengths = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    long = {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE}
    assert not long, f"over {LONGEST_FILE} lines: {long}"


# Rooms


def test_the_order_of_rooms_is_a_contract():
    contracts = pyproject()["tool"]["importlinter"]["contracts"]
    layers = [contract for contract in contracts if contract["type"] == "layers"]
    assert [contract["layers"] for contract in layers] == [ROOMS]
    assert layers[0]["containers"] == ["rekindle"]


def test_libraries_stay_in_their_rooms():
    strays = [
        f"{shown(path)} imports {library}, which belongs in {' and '.join(sorted(rooms))}"
        for path in modules()
        for library, rooms in KEPT_IN.items()
        if library in imports_of(path) and room_of(path) not in rooms
    ]
    assert not strays, "\n".join(strays)


def test_mechanisms_do_not_know_each_other():
    folder = PACKAGE / "model" / "mechanisms"
    names = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    pairs = []
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and "mechanisms" in (node.module or ""):
                parts = {node.module.split(".")[-1]} | {alias.name for alias in node.names}
                pairs += [f"{path.stem} imports {name}" for name in sorted(parts & names)]
    assert not pairs, f"move what two mechanisms need to model/formulas.py: {pairs}"


# What a user installs


def test_everything_imported_is_a_declared_dependency():
    declared: set[str] = set()
    extras = pyproject()["project"]["optional-dependencies"]
    optional = [line for name in ("calibrate", "cluster", "export", "read", "verdicts") for line in extras[name]]
    for line in [*pyproject()["project"]["dependencies"], *optional]:
        name = re.split(r"[<>=!~\[; ]", line)[0]
        declared |= IMPORTED_AS.get(name, {name})
    known = declared | set(sys.stdlib_module_names) | {"rekindle"}
    strange = {shown(path): sorted(imports_of(path) - known) for path in modules()}
    undeclared = {name: libraries for name, libraries in strange.items() if libraries}
    assert not undeclared, f"add these to the dependencies in pyproject.toml: {undeclared}"


def test_every_dependency_has_a_lower_bound_that_make_test_lowest_installs():
    asked = [sys.executable, str(ROOT / ".ci" / "lowest.py"), "test", "read", "verdicts"]
    pins = dict(line.split("==") for line in subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split())
    extras = pyproject()["project"]["optional-dependencies"]
    lines = [*pyproject()["project"]["dependencies"], *extras["test"], *extras["read"], *extras["verdicts"]]
    named = [line.split(",")[0] for line in lines if not line.startswith("rekindle-lab[")]
    assert [f"{name}>={version}" for name, version in pins.items()] == named
    for name in ("xarray", "zarr"):
        assert f"{name} {pins[name]} or later" in text_of("docs/python.md"), (
            f"docs/python.md names another {name} than pyproject.toml"
        )


def test_what_an_extra_brings_is_imported_only_where_it_is_used():
    for path in modules():
        top = ast.parse(path.read_text(encoding="utf-8")).body
        named = {alias.name.split(".")[0] for node in top if isinstance(node, ast.Import) for alias in node.names}
        named |= {str(node.module).split(".")[0] for node in top if isinstance(node, ast.ImportFrom)}
        assert not named & {"sbi", "torch"}, f"{shown(path)} needs rekindle-lab[calibrate] to be imported at all"
        brought = {"SALib", "ema_workbench", "pandas", "typst"}
        assert not named & brought, f"{shown(path)} needs rekindle-lab[verdicts] to be imported at all"
        assert not named & {"openpyxl", "pyarrow"}, f"{shown(path)} needs rekindle-lab[export] to be imported at all"


def test_every_data_file_of_the_package_is_shipped():
    patterns = pyproject()["tool"]["setuptools"]["package-data"]["rekindle"]
    shipped = {path for pattern in patterns for path in PACKAGE.glob(pattern)}
    data = [path for path in project_files() if PACKAGE in path.parents and path.suffix != ".py"]
    left_out = [shown(path) for path in data if path not in shipped]
    assert not left_out, f"no pattern of package-data in pyproject.toml covers: {left_out}"


def test_the_source_distribution_holds_what_the_readme_points_to():
    lines = [line.split() for line in text_of("MANIFEST.in").splitlines() if not line.startswith("#")]
    patterns = [one for line in lines if line[0] == "include" for one in line[1:]]
    folders = tuple(f"{line[1]}/" for line in lines if line[0] == "graft") + ("src/rekindle/",)
    targets = {target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text_of("README.md")) if ":" not in target}
    assert len(targets) > 10
    missing = [one for one in targets if not one.startswith(folders) and not any(Path(one).match(given) for given in patterns)]
    assert not missing, f"MANIFEST.in leaves out what README.md links to: {sorted(missing)}"


def test_types_are_shipped():
    assert (PACKAGE / "py.typed").is_file()
    assert "py.typed" in pyproject()["tool"]["setuptools"]["package-data"]["rekindle"]


def test_the_licence_is_whole_and_named():
    text = text_of("LICENSE")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert pyproject()["project"]["license"] == "Apache-2.0"
    assert "license: Apache-2.0" in text_of("CITATION.cff")


def test_the_page_of_claims_counts_the_variants_that_there_are():
    from rekindle.ensemble.variants import options
    from rekindle.numbers import how_many

    known = options()
    assert f"{how_many(len(known))} variants with {sum(map(len, known.values()))} options" in text_of("docs/claims.md")
