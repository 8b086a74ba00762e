// Week by week: where half and nine tenths of the worlds lie under each policy, with the record, or the differences between policies.
import {HIGH, LOW, LOWER, MEDIAN, UPPER, differenceOf, policyOf, sideWords, tellingWeek} from "./answers.js";
import {Chart} from "./chart.js";
import {el, isolated} from "./dom.js";
import {asDate, compact, date, interval, month, number, signed, span, t, tn, unitName, year} from "./i18n.js";
import {titleOf} from "./policies.js";
import * as Plot from "../vendor/plot.js";

const HEIGHT = 230;
const DASH = ["", "7 3", "2 3", "9 3 2 3"];

/** What is drawn: a list of {name, at (place of its colour), lists (five), singles}. */
function drawnOf(store, series) {
  const {answer, state, shown} = store;
  const place = (name) => state.policies.indexOf(name);
  if (shown.paired && state.policies.length > 1) {
    return state.policies.slice(1).map((name) => ({name, at: place(name), lists: differenceOf(answer, name)?.series[series.name], singles: []}))
      .filter(({lists}) => lists);
  }
  return state.policies.map((name) => {
    const found = policyOf(answer, name);
    return {name, at: place(name), lists: found?.series[series.name], singles: (shown.singles && found?.singles?.[series.name]) || []};
  }).filter(({lists}) => lists);
}

const zipped = (dates, lists) => dates.map((when, at) => ({
  when, low: lists[LOW][at], lower: lists[LOWER][at], median: lists[MEDIAN][at], upper: lists[UPPER][at], high: lists[HIGH][at],
})).filter(({median}) => median !== null && median !== undefined);

function marksOf({at, lists, singles}, dates) {
  const rows = zipped(dates, lists);
  const colour = `var(--policy-${at + 1})`;
  return {
    bands: [
      Plot.areaY(rows, {x: "when", y1: "low", y2: "high", fill: colour, fillOpacity: 0.13}),
      Plot.areaY(rows, {x: "when", y1: "lower", y2: "upper", fill: colour, fillOpacity: 0.24}),
    ],
    lines: [
      ...singles.map((values) => Plot.lineY(values.map((value, week) => ({when: dates[week], value})), {x: "when", y: "value", stroke: colour, strokeWidth: 0.8, strokeOpacity: 0.65})),
      Plot.lineY(rows, {x: "when", y: "median", stroke: colour, strokeWidth: 2.2, strokeDasharray: DASH[at]}),
    ],
  };
}

/** The record, its interval as a rule and its best figure as a dot, where it falls within the dates drawn. */
function recordOf(store, series, dates) {
  if (store.shown.paired && store.state.policies.length > 1) return [];
  const rows = store.scenario.record?.[series.name] ?? [];
  return rows.map((row) => ({...row, best: row.best ?? (row.low === row.high ? row.low : null), when: asDate(row.date)})).filter(({when}) => when >= dates[0] && when <= dates.at(-1));
}

function recordMarks(rows) {
  return [
    Plot.ruleX(rows.filter(({low, high}) => low !== null && high !== null && low !== high), {x: "when", y1: "low", y2: "high", stroke: "var(--record)", strokeWidth: 1.2}),
    Plot.dot(rows.filter(({best}) => best !== null), {
      x: "when", y: "best", r: 2.6, symbol: ({floor}) => (floor ? "triangle" : "circle"), fill: "var(--paper)", stroke: "var(--record)", strokeWidth: 1.4,
    }),
  ];
}

/** Years, or months where the run is short: as many as there is room for. */
function timeTicks(dates, width) {
  const [first, last] = [dates[0], dates.at(-1)];
  const months = (last - first) / 2.63e9;
  const step = [1, 2, 3, 6, 12, 24].find((one) => months / one <= width / (one < 12 ? 84 : 46)) ?? 36;
  const found = [];
  for (let at = first.getUTCFullYear() * 12 + first.getUTCMonth(); ; at += 1) {
    const when = new Date(Date.UTC(Math.floor(at / 12), at % 12, 1));
    if (when > last) return {ticks: found, format: (d) => (step >= 12 ? year(d) : month(d))};
    if (when >= first && at % step === 0) found.push(when);
  }
}

