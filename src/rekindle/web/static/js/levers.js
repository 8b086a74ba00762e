// Sliders for what is uncertain: the twelve that matter most for the outcome in view, the rest by search.
import {el} from "./dom.js";
import {bare, date, interval, number, said, span, t, tn} from "./i18n.js";
import {short} from "./state.js";

const FIRST = 12;
const MOST_FOUND = 24;

/** Levers in order of how much the outcome depends on them; those without a rank last. */
export function ranked(levers, outcome) {
  const rank = (lever) => lever.rank?.[outcome] ?? Infinity;
  const best = (lever) => Math.min(Infinity, ...Object.values(lever.rank ?? {}));
  const order = (one, other) => (one === other ? 0 : one - other); // Infinity less Infinity is no number
  return [...levers].sort((one, other) => order(rank(one), rank(other)) || order(best(one), best(other)));
}

/** The twelve that matter most with any other that was moved above them, or what is searched for. Nothing jumps when it is moved. */
export function chosen(levers, state, search, outcome = state.outcome) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const text = (lever) => `${lever.label} ${lever.meaning} ${lever.path} ${lever.mechanism ?? ""}`.toLowerCase();
  const all = ranked(levers, outcome);
  if (words.length) {
    const found = all.filter((lever) => words.every((word) => text(lever).includes(word)));
    return {list: found.slice(0, MOST_FOUND), left: Math.max(0, found.length - MOST_FOUND)};
  }
  const first = all.slice(0, FIRST);
  const moved = all.filter((lever) => (lever.path in state.set || lever.path in state.variant) && !first.includes(lever));
  return {list: [...moved, ...first], left: 0};
}

function link(url, text) {
  return /^https?:\/\//.test(url ?? "") ? el("a", {href: url, rel: "noreferrer noopener", target: "_blank"}, said(text)) : said(text);
}

const STATUS = {
  verified: () => t("checked against the source"), recalled: () => t("from memory, to be checked"),
  judgement: () => t("a judgement"), derived: () => t("worked out from other figures"), guess: () => t("an expert's guess"),
};

function figureRow(lever, figure) {
  const {low, best, high, unit = lever.unit} = figure;
  const text = low === null || low === undefined || low === high ? number(best, unit)
    : best === null || best === undefined ? interval(low, high, unit)
      : t("{best} ({range})", {best: number(best, unit), range: span(low, high, unit)});
  const status = STATUS[figure.status]?.() ?? figure.status;
  return el("li", {},
    el("span", {class: "figure"}, text), " – ", link(figure.url, figure.title || figure.source || figure.label),
    el("span", {class: "hint"}, [status, figure.known_on && t("known on {date}", {date: date(figure.known_on)})].filter(Boolean).map((one) => ` · ${one}`)),
    figure.note ? el("p", {class: "hint"}, said(figure.note)) : null);
}

/** Where a number comes from: filled when it is opened, since most never are. */
function provenance(lever) {
  const about = el("div", {data: {about: lever.path}});
  const box = el("details", {class: "source"}, el("summary", {data: {source: lever.path}}, t("Where does this number come from?")), about);
  box.addEventListener("toggle", () => {
    if (!box.open || about.childElementCount) return;
    const sources = lever.sources ?? [];
    about.append(
      ...[lever.meaning && lever.meaning.toLowerCase() !== lever.label.toLowerCase() && el("p", {}, said(lever.meaning)),
        lever.mechanism_says && el("p", {}, t("What it acts on:"), " ", said(lever.mechanism_says)),
        sources.length > 1 && el("p", {}, tn("{n} source, and they disagree:", "{n} sources, and they need not agree:", sources.length)),
        el("ul", {class: "figures"}, sources.map((figure) => figureRow(lever, figure))),
        el("p", {class: "hint"}, el("code", {}, lever.path)),
      ].filter(Boolean));
  });
  return box;
}

function resetButton({label, path}, click) {
  return el("button", {type: "button", class: "quiet reset", data: {reset: path}, "aria-label": t("Reset {lever}", {lever: label}), on: {click}}, t("Reset"));
}

/** One slider. Its words follow the hand at once; the answer follows the store. */
function slider(store, lever) {
  const id = `lever-${lever.path.replace(/\W+/g, "-")}`;
  const step = lever.step || (lever.high - lever.low) / 200;
  const press = Math.max(1, Math.round((lever.high - lever.low) / 50 / step)) * step; // a key moves it a fiftieth of its range
  const input = el("input", {type: "range", id, data: {lever: lever.path}, disabled: store.state.lock});
  for (const [key, value] of Object.entries({min: lever.low, max: lever.high, step: "any"})) input.setAttribute(key, value);
  const shown = el("span", {class: "value", "aria-hidden": "true"}); // a screen reader hears it as the value of the slider
  const reset = resetButton(lever, () => move(null));
  input.style.setProperty("--best", `${100 * (lever.best - lever.low) / (lever.high - lever.low || 1)}%`);

  function say() {
    const moved = lever.path in store.state.set;
    const value = moved ? store.state.set[lever.path] : lever.best;
    input.value = String(value);
    const words = number(value, lever.unit);
    shown.textContent = words;
    input.setAttribute("aria-valuetext", moved ? words : t("{value}, as the worlds draw it around", {value: words}));
    reset.hidden = !moved;
    element.classList.toggle("moved", moved);
  }
  function move(value) {
    const set = {...store.state.set};
    if (value === null) delete set[lever.path];
    else set[lever.path] = Number(short(Math.min(lever.high, Math.max(lever.low, value))));
    store.set({set});
    if (value === null) input.focus();
  }
  const keys = {ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 5, PageDown: -5};
  input.addEventListener("input", () => move(Math.round((Number(input.value) - lever.low) / step) * step + lever.low));
  input.addEventListener("keydown", (event) => {
    if (!(event.key in keys)) return;
    event.preventDefault();
    const across = getComputedStyle(input).direction === "rtl" && /Left|Right/.test(event.key) ? -1 : 1;
    move(Number(input.value) + keys[event.key] * across * press);
  });
  const element = el("div", {class: "lever"},
    el("div", {class: "head"}, el("label", {for: id}, said(lever.label)), shown, reset), input,
    el("div", {class: "ends", "aria-hidden": "true"}, el("span", {}, bare(lever.low, lever.unit)), el("span", {}, bare(lever.high, lever.unit))),
    provenance(lever));
  return {element, say};
}

