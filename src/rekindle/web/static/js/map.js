// The map: one number by place, one date after another; any policy, or one against another.
import {chooser, clear, el, isolated} from "./dom.js";
import {date, percent, t, tn} from "./i18n.js";
import {MapView, legend, maps, saved} from "./mapview.js";
import {VARIABLES, datesOf, heads, indexOf, largest, noise, placesOf, residents, rows, sentence, shown, told, variablesOf, weekOf} from "./places.js";
import {titleOf} from "./policies.js";
import {Scrubber} from "./scrubber.js";
import {more} from "./figure.js";

export function mount(root, store) {
  const view = new MapPage(root, store);
  store.subscribe((changed) => view.hear(changed));
  view.refresh();
}

class MapPage {
  constructor(root, store) {
    Object.assign(this, {root, store, choice: {variable: "control", policy: "", against: ""}, outlined: null, drawn: ""});
    this.controls = el("div", {class: "controls"});
    this.head = el("h3");
    this.said = el("p", {class: "sentence"});
    this.readout = el("p", {class: "readout"});
    this.key = el("div");
    this.note = el("p", {class: "note"});
    this.map = new MapView({label: t("Places on a map; arrow keys go from one to the next"), world: t("Abroad"),
      hover: (place) => this.point(place)});
    this.scrubber = new Scrubber({label: t("Date"), moved: (at) => this.move(at), settled: (at) => this.keep(at)});
    this.figure = el("figure", {data: {figure: "map"}}, this.head, this.said, this.controls, this.scrubber.node, this.readout, this.map.node,
      this.key);
    this.elsewhere = el("p", {class: "note"});
    this.below = more({
      name: "map", svg: () => this.map.root, table: () => this.table(), title: () => this.head.textContent,
      words: () => this.said.textContent,
    });
    this.figure.append(this.below, this.elsewhere, this.note);
    root.append(this.figure);
    new ResizeObserver(() => this.fit()).observe(this.map.node);
  }

  hear(changed) {
    if (this.store.state.view !== "map") return;
    if (["answer", "scenario", "state"].some((name) => changed.has(name))) this.refresh();
  }

  get titles() {
    return Object.fromEntries(this.store.answer.policies.map(({name}) => [name, titleOf(this.store, name)]));
  }

  get places() {
    return placesOf(this.store.answer, this.choice.variable, this.store.scenario.places);
  }

  async refresh() {
    const {answer, scenario} = this.store;
    if (!answer || !scenario) return;
    if (!datesOf(answer).length) {
      this.figure.hidden = true;
      return;
    }
    this.figure.hidden = false;
    this.choose(answer);
    if (!this.outlined) {
      this.store.begin("outlines");
      this.outlined = await maps().finally(() => this.store.finish("outlines"));
    }
    this.at = indexOf(answer, this.store.state.week, scenario.start);
    this.scrubber.set(datesOf(answer), this.at);
    this.lay();
  }

  /** Choices that the answer can serve, and the menus for them. */
  choose(answer) {
    const variables = variablesOf(answer);
    const names = answer.policies.map((one) => one.name);
    if (!variables.includes(this.choice.variable)) this.choice.variable = variables[0];
    if (!names.includes(this.choice.policy)) this.choice.policy = names[0];
    if (!names.includes(this.choice.against) || this.choice.against === this.choice.policy) this.choice.against = "";
    const key = JSON.stringify([variables, names, this.choice]);
    if (key === this.menus) return;
    this.menus = key;
    const titles = this.titles;
    const pick = (field) => (value) => { this.choice[field] = value; this.refresh(); };
    const others = names.filter((name) => name !== this.choice.policy).map((name) => [name, t("against {policy}", {policy: titles[name]})]);
    const at = document.activeElement?.id;
    clear(this.controls,
      chooser(t("Number shown"), variables.map((name) => [name, VARIABLES[name].label()]), this.choice.variable, pick("variable"), "map-what"),
      chooser(t("Policy"), names.map((name) => [name, titles[name]]), this.choice.policy, pick("policy"), "map-policy"),
      others.length ? chooser(t("Difference"), [["", t("none")], ...others], this.choice.against, pick("against"), "map-against") : null);
    if (at?.startsWith("map-")) document.getElementById(at)?.focus();
  }