/** How many dates are drawn: where a flow has all but ended, the empty years after it would only hide its course. */
function datesDrawn(parts, series, dates) {
  if (!series.flow) return dates.length;
  const most = dates.map((_, at) => Math.max(...parts.flatMap(({lists}) => [LOW, HIGH].map((level) => Math.abs(lists[level][at] ?? 0)))));
  const last = most.findLastIndex((x) => x > 0.08 * Math.max(...most));
  return last < dates.length * 0.6 ? Math.min(dates.length, Math.max(8, Math.ceil(last * 1.25))) : dates.length;
}

function plotOf(store, series, width) {
  const parts = drawnOf(store, series);
  if (!parts.length) return null;
  const every = store.answer.dates.map(asDate);
  const dates = every.slice(0, datesDrawn(parts, series, every));
  const marks = parts.map((part) => marksOf(part, dates));
  const time = timeTicks(dates, width);
  const record = recordOf(store, series, dates);
  const picture = Plot.plot({
    width, height: HEIGHT, marginLeft: 46, marginRight: 14, marginTop: 12, marginBottom: 26, className: "chart",
    symbol: {domain: ["circle", "triangle"], range: ["circle", "triangle"]}, x: {type: "utc", domain: [dates[0], dates.at(-1)]}, y: {nice: true, zero: true},
    marks: [
      Plot.gridY({ticks: 4, stroke: "var(--line)", strokeOpacity: 1}),
      Plot.axisY({ticks: 4, tickSize: 0, label: null, tickFormat: (x) => compact(x, series.unit)}),
      Plot.axisX({ticks: time.ticks, tickSize: 4, label: null, tickFormat: time.format}),
      marks.flatMap(({bands}) => bands), Plot.ruleY([0], {stroke: "var(--ink-2)", strokeWidth: 1}), marks.flatMap(({lines}) => lines), recordMarks(record),
    ],
  });
  picture.dataset.legend = JSON.stringify(parts.map(({name, at}) => ({colour: `--policy-${at + 1}`, text: titleOf(store, name)})));
  const x = picture.scale("x");
  return {svg: picture, points: dates.map((when) => x.apply(when)), top: 12, bottom: HEIGHT - 26};
}

function valuesAt(store, series, at) {
  const paired = store.shown.paired && store.state.policies.length > 1;
  return drawnOf(store, series).map(({name, at: place, lists}) => {
    const [low, median, high] = [LOW, MEDIAN, HIGH].map((level) => lists[level][at]);
    return {name, place, text: paired
      ? t("{median} ({low} to {high})", {median: signed(median, series.unit), low: signed(low, series.unit), high: signed(high, series.unit)})
      : t("{median} ({range})", {median: number(median, series.unit), range: span(low, high, series.unit)})};
  });
}

function recordNear(store, series, at) {
  const {dates} = store.answer;
  return recordOf(store, series, dates.map(asDate)).find(({when}) => Math.abs(when - asDate(dates[at])) < 7.5 * 86_400_000);
}

function read(store, series, at) {
  const record = recordNear(store, series, at);
  return [
    el("span", {class: "date"}, date(store.answer.dates[at])),
    ...valuesAt(store, series, at).map(({name, place, text}) => el("span", {}, el("span", {class: `swatch policy-${place + 1}`}), el("bdi", {}, titleOf(store, name)), " ", text)),
    record ? el("span", {}, el("span", {class: "swatch record"}), recordSaid(record, series)) : null,
  ];
}

const recordWords = ({low, best, high}, {unit}) => (low === high || low === null || low === undefined ? number(best, unit)
  : best === null || best === undefined ? interval(low, high, unit) : t("{median} ({range})", {median: number(best, unit), range: span(low, high, unit)}));

function recordSaid(record, series) {
  const value = recordWords(record, series);
  return record.floor ? t("record: {value}, a floor", {value}) : t("record: {value}", {value});
}

function words(store, series, at) {
  if (!store.answer) return "";
  const record = recordNear(store, series, at);
  const values = valuesAt(store, series, at).map(({name, text}) => `${titleOf(store, name)}: ${text}`);
  return [date(store.answer.dates[at]), ...values, ...(record ? [recordSaid(record, series)] : [])].join("; ");
}

