"""Events: what is told as done, by kind; and who "it" and "they" are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rekindle import api
from rekindle.errors import InvalidScenario
from rekindle.reader.document import from_bytes
from rekindle.reader.draft import Draft, drafted
from rekindle.reader.drafts import EVENTS, write_drafts
from rekindle.reader.events import KINDS, kind_of
from rekindle.reader.wordlists import words
from rekindle.scenario import read

NAME = "mosul-2016"


def draft(text: str, scenario: str = "") -> Draft:
    return drafted(from_bytes(text.encode(), "x.txt", date(2017, 3, 1)), read(scenario) if scenario else None)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The rebels seized the town on Monday.", "control"),
        ("The garrison town fell on 3 May 2012.", "control"),
        ("The army took full control of the valley.", "control"),
        ("The militants were driven out of the port.", "control"),
        ("Government forces launched a new offensive in the north.", "offensive"),
        ("Fighting broke out near the border.", "offensive"),
        ("The rebels besieged the garrison for a month.", "siege"),
        ("The two sides signed a ceasefire in the capital.", "agreement"),
        ("The truce collapsed after a week.", "agreement"),
        ("The commander of the group was killed in an air strike.", "leader"),
        ("The army withdrew from the hills.", "withdrawal"),
    ],
)
def test_what_is_told_as_done_is_an_event(text: str, kind: str) -> None:
    assert [one.kind for one in draft(text).events] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "The rebels may seize the town.",
        "The army failed to capture the hill.",
        "The rebels want to take control of the valley.",
        "Will the truce collapse? Who seized the town?",
        "The rebels seized rifles and food.",
        "He entered politics as a student.",
        "Prices fell in the market.",
        "The leader could be killed.",
    ],
)
def test_plans_fears_questions_and_other_things_are_none(text: str) -> None:
    assert draft(text).events == ()


def test_every_kind_has_its_patterns() -> None:
    assert set(KINDS) | {"held", "not_done"} == set(words("events"))
    assert kind_of("") == ""


def test_an_event_has_its_place_side_and_date() -> None:
    (one,) = draft("The peshmerga captured Sinjar on 13 November 2015, a spokesman said.", NAME).events
    assert (one.kind, one.actor, one.place, one.date, one.inferred) == ("control", "kurdish", "sinjar", "2015-11-13", "")


def test_a_pronoun_means_the_one_side_named_before_and_says_so() -> None:
    found = draft("Islamic State held the city. It seized the dam in 2014. They will fight on. The group lost 400.", NAME)
    (event,) = found.events
    assert (event.actor, event.inferred) == ("group", "actor")
    assert [(one.actor, one.inferred) for one in found.claims] == [("group", "actor")]
    (figure,) = [one for one in found.figures if one.low == 400]
    assert (figure.actor, figure.inferred) == ("group", "actor")
    assert found.to_dict()["events"][0]["inferred"] == "actor"


@pytest.mark.parametrize(
    "text",
    [
        "Islamic State and the peshmerga fought in the city. They will fight on for years.",  # two sides
        "The road held by Islamic State is cut. It will stay cut for years.",  # no subject
        "Islamic State held the city.\n\nThey will fight on for years.",  # a new paragraph
        "Islamic State held the city. It is likely that the war will go on.",  # nobody is meant
    ],
)
def test_a_pronoun_that_could_mean_another_stays_open(text: str) -> None:
    (one,) = draft(text, NAME).claims
    assert (one.actor, one.inferred) == ("", "")


def test_events_are_drafted_decided_and_written(tmp_path: Path) -> None:
    found = draft("The rebels seized the dam in June 2014. The army withdrew.", NAME)
    write_drafts(found, tmp_path)
    path = tmp_path / EVENTS
    text = path.read_text(encoding="utf-8")
    for blank, value in (("id: # such as author-2016", "id: note-2017"), ("title:", "title: A note"), ("author:", "author: N"),
                         ("licence: # such as: all rights reserved; cited, not copied", "licence: ours"),
                         ("decision: # accept or drop", "decision: accept"),
                         ("what: # what happened, in our words", "what: It fell"),
                         ("place: # an id of the scenario, or a name", "place: the dam")):  # fmt: skip
        assert blank in text, blank
        text = text.replace(blank, value, 1)
    text = text.replace("decision: # accept or drop", "decision: drop", 1)
    path.write_text(text, encoding="utf-8")
    assert api.check(str(path)) == []
    for right, wrong, says in (('date: "2014-06"', "date: June", "is no date. Write YYYY-MM-DD"),
                               ("kind: control", "kind: conquest", "is no kind of event. Write one of")):  # fmt: skip
        assert right in text
        path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
        assert says in " ".join(str(api.check(str(path))[0]).split())
        with pytest.raises(InvalidScenario):
            api.accept_draft(tmp_path)
    path.write_text(text, encoding="utf-8")
    for other in tmp_path.glob("*.draft.yaml"):
        if other != path:
            other.unlink()
    made = api.accept_draft(tmp_path)
    assert (made.events, made.dropped, made.figures) == (1, 1, 0)
    written = (tmp_path / "events.yaml").read_text(encoding="utf-8")
    assert 'date: "2014-06"' in written and 'what: "It fell"' in written and 'source: "note-2017"' in written


def test_a_document_without_events_has_no_file_of_them(tmp_path: Path) -> None:
    paths = write_drafts(draft("The war will go on for years."), tmp_path)
    assert EVENTS not in {path.name for path in paths}
