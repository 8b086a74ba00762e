// Where the headline, or what befalls civilians, speaks for another policy than the rule names: said plainly, with the reason.
import {differenceOf, inView, mainOutcomes} from "./answers.js";
import {SEMICOLON, beside, meanWords, quoted, stand} from "./better.js";
import {t, tn} from "./i18n.js";

/** Which of a policy and the first one most worlds speak for by an outcome; null where they speak for neither. */
function favoured(store, outcome, policy) {
  const difference = differenceOf(store.answer, policy)?.outcomes[outcome.name];
  const way = {less: ["less", "more"], more: ["more", "less"]}[outcome.better];
  if (!difference || !way) return null;
  const [ahead, behind] = way.map((one) => difference[one]);
  const [first] = store.state.policies;
  if (Math.max(ahead, behind) <= 0.5) return null;
  return ahead > behind ? {one: policy, other: first} : {one: first, other: policy};
}

/** Outcomes for civilians that the rule does not look at, and that are better under one policy by more than counts as level. */
function forCivilians(store, one, other) {
  const measures = store.answer.better.aims.map(({outcome}) => outcome);
  return mainOutcomes(store).filter(({name, side}) => side === "civilian" && !measures.includes(name) && stand(store, name, one, other) > 0);
}

/** Policies side by side in a sentence: the first with each other one, and each that is named with those that are not. */
function pairs(store) {
  const {named} = store.answer.better;
  const {policies} = store.state;
  return policies.flatMap((one, at) => policies.slice(at + 1).filter((other) => !at || named.includes(one) !== named.includes(other)).map((other) => [one, other]));
}

/** Whether the rule puts a policy over another: both may be named, or one only because of a third. */
const putOver = (store, other, one) => store.answer.better.beaten.some(({policy, by}) => policy === one && by.includes(other));

/** What the rule leaves out for civilians, where that speaks against the policy that is named, or tells two apart that it does not. */
function leftOut(store) {
  const {named} = store.answer.better;
  const sides = pairs(store).flatMap(([one, other]) => [[one, other], [other, one]]);
  const told = sides.map(([one, other]) => ({one, other, outcomes: named.includes(other) ? forCivilians(store, one, other) : []})).filter(({outcomes}) => outcomes.length);
  const texts = told.map(({one, other, outcomes}) => {
    const list = (mine, theirs) => outcomes.map(({name}) => beside(store, name, mine, theirs)).join(SEMICOLON());
    const fields = {one: quoted(store, one), other: quoted(store, other)};
    return putOver(store, other, one) ? t("{other} is named better than {one} although it is worse for civilians: {outcomes}.", {...fields, outcomes: list(other, one)})
      : t("Better for civilians under {one} than under {other}: {outcomes}.", {...fields, outcomes: list(one, other)});
  });
  const outcomes = new Set(told.flatMap((one) => one.outcomes));
  return {outcomes, text: outcomes.size ? [...texts, tn("The rule does not look at this outcome.", "The rule does not look at these outcomes.", outcomes.size)].join(" ") : ""};
}

/** Why the rule does not follow an outcome that speaks for `one`; nothing where it does, and another measure speaks against it. */
function reason(store, {name}, {one, other}) {
  const means = {mine: meanWords(store, name, one), theirs: meanWords(store, name, other), policy: quoted(store, other)};
  const way = stand(store, name, one, other);
  if (!store.answer.better.aims.some(({outcome}) => outcome === name)) {
    return way ? t("the rule does not look at it") : t("the rule does not look at it, and its means, {mine} instead of {theirs}, would count as level", means);
  }
  if (way > 0) return "";
  return way ? t("its mean is better under {policy}, {theirs} instead of {mine}, because a mean counts by how much and not only how often", means)
    : t("its means, {mine} instead of {theirs}, are so close that they count as level", means);
}

/** The outcome of the headline, where most worlds speak for a policy that the rule does not name, or not alone. */
function againstHeadline(store, outcome, policy) {
  const {named} = store.answer.better;
  const sides = favoured(store, outcome, policy);
  const why = sides && named.includes(sides.other) ? reason(store, outcome, sides) : "";
  if (!why) return "";
  const fields = {one: quoted(store, sides.one), other: quoted(store, sides.other), reason: why};
  return putOver(store, sides.other, sides.one) ? t("The outcome in the headline speaks for {one}, and {other} is named better all the same: {reason}.", fields)
    : t("The outcome in the headline speaks for {one} but does not decide: {reason}.", fields);
}

/** What stands against the policy that is named, or tells apart those between which the rule does not choose: a text each. */
export function althoughWords(store) {
  if (!store.answer.better) return [];
  const outcome = inView(store);
  const {outcomes, text} = leftOut(store);
  const headline = outcomes.has(outcome) ? [] : store.state.policies.slice(1).map((policy) => againstHeadline(store, outcome, policy));
  return [...headline, text].filter(Boolean);
}