  fit() {
    if (this.outlined && this.store.answer && Math.abs(this.map.node.clientWidth - (this.width ?? 0)) > 8) this.lay();
  }

  /** Draws the panels, which depend on the room, the places and the largest values, and then the date. */
  lay() {
    const {answer, scenario} = this.store;
    this.width = this.map.node.clientWidth || 720;
    const places = this.places;
    const most = (place) => this.mostOf(answer, place);
    const panels = this.map.draw({...scenario, places}, this.outlined, this.width, most);
    this.words(panels);
    this.show();
  }

  /** What the size of a circle stands for, at its largest: people who live there for a share, else the number itself. */
  mostOf(answer, place) {
    const dates = datesOf(answer);
    if (VARIABLES[this.choice.variable].unit !== "share") return largest(answer, this.choice, [place]);
    return Math.max(0, ...dates.map((_, at) => residents(answer, this.choice, place, at) ?? 0));
  }

  words(panels) {
    this.head.textContent = VARIABLES[this.choice.variable].label();
    const kind = this.choice.against ? "difference" : VARIABLES[this.choice.variable].unit === "share" ? "share" : "amount";
    const share = (low, high) => t("{low} to {high}", {low: percent(low), high: percent(high)});
    const words = {
      shares: [t("under {high}", {high: percent(0.05)}), share(0.05, 0.25), share(0.25, 0.5), share(0.5, 0.75), t("over {low}", {low: percent(0.75)})],
      amount: t("the larger the circle, the larger the number"), less: t("less"), more: t("more"),
    };
    clear(this.key, legend(kind, words), el("p", {class: "note"}, this.sizes(kind)));
    this.map.root.dataset.legend = saved(kind, words);
    const off = panels.nowhere.map((place) => isolated(place.label)).join(", ");
    this.elsewhere.textContent = off ? t("Not on the map: {places}.", {places: off}) : "";
    clear(this.note, t("Borders are de facto and take no side. Circles stand at towns or at the middle of an area, moved a little where they would hide each other."),
      " ", t("Outlines:"), " ", el("bdi", {lang: "en"}, "Natural Earth"), " ", t("(public domain)."));
  }

  sizes(kind) {
    const worlds = tn("Every place shows its own middle value over {n} world.", "Every place shows its own middle value over {n} worlds.", this.store.answer.worlds);
    if (VARIABLES[this.choice.variable].unit !== "share") return worlds;
    const size = t("The area of a circle goes with the people who live there.");
    return (kind === "share" ? [t("A ring goes as far round as the share."), size, worlds] : [size, worlds]).join(" ");
  }

  move(at) {
    this.at = at;
    this.show();
  }

  keep(at) {
    const {answer, scenario} = this.store;
    this.store.set({week: weekOf(datesOf(answer)[at], scenario.start)});
  }

  show() {
    const {answer} = this.store;
    const titles = this.titles;
    const share = VARIABLES[this.choice.variable].unit === "share";
    this.map.show((place) => {
      const one = shown(answer, this.choice, place.name, this.at);
      const number = this.choice.against ? one.difference : one.value;
      const size = share ? residents(answer, this.choice, place, this.at) ?? 0 : number;
      return {
        size, none: number === null, share: share && !this.choice.against ? one.value : undefined,
        difference: this.choice.against ? (Math.abs(number ?? 0) < noise(this.choice) ? 0 : number) : undefined, text: told(answer, this.choice, place, this.at, titles),
      };
    });
    this.said.textContent = sentence(answer, this.choice, this.places, this.at, titles);
    this.point(null);
    this.below.refresh();
  }

  point(place) {
    const {answer} = this.store;
    this.readout.textContent = place ? told(answer, this.choice, place, this.at, this.titles)
      : t("{date}. Point at a place, or go there with the Tab and arrow keys, to read its number.", {date: date(datesOf(answer)[this.at])});
  }

  table() {
    const {answer} = this.store;
    return {
      caption: t("{what}, {date}", {what: this.head.textContent, date: date(datesOf(answer)[this.at])}),
      heads: heads(this.choice, this.titles), rows: rows(answer, this.choice, this.places, this.at),
    };
  }
}
