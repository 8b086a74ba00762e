"""A scenario made of the template by code: two countries, two cities, labels in Arabic and of sixty letters, years long ago."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any

import xarray as xr
import yaml

from rekindle.analysis.runs.run import RunSpec, answer
from rekindle.record.recorded import Recorded
from rekindle.scenario import new, read
from rekindle.scenario.policies.policy import asked
from rekindle.scenario.record_check import record_of

NAME = "elsewhere"
EARLIER = 20
"""Years before those of the template."""
UPPER = "Upper Land of the Seven Rivers, the Long Plain and the North"
LOWER = "الأرض السفلى"
CITY = "مدينة النهر"
PORT = "Port of the Old Customs House by the Lighthouse on the Point"
NORTH = f"{CITY}, the quarters north of the river as far as the mill race"
LABELS = {
    "city_north": NORTH,
    "city_south": f"{CITY}, south",
    "countryside": "Countryside of the plain",
    "home_abroad": "Abroad",
}
RECORD = """measure,place,start,end,low,best,high,unit,source,status,known_on,note
battle_weeks,city,1996-01-04,1996-07-18,26,28,30,weeks,example-report,verified,,
civilians_killed_battle,city,1996-01-04,1996-07-18,300,,900,people,example-report,verified,,
retaken,city,1996-07-18,,,1,,1,example-report,verified,,
trapped,city,1996-03-01,,100000,,160000,people,example-report,recalled,,
control,city_south,1996-03-20,,0,0.1,0.2,1,example-report,verified,,
control,countryside,1996-09-30,,0,0.1,0.2,1,example-report,verified,,
displaced,upper_land,1997-12-31,,,70000,,people,example-report,verified,,
returned,upper_land,1997-12-31,,,100000,,people,example-report,verified,,
displaced,lower_land,1997-12-31,,,40000,,people,example-report,verified,,
attacks_upper_land_1997,,1997-01-01,1997-12-31,,90,,count,example-report,verified,,
attacks,lower_land,1997-01-01,1997-12-31,,40,,count,example-report,verified,,
deaths_documented,lower_land,1997-03-01,1997-03-31,,12,,deaths,example-report,verified,,
fighters_killed,countryside,1996-02-01,1996-06-30,100,,400,people,example-report,verified,,
attacks_abroad_1997,,1997-01-01,1997-12-31,,1,,attacks,example-report,verified,,
members_total,,1996-12-31,,500,,2000,people,example-report,recalled,,
other_harvest,upper_land,1997-08-01,1997-08-31,,5,,tonnes,example-report,verified,,
displaced,upper_land,1995-06-30,,,30000,,people,example-report,verified,,
"""
"""Made-up figures: all but the last two are of something that results count, within the run."""
NOT_DRAWN = ("other_harvest", "displaced")


class Plain(yaml.SafeDumper):
    """Writes every value out: a scenario's file may not have anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write(folder: Path) -> Path:
    """The scenario's file in a folder, with its record beside it."""
    path = new(NAME, folder)
    tree = _earlier(yaml.safe_load(path.read_text(encoding="utf-8").replace("republic", "upper_land")))
    tree["countries"]["upper_land"]["label"] = UPPER
    tree["countries"]["lower_land"] = tree["countries"]["upper_land"] | {"label": LOWER}
    tree["forces"]["local_police"]["country"] = "lower_land"
    tree["cities"]["city"]["label"] = CITY
    tree["context"] = {}
    del tree["cities"]["city"]["residents"]["beside"]
    tree["cities"]["port"] = copy.deepcopy(tree["cities"]["city"]) | {"label": PORT, "country": "lower_land"}
    places = tree["places"]
    for name, label in LABELS.items():
        places[name]["label"] = label
    docks = copy.deepcopy(places["city_south"]) | {"label": "Docks", "city": "port", "country": "lower_land", "neighbours": {}}
    del docks["bank"]
    places["docks"] = docks
    places["far_side"] = copy.deepcopy(places["countryside"]) | {"label": "الجانب البعيد", "country": "lower_land"}
    distance = places["city_north"]["neighbours"]["countryside"]
    places["countryside"]["neighbours"] = {"far_side": distance}
    places["far_side"]["neighbours"] = {"docks": distance}
    tree["forces"]["local_police"]["posts"] = {"far_side": tree["forces"]["army"]["posts"]["countryside"]}
    order = copy.deepcopy(tree["campaign"][0]) | {"id": "docks", "place": "docks"}
    tree["campaign"].append(order)
    path.write_text(yaml.dump(tree, Dumper=Plain, allow_unicode=True, sort_keys=False), encoding="utf-8")
    (path.parent / "record.csv").write_text(RECORD, encoding="utf-8")
    return path


def _earlier(value: Any) -> Any:
    """The same tree with every date so many years earlier."""
    if isinstance(value, dict):
        return {key: _earlier(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_earlier(one) for one in value]
    return value.replace(year=value.year - EARLIER) if isinstance(value, date) else value


def simulated(folder: Path, worlds: int = 12) -> tuple[Any, xr.Dataset, list[Recorded], dict[str, Any]]:
    """The scenario with a few worlds of it, its record and the run's manifest."""
    scenario = read(str(write(folder)))
    question = RunSpec(scenario, asked("historical", "", scenario), worlds)
    found = answer(question, folder / "run", 1)
    return scenario, found.dataset().assign_attrs(until=str(scenario.until)), record_of(scenario), found.manifest
