// Main outcomes side by side: where half and nine tenths of the worlds lie under each policy, and what changes in the same world.
import {HIGH, LOW, MEDIAN, differenceOf, drawn, mainOutcomes, outcomeOf, shareWords, sideWords, yesOrNo} from "./answers.js";
import {clear, el, svg} from "./dom.js";
import {more} from "./figure.js";
import {bare, percent, said, signed, span, t, unitName} from "./i18n.js";
import {titleOf} from "./policies.js";

const WIDTH = 176;
const ROW = 13;

function scaleOf(found) {
  const finite = found.flatMap((one) => (one ? [drawn(one.q[LOW]), drawn(one.q[HIGH])] : [])).filter(Number.isFinite);
  if (!finite.length) return () => null;
  let low = Math.min(...finite);
  const high = Math.max(...finite);
  if (low > 0 && low < high / 2) low = 0;
  const length = high - low || Math.abs(high) || 1;
  return (x) => (x === null ? null : 4 + (WIDTH - 12) * Math.min(1, Math.max(0, (drawn(x) - low) / length)));
}

function strip(found, at, x) {
  const y = ROW * at + ROW / 2 + 1;
  const [low, lower, median, upper, high] = found.q.map(x);
  if (median === null) return null;
  const line = (from, to, width) => svg("line", {x1: from, x2: to, y1: y, y2: y, stroke: `var(--policy-${at + 1})`, "stroke-width": width, "stroke-linecap": "round"});
  return svg("g", {}, line(low, high, 1.5), line(lower, upper, 4.5),
    svg("circle", {cx: median, cy: y, r: 4, fill: "var(--paper)", stroke: `var(--policy-${at + 1})`, "stroke-width": 2}));
}

/** Share of worlds as a bar, for what happens or does not. */
function shareBar(found, at) {
  const y = ROW * at + 3;
  return svg("g", {}, svg("rect", {x: 4, y, width: WIDTH - 12, height: ROW - 5, fill: "var(--line)", opacity: 0.5}),
    svg("rect", {x: 4, y, width: (WIDTH - 12) * (found.mean ?? 0), height: ROW - 5, fill: `var(--policy-${at + 1})`}));
}

function mini(outcome, found) {
  const x = scaleOf(found);
  const height = ROW * found.length + 2;
  return svg("svg", {width: WIDTH, height, viewBox: `0 0 ${WIDTH} ${height}`, "aria-hidden": "true", class: "mini"},
    found.map((one, at) => one && (yesOrNo(outcome, one) ? shareBar(one, at) : strip(one, at, x))));
}

function level(outcome, found) {
  if (!found?.defined) return t("not defined");
  if (yesOrNo(outcome, found)) return el("strong", {}, percent(found.mean));
  return [el("strong", {}, bare(found.q[MEDIAN], outcome.unit)), el("span", {}, span(found.q[LOW], found.q[HIGH], outcome.unit))];
}

function row(store, outcome, chosen, look) {
  const {policies} = store.state;
  const found = policies.map((name) => outcomeOf(store.answer, name, outcome.name));
  const button = el("button", {
    type: "button", class: "look", "aria-pressed": String(outcome.name === chosen), title: outcome.meaning,
    on: {click: () => look(outcome.name)}, data: {outcome: outcome.name},
  }, said(outcome.label));
  const unit = unitName(outcome.unit);
  return el("tr", {role: "row", class: outcome.name === chosen ? "chosen" : null},
    el("th", {scope: "row", role: "rowheader"}, button, unit && el("span", {class: "unit"}, unit)), el("td", {role: "cell", class: "drawn", "aria-hidden": "true"}, mini(outcome, found)),
    found.map((one, at) => el("td", {role: "cell", class: "level"}, level(outcome, one), apart(store) || !at ? null : changed(store, outcome, policies[at]))),
    apart(store) ? el("td", {role: "cell", class: "level"}, changed(store, outcome, policies[1])) : null);
}