/** Of the recorded dates, on how many the band of nine tenths holds the record, or reaches above what is only a floor. */
function coverage(store, series) {
  const lists = policyOf(store.answer, store.state.policies[0])?.series[series.name];
  const times = store.answer.dates.map((when) => asDate(when).getTime());
  const rows = recordOf(store, series, store.answer.dates.map(asDate));
  const holds = ({when, low, best, high, floor}) => {
    const at = times.findIndex((time) => time >= when.getTime());
    return at >= 0 && lists[HIGH][at] >= (low ?? best) && (floor || lists[LOW][at] <= (high ?? best));
  };
  return {of: rows.length, within: rows.filter(holds).length, floor: rows.some(({floor}) => floor)};
}

function coverageWords({of, within, floor}) {
  if (!of) return "";
  return floor
    ? tn("The band reaches the documented floor on {k} of {n} date.", "The band reaches the documented floor on {k} of {n} dates.", of, {k: number(within)})
    : tn("The record lies in the band on {k} of {n} date.", "The record lies in the band on {k} of {n} dates.", of, {k: number(within)});
}

/** Medians that a picture cannot tell apart: within two hundredths of the highest all along. */
function hardlyApart(lists) {
  const highest = Math.max(...lists.flat().map((x) => Math.abs(x ?? 0)));
  return lists[0].every((_, at) => {
    const values = lists.map((list) => list[at] ?? 0);
    return Math.max(...values) - Math.min(...values) < 0.02 * highest;
  });
}

function sentence(store, series) {
  const parts = drawnOf(store, series);
  if (!parts.length) return "";
  const paired = store.shown.paired && store.state.policies.length > 1;
  const lists = parts.map((part) => part.lists[MEDIAN]);
  const shown = datesDrawn(parts, series, store.answer.dates);
  const within = lists.map((list) => list.slice(0, shown));
  const against = paired ? [within[0].map(() => 0), ...within] : within;
  const alike = !paired && parts.length > 1 && hardlyApart(within);
  const at = tellingWeek(alike ? within.slice(0, 1) : against);
  const told = valuesAt(store, series, at).slice(0, alike ? 1 : undefined);
  const values = told.map(({name, text}) => t("{policy}: {value}", {policy: isolated(titleOf(store, name)), value: text})).join("; ");
  const when = date(store.answer.dates[at]);
  const first = alike ? t("Hardly any difference between the policies; highest on {date} – {values}.", {date: when, values})
    : parts.length > 1 || paired ? t("Furthest apart on {date} – {values}.", {date: when, values}) : t("Highest on {date} – {values}.", {date: when, values});
  return paired ? first : `${first} ${coverageWords(coverage(store, series))}`.trim();
}

function table(store, series) {
  const parts = drawnOf(store, series);
  const levels = [t("5 %"), t("25 %"), t("median"), t("75 %"), t("95 %")];
  const record = new Map(recordOf(store, series, store.answer.dates.map(asDate)).map((row) => [row.date, row]));
  const days = [...new Set([...store.answer.dates, ...record.keys()])].sort();
  const at = new Map(store.answer.dates.map((when, place) => [when, place]));
  return {
    caption: series.label,
    heads: [t("Date"), ...parts.flatMap(({name}) => levels.map((level) => `${titleOf(store, name)}: ${level}`)),
      ...(record.size ? [t("Record, low"), t("Record"), t("Record, high")] : [])],
    rows: days.map((day) => [day, ...parts.flatMap(({lists}) => lists.map((list) => list[at.get(day)] ?? "")),
      ...(record.size ? ["low", "best", "high"].map((key) => record.get(day)?.[key] ?? "") : [])]),
  };
}

export function bandChart(store, series) {
  return new Chart({
    name: series.name, side: sideWords(series.side),
    title: () => {
      const unit = series.flow ? t("{unit} a week", {unit: unitName(series.unit)}) : unitName(series.unit);
      const paired = store.shown.paired && store.state.policies.length > 1;
      const text = unit ? t("{series}, {unit}", {series: series.label, unit}) : series.label;
      return paired ? t("{series}: difference from {baseline} in the same worlds", {series: series.label, baseline: titleOf(store, store.state.policies[0])}) : text;
    },
    sentence: () => sentence(store, series), plot: (width) => plotOf(store, series, width), read: (at) => read(store, series, at),
    words: (at) => words(store, series, at), table: () => table(store, series), hint: () => t("Point at the picture, or focus it and use the arrow keys."),
  });
}
