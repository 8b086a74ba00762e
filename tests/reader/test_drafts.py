"""Drafts: blanks with file and line, decisions, what is accepted, and that it runs."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from rekindle import api
from rekindle.errors import InvalidScenario, MissingData, UsageError
from rekindle.reader.document import from_bytes
from rekindle.reader.draft import drafted
from rekindle.reader.drafts import CLAIMS, QUANTITIES, write_drafts
from rekindle.scenario import read
from rekindle.scenario.claims.read import check_claims

TEXT = (
    "Some 4,500 IS fighters remain in Mosul. The battle is expected to last many months, said an analyst. "
    "Will the group return: 'yes' # or \"no\"?"
)
NAME = "mosul-2016"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    draft = drafted(from_bytes(TEXT.encode(), "note.txt", date(2016, 10, 31)), read(NAME))
    write_drafts(draft, tmp_path / "d")
    return tmp_path / "d"


def fill(path: Path, answers: dict[str, str], row: int = 0) -> None:
    """Fill blanks of the head (row 0) or of one row, and of no other."""
    parts = re.split(r"(?m)^(?=  - id: )", path.read_text(encoding="utf-8"))
    for key, value in answers.items():
        parts[row], count = re.subn(
            rf"(?m)^([ -]*{key}:)( #.*)?$", lambda found, value=value: f"{found[1]} {value}", parts[row], count=1
        )
        assert count == 1, key
    path.write_text("".join(parts), encoding="utf-8")


SOURCE = {"id": "note-2016", "title": '"A note"', "author": "Somebody", "licence": '"ours"'}
ANSWERS = {"decision": "accept", "statement": '"It takes many months."', "mechanisms": "[campaign]", "horizon": "2021-12-31",
    "metric": "battle_weeks",
           "comparison": '">="', "threshold": "26", "unit": "week", "at_least": "0.66", "why": '"Many is six."'}  # fmt: skip


def decide(folder: Path) -> None:
    for name in (QUANTITIES, CLAIMS):
        fill(folder / name, SOURCE)
    fill(folder / CLAIMS, {"written": "2016-11-01"})
    fill(folder / CLAIMS, ANSWERS, 1)
    fill(folder / CLAIMS, {"decision": "drop"}, 2)
    fill(folder / QUANTITIES, {"decision": "accept", "name": "fighters_note", "definition": '"fighters in the city"'}, 1)


def test_every_blank_is_named_with_its_line(folder: Path) -> None:
    problems = api.check(str(folder / CLAIMS))
    lines = (folder / CLAIMS).read_text(encoding="utf-8").split("\n")
    assert len(problems) == 7
    for one in problems:
        assert "is blank" in one.what and re.match(r"[ -]*\w+:( #.*)?$", lines[one.line - 1]), str(one)
    assert str(problems[-1]).endswith("Claim 2: `decision` is blank. Fill it in, or write `decision: drop`.")
    fill(folder / CLAIMS, {"decision": "accept"}, 1)
    blanks = {one.what.split("`")[1] for one in api.check(str(folder / CLAIMS)) if one.what.startswith("Claim 1")}
    assert blanks == set(ANSWERS) - {"decision"}


def test_a_draft_without_blanks_is_accepted_and_what_is_wrong_in_it_told(folder: Path) -> None:
    decide(folder)
    assert api.check(str(folder / CLAIMS)) == api.check(str(folder / QUANTITIES)) == []
    path = folder / CLAIMS
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("metric: battle_weeks", "metric: batle_weeks").replace("at_least: 0.66", "at_least: 0.7"), encoding="utf-8"
    )
    told = [str(one) for one in api.check(str(path))]
    assert any("0.7 is not where a word of the scale begins" in one for one in told)
    path.write_text(
        text.replace("metric: battle_weeks", "metric: batle_weeks").replace("decision: drop", "decision: later"),
        encoding="utf-8",
    )
    assert "`later` is no decision. Write accept or drop." in str(api.check(str(path))[0])
    path.write_text(text.replace("metric: battle_weeks", "metric: batle_weeks"), encoding="utf-8")
    (one,) = api.check(str(path))
    assert "There is no metric `batle_weeks`. Did you mean `battle_weeks" in str(one)
    assert text.split("\n")[one.line - 1].strip() == "metric: battle_weeks"


def test_what_is_accepted_is_a_file_of_claims_that_holds(folder: Path) -> None:
    decide(folder)
    made = api.accept_draft(folder)
    assert (made.figures, made.claims, made.dropped) == (1, 1, 1)
    assert check_claims(folder / "claims.yaml", sources=["note-2016"]) == []
    assert api.check(str(folder / "claims.yaml"), scenario=NAME) == []
    with pytest.raises(UsageError, match="say with --for NAME"):
        api.check(str(folder / "claims.yaml"))
    text = (folder / "quantities.yaml").read_text(encoding="utf-8")
    assert "context:" in text and "fighters_note:" in text and 'status: "verified"' in text and "value: 4500" in text


def test_accepted_figures_fit_a_scenario(folder: Path, tmp_path: Path) -> None:
    """Copied under context, and their source to sources.yaml, a scenario with them passes its check."""
    decide(folder)
    api.accept_draft(folder)
    path = api.new("mine", tmp_path)
    added = (folder / "quantities.yaml").read_text(encoding="utf-8").split("context:\n")[1]
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\ncontext:\n", f"\ncontext:\n{added}"), encoding="utf-8")
    sources = path.with_name("sources.yaml")
    sources.write_text(
        sources.read_text(encoding="utf-8") + (folder / "sources.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    assert api.check(str(path)) == []


def test_nothing_is_written_while_a_blank_is_left(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidScenario, match="is blank"):
        api.accept_draft(folder)
    assert not (folder / "claims.yaml").exists()
    with pytest.raises(MissingData, match="There is no draft"):
        api.accept_draft(tmp_path)


def test_decisions_are_not_written_over(folder: Path) -> None:
    draft = drafted(from_bytes(TEXT.encode(), "note.txt"))
    with pytest.raises(UsageError, match="is there already, perhaps with decisions in it"):
        write_drafts(draft, folder)


def test_a_walk_asks_for_every_blank_and_writes_it(folder: Path) -> None:
    given = {**SOURCE, **ANSWERS, "written": "2016-11-01", "title": "A note", "licence": "ours", "comparison": ">=",
        "mechanisms": "campaign",
             "statement": 'It takes "many" months: six.', "why": "Many is six."}  # fmt: skip
    asked: list[str] = []
    shown: list[str] = []

    def ask(what: str, hint: str) -> str:
        asked.append(what)
        key = what.split("`")[1]
        return "drop" if key == "decision" and what.startswith(("Figure", "Claim 2")) else given[key]

    made = api.accept_draft(folder, ask=ask, say=shown.append)
    assert made.claims == 1 and made.figures == 0 and made.dropped == 2
    assert len(asked) == len(set(asked))  # the source is asked for once, and both files have it
    assert all("id: note-2016" in (folder / name).read_text(encoding="utf-8") for name in (QUANTITIES, CLAIMS))
    assert any("“Some 4,500 IS fighters remain in Mosul.”" in one and "cities.mosul.overt" in one for one in shown)
    assert api.check(str(folder / "claims.yaml"), scenario=NAME) == []
    assert 'It takes \\"many\\" months: six.' in (folder / "claims.yaml").read_text(encoding="utf-8")


def test_a_decision_that_is_none_is_asked_for_again(folder: Path) -> None:
    answers = iter([*SOURCE.values(), "yes", "drop", "2016-11-01", "drop", "drop"])
    said: list[str] = []
    made = api.accept_draft(folder, ask=lambda what, hint: next(answers), say=said.append)
    assert made.dropped == 3 and "“yes” is no decision: write accept or drop, or stop to end." in said


def test_a_title_is_suggested(tmp_path: Path) -> None:
    draft = drafted(from_bytes(b"After the siege\n\nThe rebels will return.\n\nThe war will go on.", "note.txt"))
    paths = write_drafts(draft, tmp_path / "t")
    assert all("title: # suggested: After the siege\n" in path.read_text(encoding="utf-8") for path in paths)


def test_a_walk_can_be_stopped_and_keeps_what_was_answered(folder: Path) -> None:
    answers = iter(["note-2016", "stop"])
    with pytest.raises(InvalidScenario):
        api.accept_draft(folder, ask=lambda what, hint: next(answers), say=lambda text: None)
    assert "id: note-2016" in (folder / QUANTITIES).read_text(encoding="utf-8")


def test_a_long_document_has_several_files(tmp_path: Path) -> None:
    text = " ".join(f"The rebels may take town {at} in the north." for at in range(450))
    paths = write_drafts(drafted(from_bytes(text.encode(), "long.txt")), tmp_path / "long")
    assert [path.name for path in paths if "claims" in path.name] == [
        "claims.draft.yaml",
        "claims-2.draft.yaml",
        "claims-3.draft.yaml",
    ]
    for path in paths:
        assert all("is blank" in one.what for one in api.check(str(path), scenario=NAME))


def test_a_copied_scenario_keeps_its_names(tmp_path: Path) -> None:
    from rekindle.reader.gazetteer import gazetteer

    path = api.new("mine", tmp_path, original=NAME)
    assert gazetteer(read(str(path))) == gazetteer(read(NAME)) and (path.parent / "names.yaml").is_file()
    names = path.with_name("names.yaml")
    names.write_text(names.read_text(encoding="utf-8").replace("  mosul:", "  mossul:"), encoding="utf-8")
    with pytest.raises(InvalidScenario, match="has no places `mossul`"):
        gazetteer(read(str(path)))
