// Small charts beside a story: the lines of one world, the band of all worlds behind it, and the day of the sentence in hand.
import {clear, el, svg} from "./dom.js";
import {compact, date, number, said, t} from "./i18n.js";
import {asTime} from "./places.js";

const [WIDTH, HEIGHT, TOP, BOTTOM] = [260, 64, 6, 4];
const MOST = 8;
const WEEKLY = {people: "people/week", count: "1/week"};
/** The unit of a value: what flows is told as a week's. */
const unitOf = ({flow, unit}) => (flow && WEEKLY[unit]) || unit;

/** Names of the series drawn, those that concern civilians first. */
export function seriesOf(story, scenario) {
  const known = new Map((scenario.series ?? []).map((one) => [one.name, one]));
  const rank = (name) => (known.get(name)?.side === "civilian" ? 0 : 1);
  return Object.keys(story.series ?? {}).filter((name) => known.has(name)).sort((one, other) => rank(one) - rank(other)).slice(0, MOST)
    .map((name) => known.get(name));
}

const finite = (list) => list.filter((x) => Number.isFinite(x));

function line(times, values, x, y) {
  let path = "";
  let open = false;
  values.forEach((value, at) => {
    if (!Number.isFinite(value)) { open = false; return; }
    path += `${open ? "L" : "M"}${x(times[at]).toFixed(1)},${y(value).toFixed(1)}`;
    open = true;
  });
  return path;
}

function band(times, low, high, x, y) {
  const there = times.map((time, at) => [x(time), y(low[at]), y(high[at])]).filter(([, a, b]) => Number.isFinite(a + b));
  if (there.length < 2) return "";
  const up = there.map(([px, , b]) => `${px.toFixed(1)},${b.toFixed(1)}`);
  const down = there.map(([px, a]) => `${px.toFixed(1)},${a.toFixed(1)}`).reverse();
  return `M${[...up, ...down].join("L")}Z`;
}

class Spark {
  constructor(series, story, answer) {
    this.series = series;
    this.times = story.dates.map(asTime);
    this.values = story.series[series.name];
    const all = answer?.policies.find((one) => one.name === story.policy)?.series?.[series.name];
    const around = all && {times: answer.dates.map(asTime), low: all[0], high: all[all.length - 1]};
    const [first, last] = [this.times[0], this.times[this.times.length - 1]];
    const most = Math.max(1e-9, ...finite(this.values), ...(around ? finite(around.high) : []));
    this.x = (time) => ((time - first) / (last - first || 1)) * WIDTH;
    this.y = (value) => TOP + (1 - value / most) * (HEIGHT - TOP - BOTTOM);
    this.cursor = svg("line", {class: "cursor", y1: 0, y2: HEIGHT, x1: -9, x2: -9});
    this.value = el("span", {class: "value"});
    this.node = el("figure", {class: "spark", data: {series: series.name}},
      el("figcaption", {}, el("span", {}, said(series.label)), this.value),
      svg("svg", {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", direction: "ltr", "aria-label": this.told(most)},
        around ? svg("path", {class: "band", d: band(around.times, around.low, around.high, this.x, this.y)}) : null,
        svg("path", {class: "own", d: line(this.times, this.values, this.x, this.y)}),
        svg("line", {class: "ground", x1: 0, x2: WIDTH, y1: this.y(0), y2: this.y(0)}), this.cursor));
  }

  told(most) {
    const peak = this.values.reduce((best, value, at) => ((value ?? -1) > (this.values[best] ?? -1) ? at : best), 0);
    return t("{what}: highest on {date} at {value}; the scale ends at {most}.", {
      what: this.series.label, date: date(new Date(this.times[peak])), value: number(this.values[peak], unitOf(this.series)), most: compact(most, this.series.unit),
    });
  }

  at(time) {
    const near = this.times.reduce((best, one, at) => (Math.abs(one - time) < Math.abs(this.times[best] - time) ? at : best), 0);
    const x = this.x(this.times[near]);
    this.cursor.setAttribute("x1", x);
    this.cursor.setAttribute("x2", x);
    this.value.textContent = number(this.values[near], unitOf(this.series));
  }
}

/** The charts of a story in a box; `at(day, names)` moves their cursor and marks the series that a sentence speaks of. */
export class Charts {
  constructor() {
    this.node = el("div", {class: "sparks"});
    this.sparks = [];
  }

  draw(story, scenario, answer) {
    this.sparks = seriesOf(story, scenario).map((one) => new Spark(one, story, answer));
    clear(this.node, this.sparks.map((one) => one.node));
  }

  at(day, names = []) {
    for (const spark of this.sparks) {
      spark.at(asTime(day));
      spark.node.classList.toggle("on", names.includes(spark.series.name));
    }
  }
}
