// When each order begins: bars on a time axis, moved by hand or with the arrow keys, in whole weeks.
import {asDate, date, month, said, t, tn, weeksLater, year} from "./i18n.js";
import {el} from "./dom.js";
import {MOST_WEEKS} from "./state.js";

const WEEK = 7 * 86_400_000;
const TAKEN = 0.05; // share of residents under control below which a place counts as taken on this axis

/** "12 weeks later", "1 week earlier", "as it was". */
export function shiftWords(weeks) {
  if (!weeks) return t("as it was");
  return weeks > 0 ? tn("{n} week later", "{n} weeks later", weeks) : tn("{n} week earlier", "{n} weeks earlier", -weeks);
}

/** Weeks within what is allowed; an order cannot begin before the scenario does. */
export function allowed(order, scenario, weeks) {
  const earliest = Math.ceil((asDate(scenario.start) - asDate(order.start)) / WEEK);
  return Math.min(MOST_WEEKS, Math.max(-MOST_WEEKS, earliest, Math.round(weeks)));
}

/** From the scenario's start to a year after the last order, in milliseconds. */
function axis(scenario) {
  const starts = scenario.orders.map((order) => asDate(order.start).getTime());
  const first = asDate(scenario.start).getTime();
  const last = Math.min(asDate(scenario.until).getTime(), Math.max(...starts) + 52 * WEEK);
  return {first, length: Math.max(last - first, 26 * WEEK)};
}

const along = ({first, length}, when) => Math.min(1, Math.max(0, (when - first) / length));

function ticks(span) {
  const found = [];
  const start = new Date(span.first);
  for (let y = start.getUTCFullYear() + 1; ; y += 1) {
    const when = Date.UTC(y, 0, 1);
    if (when > span.first + span.length) return found;
    found.push({at: along(span, when), text: year(new Date(when))});
  }
}

/** When a place is taken at the median of the worlds, under the first policy; null where it is not. */
function takenOn(store, place) {
  const places = store.answer?.places;
  const control = places?.control?.[place]?.[store.state.policies[0]];
  const at = control?.findIndex((share) => share < TAKEN) ?? -1;
  return at > 0 ? asDate(places.dates[at]).getTime() : null;
}

class Bar {
  constructor(store, order, span) {
    Object.assign(this, {store, order, span});
    this.words = el("span", {class: "when"});
    this.ghost = el("span", {class: "ghost", "aria-hidden": "true"});
    this.bar = el("span", {class: "bar"});
    this.handle = el("span", {
      class: "handle", role: "slider", tabIndex: store.state.lock ? -1 : 0, data: {order: order.id},
      "aria-label": t("Start of {order}", {order: order.label}), "aria-valuemin": allowed(order, store.scenario, -MOST_WEEKS),
      "aria-valuemax": MOST_WEEKS, "aria-disabled": store.state.lock || null,
      on: {keydown: (event) => this.key(event), pointerdown: (event) => this.grip(event)},
    });
    this.track = el("div", {class: "track"}, this.ghost, this.bar, this.handle);
    this.reset = el("button", {
      type: "button", class: "quiet reset", data: {reset: order.id}, "aria-label": t("Reset {lever}", {lever: order.label}),
      on: {click: () => { this.move(0); this.handle.focus(); }},
    }, t("Reset"));
    this.element = el("div", {class: "order"},
      el("div", {class: "head"}, el("span", {class: "label"}, said(order.label)), this.words, this.reset), this.track);
  }

  weeks() {
    return this.store.state.shift[this.order.id] ?? 0;
  }

  move(weeks) {
    const shift = {...this.store.state.shift};
    const wanted = allowed(this.order, this.store.scenario, weeks);
    if (wanted === this.weeks()) return;
    if (wanted) shift[this.order.id] = wanted;
    else delete shift[this.order.id];
    this.store.set({shift});
  }

  key(event) {
    const across = getComputedStyle(this.track).direction === "rtl" ? -1 : 1;
    const by = {ArrowRight: across, ArrowUp: 1, ArrowLeft: -across, ArrowDown: -1, PageUp: 13, PageDown: -13}[event.key];
    const to = event.key === "Home" ? -MOST_WEEKS : event.key === "End" ? MOST_WEEKS : event.key === "0" ? 0 : by && this.weeks() + by;
    if (to === undefined) return;
    event.preventDefault();
    this.move(to);
  }

