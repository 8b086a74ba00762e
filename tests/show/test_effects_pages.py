"""The kept audit of effects on the pages: the report's section, the trust page, and the table, failures first everywhere."""

from __future__ import annotations

from rekindle.analysis.effects.kept import audit_of, kept_audit
from rekindle.show.documentation.effects import effects_section, effects_table, studies_table
from rekindle.show.verdicts.effects import HEADS, effects_sections
from rekindle.show.words.effects import figure, result, summed_up

FOUND = kept_audit()


def test_the_report_has_a_row_for_every_effect_and_none_of_another_scenario() -> None:
    (section,) = effects_sections(FOUND)
    rows = section.blocks[1].rows
    assert len(rows) == len(FOUND.effects)
    assert all(len(row) == len(HEADS) for row in rows)
    assert [row[0][0][0] for row in rows] == [one.effect for one in FOUND.effects]
    assert summed_up(FOUND) in section.blocks[0].line[0][0]
    assert effects_sections(None) == ()
    assert audit_of("another-scenario") is None and audit_of(FOUND.scenario) == FOUND


def test_the_trust_page_names_every_failure_and_no_success() -> None:
    text = effects_section(FOUND)
    for one in FOUND.effects:
        assert (f"| {one.effect} |" in text) is not one.inside


def test_the_tables_hold_every_effect_with_its_study() -> None:
    for one in FOUND.effects:
        assert f"`{one.id}`" in effects_table(FOUND)
        assert one.source in studies_table(FOUND)
    failed = [one for one in FOUND.effects if not one.inside]
    assert effects_table(FOUND).count("**") == 2 * len(failed)
    assert {result(one) for one in failed} <= {"wrong sign", "not tested", "no effect", "outside"}


def test_figures_keep_two_digits() -> None:
    assert [figure(x) for x in (0.76, 1.0, 0.00056, -0.25, None)] == ["0.76", "1.00", "0.00056", "-0.25", "undefined"]
