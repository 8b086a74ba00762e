// A sheet to print after a prediction: the question, the prediction, what the worlds say, what moves it, and what to talk about.
import {clear, el} from "./dom.js";
import {date, number, said, t, tn} from "./i18n.js";
import {moved} from "./moved.js";

const MOST = 5;

/** The levers that matter most for an outcome, as far as they were ranked. */
export function drivers(levers, outcome) {
  return levers.filter((one) => one.rank?.[outcome]).sort((one, other) => one.rank[outcome] - other.rank[outcome]).slice(0, MOST);
}

export function debrief(sheet, store, {question, found, outcome, told}) {
  const {scenario, answer, levers} = store;
  const most = drivers(levers, outcome.name);
  const facts = [
    [t("Scenario"), said(scenario.title)], [t("From and to"), t("{start} to {end}", {start: date(scenario.start), end: date(scenario.until)})],
    [t("Worlds"), number(answer.worlds)], [t("Levers"), moved(store)], [t("Address"), el("span", {class: "address"}, store.link())],
  ];
  clear(sheet, el("h2", {}, t("Debrief")), el("dl", {}, facts.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])),
    el("h3", {}, t("The question")), el("p", {}, question), el("h3", {}, t("Your prediction")), found.sentences.map((text) => el("p", {}, text)),
    found.table.cloneNode(true), el("h3", {}, t("What the worlds say")), el("p", {}, told),
    most.length ? [el("h3", {}, tn("The {n} number that moves it most", "The {n} numbers that move it most", most.length)),
      el("ol", {}, most.map((one) => el("li", {}, said(one.label), one.mechanism_says ? [" – ", said(one.mechanism_says)] : null)))] : null,
    el("h3", {}, t("To talk about")), el("ul", {},
      [t("Which of your reasons is in the model, and which is not?"), t("What would have to be otherwise for the outcome to lie at your middle value? Set the levers there and see."),
        t("What does this number leave out of what people lived through?"), t("Who made the figures behind it, and what did they want?")].map((text) => el("li", {}, text))),
    el("h3", {}, t("Notes")), el("div", {class: "lines", "aria-hidden": "true"}));
}
