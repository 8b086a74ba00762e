"""What levers are called on a page: plain words for what the model's own words leave to those who know it.

The model's words stay beside them as the meaning, and say exactly what is moved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rekindle.scenario import Scenario

PARAMETERS = {
    "abroad.blowback": "How many of those who come home and stay free join a plot",
    "abroad.substitution": "How much attacks abroad rise once the group holds no ground",
    "abroad.tail": "How rare the deadliest attacks abroad are",
    "adaptation.tolerance": "How much pressure it takes until the group lies low",
    "appeal.defect": "How many open fighters quit as the last ground is lost",
    "appeal.memory": "How long the group's appeal lasts once its reason is gone",
    "appeal.rest": "Appeal that is left without any territory",
    "appeal.spectacle": "Appeal lost by fighting among themselves",
    "appeal.story": "Appeal that grievance adds",
    "attacks.rate": "How often a covert member attacks",
    "attacks.softness": "How much security forces nearby make attacks less deadly",
    "battle.area_fire": "How many defenders each attacker kills",
    "battle.built": "How much dense building slows the clearing of a city",
    "battle.clear": "How fast attackers clear ground in a city",
    "battle.come": "How many fighters of quiet sectors come to the front",
    "battle.country": "How fast open country falls, compared with a town",
    "battle.fire": "How many attackers each defender kills",
    "battle.fire_defences": "How much prepared defences add to the defenders' fire",
    "battle.fire_density": "How much dense building adds to the defenders' fire",
    "battle.front": "Losses of fighters on quiet fronts",
    "battle.pace": "How fast an assault takes ground outside cities",
    "battle.quiet": "How much strikes kill where no assault is under way",
    "battle.ratio": "How many attackers per defender an assault needs",
    "battle.slow_defences": "How much prepared defences slow an assault",
    "battle.strike": "Fighters killed by a strike",
    "campaign.focus": "How far strikes are kept for places under assault",
    "campaign.hold": "How much of an assault force stays as a garrison",
    "campaign.strikes": "Strikes that the coalition can make",
    "campaign.targets": "How many open fighters it takes to use half of the possible strikes",
    "civilians.back": "How fast the displaced return where it is safe",
    "civilians.deny": "How many who would flee the group keeps from fleeing",
    "civilians.flee": "How fast residents flee the heaviest fighting",
    "civilians.ground": "Risk to residents in the heaviest fighting",
    "civilians.punish": "How many of those who flee the group kills",
    "civilians.ratio": "How many fighters make fighting heavy",
    "civilians.reluctance": "How much slower the last of the displaced return",
    "civilians.rule": "Risk to residents under the group's rule, without fighting",
    "civilians.strike": "Residents killed by a strike on the densest town",
    "conduct.abuse_displace": "How many residents abuse drives away",
    "conduct.abuse_kill": "Risk to residents from abuse by security forces",
    "conduct.memory": "How long grievance lasts",
    "conduct.searched": "How much raids that find nobody are resented",
    "conduct.want": "How much missing services feed grievance",
    "deployment.arrive": "How long security forces take to arrive",
    "deployment.cover": "How many security forces a place needs",
    "deployment.foreign": "Whether foreign troops hold whatever happens at home, or as far as their governments' will goes",
    "dispersal.cadres": "How fast fighters of held places go under cover nearby",
    "dispersal.capture": "How many fighters who lose their place are captured",
    "dispersal.retreat": "How many fighters who lose their place reach held ground",
    "dispersal.shelter": "How much fighters prefer places that shelter them",
    "funds.spent": "How fast the group's money is spent, lost or seized",
    "leaving.despair": "How many more quit a group without prospects",
    "leaving.drop_out": "How many covert members quit anyway",
    "luck.fortune": "How much chance there is in the organisation's growth",
    "luck.fortune_memory": "How long chance in the organisation's growth lasts",
    "luck.nation": "How much chance there is in the whole country",
    "luck.nation_memory": "How long chance in the whole country lasts",
    "luck.place": "How much chance differs from place to place",
    "luck.place_memory": "How long chance in a place lasts",
    "observation.civilians": "How many residents' deaths are documented",
    "observation.members": "How many members' deaths are documented",
    "processes.alarming": "How many deaths alarm the public",
    "processes.effort": "Effort that security forces settle at",
    "processes.effort_memory": "How slowly effort changes",
    "processes.inclusion": "Political inclusion that a country settles at",
    "processes.inclusion_memory": "How slowly political inclusion changes",
    "processes.quality": "Army quality that a country settles at",
    "raid.reach": "How many covert members raids can remove",
    "recruitment.contact": "How many recruits each covert member brings",
    "recruitment.emerge": "How fast covert members come out where the group holds ground",
    "recruitment.grievance": "How much grievance widens recruitment",
    "recruitment.guarded": "How much local guards prevent recruitment",
    "recruitment.pay": "Fighters that residents can be made to supply",
    "recruitment.pool": "How many residents could be drawn in at most",
    "recruitment.tipped": "How much recruitment hangs on what state forces did of late",
    "recruitment.usual": "Action of state forces that counts as usual",
    "recruitment.watch": "How much security forces prevent recruitment",
    "rout.home": "How much better a garrison holds among its own community",
    "rout.hostility": "How much worse a garrison holds in an aggrieved community",
    "rout.massacre": "Residents killed when a garrison runs",
    "rout.ratio": "How many attackers per soldier make a garrison run",
    "stance.choice": "Whether the leader weighs leaving, always stays, or leaves while a way is open",
    "stance.leave": "How fast fighters leave where a way out is open",
    "stance.rationality": "How strictly the leader weighs gain against loss",
    "stance.symbol": "What holding a city is worth to the leader",
    "stance.worth": "What saved fighters are worth to the leader",
    "ways.flight": "How much faster foreign members leave once all ground is lost",
    "ways.leave": "How many foreign members leave while ground is held",
}
"""Labels of parameters that matter most for an outcome of some scenario; the others are called by their meaning."""

FIELDS = {
    "area": "built-up area", "claimed": "how far the group speaks for it", "cover": "cover that the land gives",
    "covert": "covert members", "damage": "buildings damaged", "deadly": "deaths by each member",
    "defences": "prepared defences",
    "density": "density of building", "displaced": "displaced people", "exclusion": "political exclusion",
    "foreign": "share of foreign fighters", "inclusion": "political inclusion", "inspired": "attacks that the idea inspires",
    "openness": "way out", "overt": "open fighters", "overt_share": "share of the city's fighters", "quality": "army quality",
    "reserve": "kept in reserve", "residents_share": "share of the city's residents", "restraint": "care taken with residents",
    "returned": "already returned", "services": "public services", "strength": "people in service",
}  # fmt: skip
"""What the last step of a quantity's path is called beside the place, force or community that it is of."""

PARTS = {"distance": "political distance to {of}", "communities": "share of {of}", "forces": "{of} sent"}
"""The same where the path names somebody else as its last step."""


def field_words(path: str, scenario: Scenario) -> str:
    """What a quantity is beside the name of the place, force or community that it is of; empty where the path says it well."""
    *_, before, last = path.split(".")
    if before in PARTS:
        others = scenario.forces if before == "forces" else scenario.communities
        of = str(others[last].label) if last in others else last.replace("_", " ")
        return PARTS[before].format(of=of)
    return FIELDS.get(last, "")
