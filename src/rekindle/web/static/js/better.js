// Which policy does better, by the rule of comparisons and statements: the server applies it, and here it is put in words.
import {outcomeOf} from "./answers.js";
import {isolated} from "./dom.js";
import {changed, listed, number, percent, t, tn} from "./i18n.js";
import {titleOf} from "./policies.js";

const FEW = 50; // as in comparisons, fewer worlds give no chance of another answer
export const SEMICOLON = () => t("; ");
export const quoted = (store, name) => t("‘{name}’", {name: isolated(titleOf(store, name))});
const policies = (store, names, type) => listed(names.map((name) => quoted(store, name)), type);
const about = (store, name) => store.scenario.outcomes.find((one) => one.name === name);
const called = (store, name) => isolated(about(store, name)?.label ?? name);

/** The mean of an outcome under a policy: that of the rule, if it is one of its measures. */
const mean = (store, name, policy) => {
  const aim = store.answer.better.aims.find(({outcome}) => outcome === name);
  return aim ? aim.means[policy] : outcomeOf(store.answer, policy, name)?.mean;
};

/** 1 where a policy has a better mean of an outcome than another, −1 where it has a worse one, 0 where the two count as level. */
export function stand(store, name, one, other) {
  const {aims, written} = store.answer.better;
  const aim = aims.find(({outcome}) => outcome === name);
  const outcome = about(store, name);
  if (!["less", "more"].includes(outcome?.better)) return 0;
  const [mine, theirs] = [one, other].map((policy) => mean(store, name, policy));
  if (![mine, theirs].every(Number.isFinite)) return 0; // no world of one of them defines it
  const level = Math.max((aim ?? outcome).level * Math.max(Math.abs(mine), Math.abs(theirs)), aim && written ? 0 : outcome.least);
  if (!(Math.abs(mine - theirs) > level)) return 0;
  return (mine < theirs) === (outcome.better === "less") ? 1 : -1;
}

/** "Civilians killed in a country, 34,500 people instead of 38,200 (−9.7 %)"; of what happens or does not, shares of worlds. */
export function beside(store, name, one, other) {
  const outcome = about(store, name);
  const fields = {outcome: called(store, name)};
  const [mine, theirs] = [one, other].map((policy) => mean(store, name, policy));
  if (outcome?.yes_or_no) return t("{outcome}, in {one} of worlds instead of {other}", {...fields, one: percent(mine), other: percent(theirs)});
  Object.assign(fields, {one: number(mine, outcome?.unit), other: number(theirs, outcome?.unit)});
  if (outcome?.unit === "share" || !theirs) return t("{outcome}, {one} instead of {other}", fields);
  return t("{outcome}, {one} instead of {other} ({change})", {...fields, change: changed((mine - theirs) / Math.abs(theirs))});
}

function beats(store, {aims}, {policy, by, in: ahead}) {
  const fields = {one: policies(store, by), other: quoted(store, policy)};
  if (by.length > 1) return t("{one} do better than {other}.", fields);
  const told = aims.filter((aim) => ahead.includes(aim.outcome)).map((aim) => beside(store, aim.outcome, by[0], policy));
  return t("{one} does better than {other}: {measures}.", {...fields, measures: told.join(SEMICOLON())});
}

/** The mean of a measure under a policy: "35,300 people", or "9.2% of worlds". */
export function meanWords(store, name, policy) {
  const outcome = about(store, name);
  const found = mean(store, name, policy);
  return outcome?.yes_or_no ? t("{percent} of worlds", {percent: percent(found)}) : number(found, outcome?.unit);
}

/** Two policies of which neither is named over the other: the measures that speak for each, and so what stands against what. */
function spoken(store) {
  const {named, beaten, aims} = store.answer.better;
  if (beaten.length || named.length !== 2) return [];
  return [named, [...named].reverse()].map(([one, other]) => ({one, other, aims: aims.filter(({outcome}) => stand(store, outcome, one, other) > 0)})).filter((side) => side.aims.length);
}

/** "Better under ‘What happened’: Cost in money, 97,000 million US dollars instead of 110,000 million US dollars (−12%)." */
export function tradeoffWords(store) {
  return spoken(store).map(({one, other, aims}) => t("Better under {policy}: {measures}.", {
    policy: quoted(store, one), measures: aims.map((aim) => beside(store, aim.outcome, one, other)).join(SEMICOLON()),
  })).join(" ");
}

/** A measure, and what it comes to under each policy where nobody is named and it has not been told yet. */
function measured(store, aim) {
  const {named, beaten} = store.answer.better;
  if (beaten.length || spoken(store).some(({aims}) => aims.includes(aim))) return called(store, aim.outcome);
  const levels = named.map((name) => t("{value} under {policy}", {value: meanWords(store, aim.outcome, name), policy: quoted(store, name)}));
  return t("{outcome} ({range})", {outcome: called(store, aim.outcome), range: listed(levels)});
}

const worldsWords = (n) => tn("{n} simulated world", "{n} simulated worlds", n);

/** The sentence that names the better policy, or says that none is or that nobody can tell yet; nothing for one policy. */
export function betterWords(store) {
  const found = store.answer.better;
  if (!found) return "";
  const best = policies(store, found.named);
  const told = [];
  if (found.level) told.push(t("By the measures of the rule there is no difference that matters between {policies}.", {policies: best}));
  else if (found.named.length > 1) told.push(t("The model does not choose between {policies}.", {policies: best}));
  told.push(...found.beaten.map((one) => beats(store, found, one)));
  if (found.open.length) {
    told.push(t("But {worlds} are too few to rule out {policies}.", {worlds: worldsWords(found.worlds), policies: policies(store, found.open, "disjunction")}));
  }
  return told.join(" ");
}

/** What decided it: the outcomes, how large a difference counts, in how many worlds, and how often others would say the same. */
export function decidedWords(store) {
  const {aims, missing, worlds, written, same_again: again} = store.answer.better;
  const level = [...new Set(aims.map((aim) => percent(aim.level)))];
  const often = t("about {percent}", {percent: percent(again)});
  const chance = again > 0.99 ? t("over {percent}", {percent: percent(0.99)}) : often;
  const told = [
    t("The rule: a policy does better than another if it is better on at least one measure and worse on none."),
    t("The measures are means over {worlds}: {measures}.", {worlds: worldsWords(worlds), measures: aims.map((aim) => measured(store, aim)).join(SEMICOLON())}),
    t("Means that differ by no more than {level} count as level.", {level: listed(level)}),
    written ? t("A statement of the scenario sets both.") : t("Both are our choice."),
  ];
  if (worlds >= FEW) told.push(t("As many other worlds would give the same answer with a chance of {chance}.", {chance}));
  if (missing.length) told.push(t("These worlds cannot tell: {measures}.", {measures: missing.map((name) => called(store, name)).join(SEMICOLON())}));
  return told.join(" ");
}