/** Rival forms of a mechanism: each world draws one, unless one is chosen here. */
function variant(store, lever) {
  const id = `lever-${lever.path.replace(/\W+/g, "-")}`;
  const options = (lever.options ?? []).map((one) => (typeof one === "string" ? {name: one, meaning: ""} : one));
  const select = el("select", {id, data: {lever: lever.path}, disabled: store.state.lock},
    el("option", {value: ""}, t("Each world draws one")),
    options.map(({name, label, meaning}) => el("option", {value: name}, label || meaning || name)));
  function say() {
    const value = store.state.variant[lever.path] ?? "";
    select.value = value;
    element.classList.toggle("moved", value !== "");
  }
  select.addEventListener("change", () => {
    const chosenOnes = {...store.state.variant};
    if (select.value) chosenOnes[lever.path] = select.value;
    else delete chosenOnes[lever.path];
    store.set({variant: chosenOnes});
  });
  const element = el("div", {class: "lever"},
    el("div", {class: "head"}, el("label", {for: id}, said(lever.label))), select, provenance(lever));
  return {element, say};
}

class Panel {
  constructor(store) {
    this.store = store;
    this.drawn = new Map();
    this.search = el("input", {type: "search", id: "lever-search", autocomplete: "off", placeholder: t("Search all levers")});
    this.list = el("div", {class: "list"});
    this.hint = el("p", {class: "hint", role: "status"});
    this.reset = el("button", {type: "button", class: "quiet", on: {click: () => store.reset()}});
    this.fixed = el("p", {class: "notice", hidden: true}, t("This link fixes the levers: look, and try to explain."));
    this.head = el("h3", {});
    this.search.addEventListener("input", () => this.draw());
  }

  root() {
    const drawer = el("details", {class: "drawer", open: true},
      el("summary", {}, el("h2", {id: "levers-head"}, t("Levers"))),
      this.fixed,
      el("p", {class: "hint"}, t("A lever left alone takes a value of its own in every world, from its sourced range. Moved, it has yours in all of them.")),
      el("label", {class: "search"}, el("span", {class: "unseen"}, t("Search all levers")), this.search),
      this.reset, this.head, this.hint, this.list);
    const narrow = matchMedia("(max-width: 60rem)");
    drawer.open = !narrow.matches;
    narrow.addEventListener("change", () => { drawer.open = !narrow.matches; });
    return drawer;
  }

  one(lever) {
    if (!this.drawn.has(lever.path)) {
      this.drawn.set(lever.path, (lever.kind === "variant" ? variant : slider)(this.store, lever));
    }
    return this.drawn.get(lever.path).element;
  }

  place(levers) {
    const wanted = levers.map((lever) => this.one(lever));
    const there = [...this.list.children];
    if (wanted.length === there.length && wanted.every((one, at) => there[at] === one)) return;
    const held = document.activeElement;
    this.list.replaceChildren(...wanted);
    if (held?.isConnected && held !== document.activeElement) held.focus({preventScroll: true});
  }

  draw() {
    const {state, levers} = this.store;
    const {list, left} = chosen(levers, state, this.search.value, state.outcome || this.store.lead?.name);
    this.place(list);
    const moved = [state.set, state.variant, state.shift].reduce((sum, one) => sum + Object.keys(one).length, 0);
    this.reset.hidden = !moved || state.lock;
    this.reset.textContent = tn("Put back {n} moved lever", "Put back all {n} moved levers", moved);
    this.head.textContent = this.search.value ? t("Found") : t("What matters most for the outcome in view");
    this.hint.textContent = this.search.value && !list.length ? t("No lever is called that.")
      : left ? tn("{n} more: say more of its name.", "{n} more: say more of the name.", left) : "";
    this.fixed.hidden = !state.lock;
    for (const {say} of this.drawn.values()) say();
  }
}

export function mount(store) {
  const panel = new Panel(store);
  document.getElementById("levers").replaceChildren(panel.root());
  store.subscribe((changed) => {
    if (changed.has("levers")) panel.drawn.clear();
    if (["levers", "state", "answer"].some((one) => changed.has(one))) panel.draw();
  });
}
