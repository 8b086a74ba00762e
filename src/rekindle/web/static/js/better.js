// Which policy does better, by the rule of comparisons and statements: the server applies it, and here it is put in words.
import {isolated} from "./dom.js";
import {changed, listed, number, percent, t, tn} from "./i18n.js";
import {titleOf} from "./policies.js";

const FEW = 50; // as in comparisons, fewer worlds give no chance of another answer
const SEMICOLON = () => t("; ");
const quoted = (store, name) => t("‘{name}’", {name: isolated(titleOf(store, name))});
const policies = (store, names, type) => listed(names.map((name) => quoted(store, name)), type);
const outcomeOf = (store, name) => store.scenario.outcomes.find((one) => one.name === name);
const called = (store, name) => isolated(outcomeOf(store, name)?.label ?? name);

/** "Civilians killed in a country, 34,500 people instead of 38,200 (−9.7 %)"; of what happens or does not, shares of worlds. */
function beside(store, aim, one, other) {
  const outcome = outcomeOf(store, aim.outcome);
  const fields = {outcome: called(store, aim.outcome)};
  const [mine, theirs] = [aim.means[one], aim.means[other]];
  if (outcome?.yes_or_no) return t("{outcome}, in {one} of worlds instead of {other}", {...fields, one: percent(mine), other: percent(theirs)});
  Object.assign(fields, {one: number(mine, outcome?.unit), other: number(theirs, outcome?.unit)});
  if (outcome?.unit === "share" || !theirs) return t("{outcome}, {one} instead of {other}", fields);
  return t("{outcome}, {one} instead of {other} ({change})", {...fields, change: changed((mine - theirs) / Math.abs(theirs))});
}

function beats(store, {aims}, {policy, by, in: ahead}) {
  const fields = {one: policies(store, by), other: quoted(store, policy)};
  if (by.length > 1) return t("{one} do better than {other}.", fields);
  const told = aims.filter((aim) => ahead.includes(aim.outcome)).map((aim) => beside(store, aim, by[0], policy));
  return t("{one} does better than {other}: {measures}.", {...fields, measures: told.join(SEMICOLON())});
}

/** A measure, and what it comes to under each policy where nobody is named for it: so one sees what stands against what. */
function measured(store, aim) {
  const {named, beaten} = store.answer.better;
  if (beaten.length) return called(store, aim.outcome);
  const outcome = outcomeOf(store, aim.outcome);
  const value = (name) => (outcome?.yes_or_no ? t("{percent} of worlds", {percent: percent(aim.means[name])}) : number(aim.means[name], outcome?.unit));
  const levels = named.map((name) => t("{value} under {policy}", {value: value(name), policy: quoted(store, name)}));
  return t("{outcome} ({range})", {outcome: called(store, aim.outcome), range: listed(levels)});
}

const worldsWords = (n) => tn("{n} simulated world", "{n} simulated worlds", n);

/** The sentence that names the better policy, or says that none is or that nobody can tell yet; nothing for one policy. */
export function betterWords(store) {
  const found = store.answer.better;
  if (!found) return "";
  const best = policies(store, found.named);
  const told = [];
  if (found.level) told.push(t("The model finds no difference that matters between {policies}.", {policies: best}));
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
    t("A policy does better than another if it is better on at least one measure and worse on none."),
    t("The measures are means over {worlds}: {measures}.", {worlds: worldsWords(worlds), measures: aims.map((aim) => measured(store, aim)).join(SEMICOLON())}),
    t("Means that differ by no more than {level} count as level.", {level: listed(level)}),
    written ? t("A statement of the scenario sets both.") : t("Both are our choice."),
  ];
  if (worlds >= FEW) told.push(t("As many other worlds would give the same answer with a chance of {chance}.", {chance}));
  if (missing.length) told.push(t("These worlds cannot tell: {measures}.", {measures: missing.map((name) => called(store, name)).join(SEMICOLON())}));
  return told.join(" ");
}
