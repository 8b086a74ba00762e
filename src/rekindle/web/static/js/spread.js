// The outcome in view: how it lies over the worlds under each policy, and how it differs in the same world.
import {HIGH, LOW, LOWER, MEDIAN, UPPER, differenceOf, differenceWords, drawn, inView, levelWords, outcomeOf, shareWords, yesOrNo} from "./answers.js";
import {Chart} from "./chart.js";
import {el, isolated} from "./dom.js";
import {compact, interval, number, t} from "./i18n.js";
import {titleOf} from "./policies.js";
import * as Plot from "../vendor/plot.js";

const ROW = 34;
const NARROW = 450; // numbers with words beside them, as in Arabic, run into each other below this width

function rowsOf(store, outcome) {
  const rows = store.state.policies.map((name, at) => ({name, at, title: titleOf(store, name), found: outcomeOf(store.answer, name, outcome.name)}));
  return rows.filter(({found}) => found && found.defined > 0);
}

/** What happened, where the record says so: `low` and `high` are what it may have been, a documented count is a floor. */
const recorded = (outcome) => (outcome.recorded ?? []).at(-1) ?? null;
const middle = ({low, best, high}) => best ?? (low === high ? low : null);

function marksOf(rows, outcome, most) {
  const cut = (x) => Math.min(drawn(x), most);
  return rows.flatMap(({title, at, found}) => {
    const colour = `var(--policy-${at + 1})`;
    if (yesOrNo(outcome, found)) return [Plot.link([0], {x1: [0], x2: [found.mean], y1: [title], y2: [title], stroke: colour, strokeWidth: 12})];
    const [low, lower, median, upper, high] = found.q.map(cut);
    return [
      Plot.link([0], {x1: [low], x2: [high], y1: [title], y2: [title], stroke: colour, strokeWidth: 2}),
      Plot.link([0], {x1: [lower], x2: [upper], y1: [title], y2: [title], stroke: colour, strokeWidth: 9, strokeOpacity: 0.6}),
      Plot.dot([0], {x: [median], y: [title], r: 5, fill: "var(--paper)", stroke: colour, strokeWidth: 2.5}),
    ];
  });
}

function plotOf(store, width) {
  const outcome = inView(store);
  const rows = rowsOf(store, outcome);
  if (!rows.length) return null;
  const share = yesOrNo(outcome, rows[0].found);
  const record = recorded(outcome);
  const known = record ? [record.low, record.high, middle(record)].filter(Number.isFinite) : [];
  const finite = [...rows.flatMap(({found}) => found.q.map(drawn)), ...known].filter(Number.isFinite);
  const most = share ? 1 : Math.max(...finite);
  const least = share ? 0 : Math.min(0, ...finite);
  const height = ROW * rows.length + 44;
  const ticks = width < NARROW ? 3 : 5;
  const picture = Plot.plot({
    width, height, marginLeft: Math.min(190, width / 3), marginRight: 20, marginTop: 10, marginBottom: 28, className: "chart",
    x: {domain: [least, most || 1], nice: true}, y: {type: "point", domain: rows.map(({title}) => title), padding: 0.6},
    marks: [
      Plot.gridX({ticks, stroke: "var(--line)", strokeOpacity: 1}),
      Plot.axisX({ticks, tickSize: 0, label: null, tickFormat: (x) => (share ? compact(x, "share") : compact(x, outcome.unit))}),
      Plot.axisY({tickSize: 0, label: null, lineWidth: Math.min(15, width / 36), fontSize: 13}),
      ...(record ? [
        ...(middle(record) === null ? [] : [Plot.ruleX([middle(record)], {stroke: "var(--record)", strokeDasharray: "2 3", strokeWidth: 1.5})]),
        ...(record.low < record.high ? [Plot.rectX([0], {x1: [record.low], x2: [record.high], fill: "var(--record)", fillOpacity: 0.09})] : []),
      ] : []),
      ...marksOf(rows, outcome, most),
    ],
  });
  const x = picture.scale("x");
  const at = (found) => (share ? found.mean : Math.min(drawn(found.q[MEDIAN]), most));
  return {svg: picture, points: rows.map(({found}) => x.apply(at(found))), top: 10, bottom: height - 28};
}

function words(store, at) {
  const outcome = inView(store);
  const row = outcome && rowsOf(store, outcome)[at];
  if (!row) return "";
  const never = row.found.never ? t("; in {share} of worlds never", {share: number(row.found.never / store.answer.worlds, "share")}) : "";
  return t("{policy}: {value}", {policy: row.title, value: levelWords(outcome, row.found)}) + never;
}

function sentence(store) {
  const outcome = inView(store);
  const [baseline, ...others] = store.state.policies;
  const told = others.map((name) => {
    const difference = differenceOf(store.answer, name)?.outcomes[outcome.name];
    if (!difference) return "";
    return t("Under ‘{policy}’ instead of ‘{baseline}’: {share} ({difference}).", {
      policy: isolated(titleOf(store, name)), baseline: isolated(titleOf(store, baseline)), share: shareWords(outcome, difference),
      difference: differenceWords(store.answer, name, outcome),
    });
  });
  const level = t("{policy}: {value}", {policy: isolated(titleOf(store, baseline)), value: levelWords(outcome, outcomeOf(store.answer, baseline, outcome.name))});
  const record = recorded(outcome);
  const known = record ? recordWords(record, outcome) : "";
  return [`${level}.`, ...told, known].filter(Boolean).join(" ");
}

function recordWords(record, outcome) {
  const value = record.low < record.high ? interval(record.low, record.high, outcome.unit) : number(middle(record), outcome.unit);
  return record.floor ? t("The record, a floor: {value}.", {value}) : t("The record: {value}.", {value});
}

function table(store) {
  const outcome = inView(store);
  const levels = [LOW, LOWER, MEDIAN, UPPER, HIGH];
  return {
    caption: outcome.label,
    heads: [t("Policy"), t("mean"), t("5 %"), t("25 %"), t("median"), t("75 %"), t("95 %"), t("worlds in which it is defined"), t("worlds in which it never comes")],
    rows: rowsOf(store, outcome).map(({title, found}) => [title, found.mean ?? "", ...levels.map((level) => found.q[level] ?? ""), found.defined, found.never]),
  };
}

export function spreadChart(store) {
  return new Chart({
    name: "outcome", side: t("The outcome in view"), title: () => inView(store)?.label ?? "", sentence: () => sentence(store),
    plot: (width) => plotOf(store, width), words: (at) => words(store, at), read: (at) => [el("span", {}, words(store, at))],
    table: () => table(store), hint: () => inView(store)?.meaning ?? "",
  });
}
