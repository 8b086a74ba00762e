// What one reads first: a sentence on civilians, computed from the worlds, then what else changes.
import {differenceOf, differenceWords, headline, inView, levelWords, mainOutcomes, outcomeOf, precisionWords, shareWords} from "./answers.js";
import {althoughWords} from "./although.js";
import {betterWords, decidedWords, tradeoffWords} from "./better.js";
import {clear, el} from "./dom.js";
import {said, t} from "./i18n.js";
import {titleOf} from "./policies.js";

const BESIDE = 4;

/** Two more outcomes for civilians and one for each other side, so that none stands alone. */
function beside(store, first, policy) {
  const rest = mainOutcomes(store).filter((one) => one.name !== first.name);
  const others = new Map(rest.filter(({side}) => side !== "civilian").reverse().map((one) => [one.side, one]));
  const told = [...rest.filter(({side}) => side === "civilian").slice(0, 2), ...[...others.values()].reverse()];
  return told.slice(0, BESIDE).map((outcome) => {
    const difference = differenceOf(store.answer, policy)?.outcomes[outcome.name];
    const words = difference ? shareWords(outcome, difference) : levelWords(outcome, outcomeOf(store.answer, policy, outcome.name));
    return el("li", {}, said(outcome.label), t(": "), el("strong", {class: difference?.same >= 0.5 ? "alike" : null}, words));
  });
}

export function draw(store, head, body) {
  const outcome = inView(store);
  if (!outcome) return;
  const [baseline, ...others] = store.state.policies;
  const titles = (name) => titleOf(store, name);
  const told = others.filter((name) => differenceOf(store.answer, name));
  const sentences = (told.length ? told : [baseline]).map((name) => headline(store, outcome, name, titles));
  head.textContent = sentences[0];
  const paired = told.length && differenceOf(store.answer, told[0]).outcomes[outcome.name];
  const better = betterWords(store);
  clear(body,
    paired ? el("p", {class: "figures"}, differenceWords(store.answer, told[0], outcome)) : null,
    better && el("p", {class: "better"}, el("strong", {}, better), " ", tradeoffWords(store)),
    althoughWords(store).map((text) => el("p", {class: "although"}, text)),
    better && el("p", {class: "hint decided"}, decidedWords(store)),
    ...sentences.slice(1).map((text) => el("p", {class: "second"}, text)),
    el("ul", {class: "beside"}, beside(store, outcome, told[0] ?? baseline)),
    told.length > 0 && el("p", {class: "hint"}, t("A world is one simulated course of events."), " ", precisionWords(store.answer.worlds), " ", t("The same worlds and the same draws under every policy.")));
}