/** Two policies leave room for a column of their differences; more have them beneath their levels. */
const apart = (store) => store.state.policies.length === 2;

function changed(store, outcome, policy) {
  const difference = differenceOf(store.answer, policy)?.outcomes[outcome.name];
  if (!difference) return null;
  const event = yesOrNo(outcome, outcomeOf(store.answer, policy, outcome.name));
  return [el("strong", {class: difference.same >= 0.5 ? "often alike" : "often"}, shareWords(outcome, difference)), event ? null : el("span", {}, signed(difference.q[MEDIAN], outcome.unit))];
}

function heads(store) {
  const swatch = (at) => el("span", {class: `swatch policy-${at + 1}`, "aria-hidden": "true"});
  return el("tr", {role: "row"}, el("th", {scope: "col", role: "columnheader"}, t("Outcome")), el("td", {role: "cell", class: "hint drawn", "aria-hidden": "true"}, t("Half of the worlds, and 9 of 10")),
    store.state.policies.map((name, at) => el("th", {scope: "col", role: "columnheader"}, swatch(at), said(titleOf(store, name)))),
    apart(store) ? el("th", {scope: "col", role: "columnheader"}, t("Difference in the same world")) : null);
}

/** The same numbers, one to a cell, for the file. */
function plainTable(store) {
  const {policies} = store.state;
  const of = (outcome, name) => outcomeOf(store.answer, name, outcome.name);
  const levels = [t("mean"), t("5 %"), t("25 %"), t("median"), t("75 %"), t("95 %")];
  return {
    caption: t("Main outcomes"),
    heads: [t("Outcome"), t("Unit"), ...policies.flatMap((name) => levels.map((level) => `${titleOf(store, name)}: ${level}`)),
      ...policies.slice(1).flatMap((name) => [t("less"), t("same"), t("more"), t("median difference")].map((one) => `${titleOf(store, name)}: ${one}`))],
    rows: mainOutcomes(store).map((outcome) => [outcome.label, outcome.unit,
      ...policies.flatMap((name) => { const found = of(outcome, name); return found ? [found.mean, ...found.q] : Array(6).fill(""); }),
      ...policies.slice(1).flatMap((name) => {
        const found = differenceOf(store.answer, name)?.outcomes[outcome.name];
        return found ? [found.less, found.same, found.more, found.q[MEDIAN]] : Array(4).fill("");
      })]),
  };
}

export function mount(store, look) {
  const body = el("div", {});
  const foot = more({name: "outcomes", table: () => plainTable(store), title: () => t("Main outcomes"), words: () => ""});
  const element = el("section", {class: "overview", "aria-labelledby": "overview-head"}, el("h2", {id: "overview-head"}, t("Main outcomes")),
    el("p", {class: "hint"}, t("Choose an outcome to look at it, and at the levers that matter most for it.")), body, foot);
  const draw = (chosen) => {
    const held = document.activeElement?.dataset?.outcome;
    const outcomes = mainOutcomes(store);
    const sides = [...new Set(outcomes.map((one) => one.side))];
    const columns = 2 + store.state.policies.length + (apart(store) ? 1 : 0);
    clear(body, el("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": t("Table of the main outcomes: medians, and where 9 of 10 worlds lie")},
      el("table", {class: `main of-${columns - 2}`, role: "table"}, el("thead", {role: "rowgroup"}, heads(store)), sides.map((side) => el("tbody", {role: "rowgroup"},
        el("tr", {role: "row", class: "side"}, el("th", {scope: "rowgroup", role: "rowheader", colspan: columns}, sideWords(side))),
        outcomes.filter((one) => one.side === side).map((one) => row(store, one, chosen, look)))))));
    if (held) body.querySelector(`[data-outcome="${CSS.escape(held)}"]`)?.focus({preventScroll: true});
    foot.refresh();
  };
  return {element, draw};
}

