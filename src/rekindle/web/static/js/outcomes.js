// The first view: a sentence, the main outcomes, the one in view, and the weeks.
import {bySide, inView} from "./answers.js";
import {bandChart} from "./bands.js";
import {el} from "./dom.js";
import {draw as drawHeadline} from "./headline.js";
import {t} from "./i18n.js";
import {mount as mountOverview} from "./overview.js";
import {titleOf} from "./policies.js";
import {spreadChart} from "./spread.js";

function check(text, name, store) {
  const box = el("input", {type: "checkbox", checked: store.shown[name], on: {change: () => store.show({[name]: box.checked})}});
  return el("label", {class: "check"}, box, text);
}

function legend(store) {
  const policies = store.state.policies.map((name, at) => el("li", {}, el("span", {class: `line policy-${at + 1}`, "aria-hidden": "true"}), el("bdi", {}, titleOf(store, name))));
  return [...policies,
    el("li", {}, el("span", {class: "swatch record", "aria-hidden": "true"}), t("record"), " ", el("span", {class: "hint"}, t("(△ a floor)"))),
    el("li", {class: "hint"}, t("line: median; darker: half of the worlds; lighter: 9 of 10"))];
}

/** Charts of the series of this scenario, civilians first; those that no answer has are left out. */
function charts(store, box) {
  const has = store.answer?.policies[0]?.series ?? {};
  const wanted = bySide((store.scenario.series ?? []).filter(({name}) => name in has));
  return wanted.map((series) => {
    const chart = bandChart(store, series);
    box.append(chart.element);
    return chart;
  });
}

export function mount(root, store) {
  const head = el("h2", {id: "headline"}, " ");
  const body = el("div", {class: "told"});
  const spread = spreadChart(store);
  const look = (outcome) => {
    store.set({outcome});
    store.loadLevers();
    spread.element.scrollIntoView({block: "center"});
    spread.place.focus({preventScroll: true});
  };
  const overview = mountOverview(store, look);
  const keys = el("ul", {class: "legend"});
  const grid = el("div", {class: "grid"});
  const options = el("div", {class: "options", role: "group", "aria-label": t("How the weeks are drawn")},
    check(t("Differences in the same worlds"), "paired", store), check(t("Single worlds"), "singles", store));
  root.append(el("header", {class: "headline"}, head, body), el("div", {class: "wide"}, spread.element), overview.element,
    el("section", {class: "weeks", "aria-labelledby": "weeks-head"}, el("h2", {id: "weeks-head"}, t("Week by week")), options, keys, grid));

  root.classList.add("empty"); // frames without numbers say nothing
  let series = null;
  let looked = "";
  const draw = () => {
    if (!store.answer || !store.scenario || store.state.view !== "outcomes") return;
    if (!series) series = charts(store, grid);
    if (!store.state.policies.every((name) => store.answer.policies.some((one) => one.name === name))) return; // an answer to what was asked before
    root.classList.remove("empty");
    drawHeadline(store, head, body);
    overview.draw(inView(store)?.name);
    keys.replaceChildren(...legend(store));
    for (const chart of [spread, ...series]) chart.draw();
  };
  store.subscribe((changed) => {
    if (changed.has("scenario")) {
      series = null;
      grid.replaceChildren();
    }
    const {view, outcome, policies} = store.state; // a lever that moves redraws nothing: its answer does
    const now = [view, outcome, policies].join(" ");
    if (changed.has("answer") || changed.has("shown") || (changed.has("state") && now !== looked)) draw();
    looked = now;
  });
}
