"""The audit of effects that comes with the package: kept beside the posteriors, with what it was made with."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from rekindle.analysis.effects.audit import AuditSpec, made_with
from rekindle.analysis.effects.result import EffectsAudit
from rekindle.ensemble.posterior import posterior_for
from rekindle.files import read_json
from rekindle.scenario import read
from rekindle.scenario.paired.read import read_all

REPORT = "effects.json"


def kept_audit(folder: Path | None = None) -> EffectsAudit:
    """The audit in a folder (the packaged one). Raises FileNotFoundError where there is none."""
    place = folder or Path(str(files("rekindle.catalogue").joinpath("posterior")))
    return EffectsAudit.from_dict(read_json(place / REPORT))


def audit_of(scenario: str) -> EffectsAudit | None:
    """The packaged audit if it is of a scenario."""
    found = kept_audit()
    return found if found.scenario == scenario else None


def still_holds(found: EffectsAudit) -> bool:
    """Whether the same audit would be made with the same model, scenario, posterior, table and experiments today."""
    scenario = read(found.scenario)
    asked = AuditSpec(scenario, found.worlds, found.seed, posterior_for(scenario))
    return dict(found.made_with) == made_with(asked, read_all(scenario))