  grip(event) {
    if (this.store.state.lock || event.button) return;
    event.preventDefault();
    this.handle.focus({preventScroll: true});
    this.handle.setPointerCapture(event.pointerId);
    const {width} = this.track.getBoundingClientRect();
    const across = getComputedStyle(this.track).direction === "rtl" ? -1 : 1;
    const from = {x: event.clientX, weeks: this.weeks()};
    const drag = (moved) => this.move(from.weeks + across * (moved.clientX - from.x) / width * (this.span.length / WEEK));
    const drop = () => this.handle.removeEventListener("pointermove", drag);
    this.handle.addEventListener("pointermove", drag);
    this.handle.addEventListener("lostpointercapture", drop, {once: true});
  }

  draw() {
    const {order, span} = this;
    const weeks = this.weeks();
    const start = weeksLater(order.start, weeks).getTime();
    const end = takenOn(this.store, order.place);
    const from = along(span, start);
    const to = along(span, end && end > start ? end : span.first + span.length);
    this.bar.style.setProperty("inset-inline-start", `${100 * from}%`);
    this.bar.style.setProperty("inline-size", `${100 * Math.max(0.01, to - from)}%`);
    this.bar.classList.toggle("open", !end);
    this.handle.style.setProperty("inset-inline-start", `${100 * from}%`);
    this.ghost.style.setProperty("inset-inline-start", `${100 * along(span, asDate(order.start).getTime())}%`);
    this.ghost.hidden = !weeks;
    this.reset.hidden = !weeks || this.store.state.lock;
    const when = date(new Date(start));
    this.words.textContent = weeks ? `${month(new Date(start))} · ${shiftWords(weeks)}` : month(new Date(start));
    this.handle.setAttribute("aria-valuenow", weeks);
    this.handle.setAttribute("aria-valuetext", t("{date}, {shift}", {date: when, shift: shiftWords(weeks)}));
    this.element.classList.toggle("moved", weeks !== 0);
  }
}

/** Orders on one place carry one name: the second and later ones are told apart by a number. */
export function numbered(orders) {
  const times = new Map();
  return orders.map((order) => {
    const n = (times.get(order.label) ?? 0) + 1;
    times.set(order.label, n);
    return n > 1 ? {...order, label: `${order.label} (${n})`} : order;
  });
}

function axisRow(span) {
  return el("div", {class: "axis", "aria-hidden": "true"}, ticks(span).map(({at, text}) => {
    const tick = el("span", {}, text);
    tick.style.setProperty("inset-inline-start", `${100 * at}%`);
    return tick;
  }));
}

function group(span, bars) {
  return [axisRow(span), ...bars.map((bar) => bar.element)];
}

export function mount(store) {
  const root = document.getElementById("timeline");
  const inner = el("div", {});
  const drawer = el("details", {class: "drawer", open: true}, el("summary", {}, el("h2", {id: "timeline-head"}, t("Dates of orders"))),
    el("p", {class: "hint"}, t("Drag the start of an order, or use the arrow keys: a week at a time. Bars end where the place is taken at the median. An order that waits for another still waits for it.")),
    inner);
  const narrow = matchMedia("(max-width: 60rem)");
  drawer.open = !narrow.matches;
  root.replaceChildren(drawer);
  let bars = [];
  const build = () => {
    const orders = store.scenario?.orders ?? [];
    root.hidden = !orders.length;
    if (!orders.length) return;
    const span = axis(store.scenario);
    bars = numbered(orders).map((order) => new Bar(store, order, span));
    const main = bars.filter((bar) => bar.order.cities?.length);
    const rest = bars.filter((bar) => !bar.order.cities?.length);
    inner.replaceChildren(...group(span, main.length ? main : rest),
      ...(main.length && rest.length ? [el("details", {class: "about", open: rest.some((bar) => bar.weeks())},
        el("summary", {}, tn("{n} order on another front", "{n} orders on other fronts", rest.length)), ...group(span, rest))] : []));
  };
  store.subscribe((changed) => {
    if (changed.has("scenario")) build();
    if (["scenario", "state", "answer"].some((one) => changed.has(one))) for (const bar of bars) bar.draw();
  });
}
