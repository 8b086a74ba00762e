// A map that is drawn once and then shows one date after another: colours, rings and sizes, pointer and keyboard.
import {get} from "./api.js";
import {el, svg} from "./dom.js";
import {arc, drawMap, panelsOf} from "./mapdraw.js";

export const BINS = [0.05, 0.25, 0.5, 0.75]; // where the colours of a share change
const LARGEST = 24;
const SMALLEST = 4;

let outlines = null;
/** The outlines, fetched once for all maps of the page. */
export function maps() {
  outlines ??= Promise.all([get("/static/data/world.json"), get("/static/data/basemap.json")])
    .then(([world, region]) => ({world, region}));
  return outlines;
}

export const binOf = (share) => BINS.filter((edge) => share > edge).length;

export class MapView {
  /** @param {{label: string, world: string, narrow?: number, hover: (place|null) => void}} words */
  constructor(words) {
    this.words = words;
    this.root = svg("svg", {class: "map", role: "group", "aria-label": words.label, direction: "ltr"});
    this.node = el("div", {class: "map-frame"}, this.root);
    this.nodes = new Map();
    this.order = [];
    this.listen();
  }

  /** Lays the panels out for the room there is. @param {(place) => number} most the largest value of a place at any date */
  draw(scenario, outlined, width, most) {
    const top = Math.max(1e-9, ...scenario.places.map(most));
    const room = (place) => this.radius(most(place), top);
    const panels = panelsOf(scenario.places, scenario.cities);
    drawMap(this.root, {panels, maps: outlined, width, room, world: this.words.world, narrow: this.words.narrow});
    this.places = new Map(scenario.places.map((place) => [place.name, place]));
    this.top = top;
    this.nodes = new Map([...this.root.querySelectorAll(".place")].map((node) => [node.dataset.place, node]));
    this.order = [...this.nodes.keys()];
    this.nodes.get(this.order[0])?.setAttribute("tabindex", "0");
    return panels;
  }

  radius(value, top = this.top) {
    return Math.max(SMALLEST, Math.sqrt(Math.abs(value ?? 0) / top) * LARGEST);
  }

  /** Shows one date. @param {(place) => {size, share?, difference?, none?: boolean, text: string}} look */
  show(look) {
    for (const [name, node] of this.nodes) paint(node, look(this.places.get(name)), (size) => this.radius(size));
  }

  /** Marks some places and fades the others; all of them again where none is named. */
  light(names) {
    const lit = new Set(names);
    this.root.classList.toggle("lit", [...this.nodes.keys()].some((name) => lit.has(name)));
    for (const [name, node] of this.nodes) node.classList.toggle("on", lit.has(name));
  }

  listen() {
    const place = (event) => this.places?.get(event.target.closest?.(".place")?.dataset.place) ?? null;
    const tell = (event) => this.words.hover?.(place(event));
    this.root.addEventListener("pointerover", tell);
    this.root.addEventListener("focusin", tell);
    this.root.addEventListener("pointerleave", () => this.words.hover?.(null));
    this.root.addEventListener("focusout", () => this.words.hover?.(null));
    this.root.addEventListener("keydown", (event) => this.step(event));
  }

  /** One stop of the Tab key; the arrow keys go from place to place. */
  step(event) {
    const at = this.order.indexOf(event.target.closest?.(".place")?.dataset.place);
    const last = this.order.length - 1;
    const next = {ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: last}[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    const to = this.nodes.get(this.order[Math.min(last, Math.max(0, next))]);
    event.target.closest(".place").setAttribute("tabindex", "-1");
    to.setAttribute("tabindex", "0");
    to.focus();
  }
}

function paint(node, look, radius) {
  const [hit, disc, ring, sign] = node.children;
  const r = look.none ? SMALLEST : radius(look.size);
  disc.setAttribute("r", r.toFixed(1));
  hit.setAttribute("r", Math.max(12, r).toFixed(1));
  disc.setAttribute("class", `disc ${kindOf(look)}`);
  ring.setAttribute("d", look.share === undefined || look.none ? "" : arc(r + 2.5, look.share));
  sign.textContent = signOf(look, r);
  node.setAttribute("aria-label", look.text);
}

function kindOf(look) {
  if (look.none) return "none";
  if (look.difference !== undefined) return look.difference < 0 ? "less" : look.difference > 0 ? "more" : "same";
  return look.share === undefined ? "amount" : `share-${binOf(look.share)}`;
}

function signOf(look, r) {
  if (look.none || look.difference === undefined || r < 5) return "";
  return look.difference < 0 ? "−" : look.difference > 0 ? "+" : "";
}

/** The same legend as data, for a picture that is saved: colours by the names that style sheets know, and words. */
export function saved(kind, words) {
  const colours = {share: BINS.map((_, at) => `--share-${at}`).concat(`--share-${BINS.length}`), amount: ["--amount"], difference: ["--less", "--more"]}[kind];
  const texts = {share: words.shares, amount: [words.amount], difference: [words.less, words.more]}[kind];
  return JSON.stringify(colours.map((colour, at) => ({colour, text: texts[at]})));
}

/** A legend of HTML: how colours, rings and sizes are read. @param {"share"|"amount"|"difference"} kind */
export function legend(kind, words) {
  const sample = (look, text) => {
    const node = svg("g", {transform: "translate(14,14)"}, svg("circle", {class: "hit", r: 1}), svg("circle", {class: "disc", r: 8}),
      svg("path", {class: "ring"}), svg("text", {class: "sign", "text-anchor": "middle", dy: "0.35em"}));
    paint(node, {text: "", ...look}, () => 8);
    node.removeAttribute("aria-label");
    return el("li", {}, svg("svg", {class: "map key", width: 28, height: 28, "aria-hidden": "true"}, node), el("span", {}, text));
  };
  const shares = [0.02, 0.15, 0.4, 0.6, 0.9].map((share, at) => sample({size: 1, share}, words.shares[at]));
  const signs = [sample({size: 1, difference: -1}, words.less), sample({size: 1, difference: 1}, words.more)];
  const list = {share: shares, amount: [sample({size: 1}, words.amount)], difference: signs}[kind];
  return el("ul", {class: "legend"}, list);
}
