// Reading an answer: what stands where, and what it says in words. No element is made here.
import {number, ofTen, percent, signed, span, t, tn} from "./i18n.js";
import {isolated} from "./dom.js";

/** Places of the levels in every list of five: 5, 25, 50, 75 and 95 %. */
export const [LOW, LOWER, MEDIAN, UPPER, HIGH] = [0, 1, 2, 3, 4];
const SIDES = ["civilian", "state", "group", "cost"];

export const sideWords = (side) => ({
  civilian: () => t("Civilians"), state: () => t("Government side"), group: () => t("The group"), cost: () => t("Cost"),
}[side] ?? (() => ""))();

/** Civilians first, as on every page; the order within a side is the scenario's. */
export function bySide(rows) {
  const rank = (row) => (SIDES.includes(row.side) ? SIDES.indexOf(row.side) : SIDES.length);
  return rows.map((row, at) => ({row, at})).sort((one, other) => rank(one.row) - rank(other.row) || one.at - other.at).map(({row}) => row);
}

/** A number to draw: null where there is none, infinite for never. */
export const drawn = (x) => ({never: Infinity, "-never": -Infinity}[x] ?? x ?? null);

export const policyOf = (answer, name) => answer?.policies.find((one) => one.name === name);
export const outcomeOf = (answer, policy, outcome) => policyOf(answer, policy)?.outcomes[outcome];
export const differenceOf = (answer, policy) => answer?.differences.find((one) => one.policy === policy);

/** Main outcomes that the answer has and some world defines, civilians first. */
export function mainOutcomes(store) {
  const has = store.answer?.policies[0]?.outcomes ?? {};
  const defined = (one) => store.answer.policies.some(({outcomes}) => outcomes[one.name]?.defined);
  return bySide((store.scenario?.outcomes ?? []).filter((one) => one.main && one.name in has && defined(one)));
}

const isDeaths = ({name}) => /killed|deaths/.test(name);

/** What the page speaks of unless it is told: deaths of civilians where the policies differ in them, else what else befalls civilians. */
function lead(store) {
  const outcomes = mainOutcomes(store);
  const civilian = outcomes.filter(({side}) => side === "civilian");
  const compared = differenceOf(store.answer, store.state.policies[1])?.outcomes;
  const differs = ({name}) => compared && (compared[name]?.same ?? 1) < 0.5;
  return [...civilian.filter(isDeaths), ...civilian].find(differs) ?? civilian[0] ?? outcomes[0];
}

/** The outcome in view: the one that the address names, or the lead, which stays while worlds come in and levers move. */
export function inView(store) {
  if (!store.answer || !store.scenario?.outcomes) return undefined;
  const named = (name) => store.scenario.outcomes.find((one) => one.name === name && outcomeOf(store.answer, store.state.policies[0], name));
  const key = `${store.state.scenario} ${store.state.policies}`;
  if (store.lead?.key !== key || !named(store.lead.name)) store.lead = {key, name: lead(store)?.name};
  return named(store.state.outcome) ?? named(store.lead.name);
}

/** One or nothing in every world: what is told is the share of worlds. */
export function yesOrNo(outcome, found) {
  if (outcome.yes_or_no !== undefined) return outcome.yes_or_no;
  return outcome.unit === "1" && found?.q.every((x) => x === 0 || x === 1 || x === null);
}

/** "9,400 people (6,100 to 14,000)", or the share of worlds in which it happens. */
export function levelWords(outcome, found) {
  if (!found || found.defined === 0) return t("not defined");
  if (yesOrNo(outcome, found)) return t("{percent} of worlds", {percent: percent(found.mean)});
  return t("{median} ({range})", {median: number(found.q[MEDIAN], outcome.unit), range: span(found.q[LOW], found.q[HIGH], outcome.unit)});
}

const COUNTED = new Set(["people", "count", "attacks", "deaths", "members"]);

function directionWords(outcome, less) {
  if (COUNTED.has(outcome.unit)) return less ? t("fewer") : t("more");
  if (/^(weeks|months|years|days)$/.test(outcome.unit)) return less ? t("shorter") : t("longer");
  return less ? t("lower") : t("higher");
}

/** "fewer in 7 of 10 worlds". Where most worlds do not differ, that is what is said. */
export function shareWords(outcome, difference) {
  if (!difference) return "";
  const {less, more, same} = difference;
  if (same >= 0.5) return t("the same {often}", {often: ofTen(same)});
  const fewer = less >= more;
  return t("{direction} {often}", {direction: directionWords(outcome, fewer), often: ofTen(fewer ? less : more)});
}

/** "−1,200 at the median; −4,000 to +300 in 9 of 10 worlds"; of what happens or does not, how much more often. */
export function differenceWords(answer, policy, outcome) {
  const {baseline, outcomes} = differenceOf(answer, policy);
  const difference = outcomes[outcome.name];
  const [one, other] = [policy, baseline].map((name) => outcomeOf(answer, name, outcome.name));
  if (one && other && yesOrNo(outcome, other)) {
    return t("{one} of worlds instead of {other}", {one: percent(one.mean), other: percent(other.mean)});
  }
  const [low, , median, , high] = difference.q;
  return t("{median} at the median; {low} to {high} in 9 of 10 worlds", {
    median: signed(median, outcome.unit), low: signed(low, outcome.unit), high: signed(high, outcome.unit),
  });
}

/** The sentence that one reads first: what a policy brings instead of another, for one outcome. */
export function headline(store, outcome, policy, titles) {
  const difference = differenceOf(store.answer, policy)?.outcomes[outcome.name];
  const fields = {policy: isolated(titles(policy)), baseline: isolated(titles(store.state.policies[0])), outcome: isolated(difference ? outcome.label : outcome.words || outcome.label)};
  if (!difference) {
    const found = outcomeOf(store.answer, policy, outcome.name);
    const level = levelWords(outcome, found);
    if (!found?.defined || yesOrNo(outcome, found)) return t("Under ‘{policy}’, {outcome}: {level}.", {...fields, level});
    const [low, median, high] = [LOW, MEDIAN, HIGH].map((at) => found.q[at]);
    return t("Under ‘{policy}’, {outcome}: {median} at the median, {range} in 9 of 10 worlds.", {
      ...fields, median: number(median, outcome.unit), range: span(low, high, outcome.unit),
    });
  }
  return t("‘{policy}’ instead of ‘{baseline}’. {outcome}: {share}.", {...fields, share: shareWords(outcome, difference)});
}

/** How well shares of so many worlds are known. */
export function precisionWords(worlds) {
  const points = Math.max(1, Math.round(100 * 1.96 * Math.sqrt(0.25 / worlds)));
  return tn("Chance alone can move these shares by about {n} point.", "Chance alone can move these shares by about {n} points.", points);
}

/** Where medians of the policies lie furthest apart, or the first one is highest: the week worth a sentence. */
export function tellingWeek(lists) {
  const width = lists[0]?.length ?? 0;
  let best = {at: width - 1, size: -1};
  for (let at = 0; at < width; at += 1) {
    const values = lists.map((list) => list[at]).filter((x) => x !== null && x !== undefined);
    const size = lists.length > 1 ? Math.max(...values) - Math.min(...values) : Math.abs(values[0] ?? -1);
    if (values.length && size > best.size) best = {at, size};
  }
  return best.at;
}
