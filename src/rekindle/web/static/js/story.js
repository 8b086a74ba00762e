// One world told as a story: dated sentences that light up their places on a map and their day on small charts.
import {get} from "./api.js";
import {button, chooser, clear, el} from "./dom.js";
import {more} from "./figure.js";
import {date, number, percent, said, t, tn, year} from "./i18n.js";
import {MapView, legend, maps} from "./mapview.js";
import {asTime, theatre} from "./places.js";
import {titleOf} from "./policies.js";
import {settings} from "./state.js";
import {Charts} from "./storycharts.js";

const FURTHEST = 1999; // the last world that a page may ask for

export function mount(root, store) {
  const page = new StoryPage(root, store);
  store.subscribe((changed) => page.hear(changed));
  page.refresh();
}

class StoryPage {
  constructor(root, store) {
    Object.assign(this, {root, store, story: null, asked: "", policy: ""});
    this.controls = el("div", {class: "controls"});
    this.said = el("p", {class: "sentence"});
    this.list = el("div", {class: "events", role: "group", "aria-label": t("What happens in this world; arrow keys go from sentence to sentence")});
    this.map = new MapView({label: t("Places in this world"), world: t("Abroad"), narrow: 320, hover: (place) => this.point(place)});
    this.when = el("h3", {class: "when"});
    this.readout = el("p", {class: "readout"});
    this.charts = new Charts();
    this.key = el("div");
    const beside = el("div", {class: "beside"}, this.when, this.map.node, this.readout, this.charts.node, this.key);
    this.below = more({name: "world", table: () => this.table()});
    this.whole = el("div", {class: "story", hidden: true}, this.list, beside);
    this.figure = el("figure", {data: {figure: "world"}}, this.said, this.controls, this.whole, this.below);
    root.append(this.figure, el("p", {class: "note"}, t("One world is one way in which it could have gone, with its own draw of everything that is uncertain. It is no forecast, and no more likely than any other world.")));
    this.listen();
    new ResizeObserver(() => this.fit()).observe(this.map.node);
  }

  hear(changed) {
    if (this.store.state.view !== "world") return;
    if (["state", "scenario", "answer"].some((name) => changed.has(name))) this.refresh();
  }

  /** The world whose main outcomes lie nearest to the medians, where the answer says which. */
  get typical() {
    return this.story?.typical ?? this.store.answer?.policies.find((one) => one.name === this.policy)?.typical;
  }

  get number() {
    return this.store.state.world ?? 0;
  }

  /** Asks for the world where settings, policy, number or language have changed. */
  async refresh() {
    const {scenario, state} = this.store;
    if (!scenario) return;
    if (!state.policies.includes(this.policy)) this.policy = state.policies[0];
    const asked = `${settings({...state, policies: [this.policy]})}&world=${this.number}&lang=${state.lang}`;
    if (asked === this.asked) return;
    this.asked = asked;
    this.menus();
    this.figure.setAttribute("aria-busy", "true");
    this.store.begin("world");
    try {
      const [story, outlined] = await Promise.all([get(`/api/world?${asked}`), maps()]);
      if (asked === this.asked) this.tell(story, outlined);
    } catch (problem) {
      if (asked !== this.asked) return;
      this.asked = "";
      this.whole.hidden = true;
      this.said.textContent = t("This world could not be told: {reason}", {reason: problem.message});
    } finally {
      if (asked === this.asked || !this.asked) {
        this.figure.removeAttribute("aria-busy");
        this.store.finish("world");
      }
    }
  }

  menus() {
    const {state} = this.store;
    const pick = el("input", {type: "number", min: "0", max: String(FURTHEST), step: "1", value: String(this.number), id: "world-number",
      on: {change: () => this.go(pick.valueAsNumber)}});
    const at = document.activeElement?.id;
    if (this.store.alone) { // a file holds one world
      clear(this.controls);
      return;
    }
    clear(this.controls,
      el("label", {class: "chooser"}, el("span", {}, t("World number")), pick),
      button(t("Another world"), () => this.go(Math.floor(Math.random() * Math.min(state.worlds, FURTHEST))), {id: "world-other"}),
      Number.isInteger(this.typical) ? button(t("A typical one"), () => this.go(this.typical), {id: "world-typical"}) : null,
      chooser(t("Policy"), state.policies.map((name) => [name, titleOf(this.store, name)]), this.policy,
        (name) => { this.policy = name; this.refresh(); }, "world-policy"));
    if (at?.startsWith("world-")) document.getElementById(at)?.focus();
  }

  go(world) {
    if (!Number.isInteger(world) || world < 0 || world > FURTHEST) return;
    this.store.set({world});
  }

  tell(story, outlined) {
    Object.assign(this, {story, outlined, lit: null});
    this.whole.hidden = false;
    this.menus();
    const {scenario, answer} = this.store;
    this.said.replaceChildren(tn("World {number} under ‘{policy}’: {n} dated sentence.", "World {number} under ‘{policy}’: {n} dated sentences.",
      story.events.length, {number: number(story.world), policy: titleOf(this.store, this.policy)}));
    this.charts.draw(story, scenario, answer);
    this.lay();
    clear(this.list, this.years());
    if (story.events.length) this.light(this.startAt(), false);
    else this.list.append(el("p", {}, t("Nothing in this world crosses a threshold worth a sentence.")));
    this.below.refresh();
  }

  /** The first sentence, or that of the week which the address names. */
  startAt() {
    const {week} = this.store.state;
    if (week === null) return 0;
    const day = asTime(this.store.scenario.start) + week * 7 * 86400000;
    const found = this.story.events.findIndex((one) => asTime(one.date) >= day);
    return found < 0 ? this.story.events.length - 1 : found;
  }

  years() {
    const groups = new Map();
    this.story.events.forEach((event, at) => {
      const head = year(event.date);
      groups.set(head, [...(groups.get(head) ?? []), this.sentence(event, at)]);
    });
    return [...groups].map(([head, items]) => [el("h3", {}, head), el("ol", {}, items)]);
  }

  sentence(event, at) {
    return el("li", {}, el("button", {type: "button", class: "event", tabindex: at ? "-1" : "0", data: {at: String(at)}},
      el("time", {datetime: event.date}, date(event.date)), " ", said(event.text)));
  }

  listen() {
    const of = (event) => event.target.closest?.(".event");
    const heard = (event) => {
      if (!of(event)) return;
      this.quiet = Date.now();
      this.light(Number(of(event).dataset.at), true);
    };
    this.list.addEventListener("pointerover", heard);
    this.list.addEventListener("focusin", heard);
    this.list.addEventListener("keydown", (event) => this.step(event));
    for (const one of [document, this.list]) one.addEventListener("scroll", () => this.scrolled(), {passive: true});
  }

  step(event) {
    const at = Number(event.target.dataset?.at);
    const last = this.story.events.length - 1;
    const next = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last}[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.list.querySelector(`[data-at="${Math.min(last, Math.max(0, next))}"]`)?.focus();
  }

  /** While the page, or the list on a narrow one, is scrolled, the sentence in the upper third is the one in hand. */
  scrolled() {
    if (!this.story?.events.length || this.root.hidden || this.list.matches(":hover") || Date.now() - (this.quiet ?? 0) < 400) return;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      const box = this.list.getBoundingClientRect();
      const line = this.list.scrollHeight > this.list.clientHeight + 4 ? box.top + box.height / 3 : innerHeight / 3;
      const nodes = [...this.list.querySelectorAll(".event")];
      const found = nodes.find((node) => node.getBoundingClientRect().bottom > line) ?? nodes[nodes.length - 1];
      this.light(Number(found.dataset.at), false);
    });
  }

  light(at, byHand) {
    if (at === this.lit || !this.story.events[at]) return;
    const [before, now] = [this.list.querySelector('[aria-current="true"]'), this.list.querySelector(`[data-at="${at}"]`)];
    before?.removeAttribute("aria-current");
    now?.setAttribute("aria-current", "true");
    if (byHand) {
      this.list.querySelector('[tabindex="0"]')?.setAttribute("tabindex", "-1");
      now?.setAttribute("tabindex", "0");
    }
    this.lit = at;
    const event = this.story.events[at];
    this.day(event.date);
    this.map.light(event.places ?? []);
    this.charts.at(event.date, event.series ?? []);
  }

  /** The nearest recorded day of the map. */
  day(day) {
    const dates = this.story.places?.dates ?? [];
    this.at = dates.reduce((best, one, at) => (Math.abs(asTime(one) - asTime(day)) < Math.abs(asTime(dates[best]) - asTime(day)) ? at : best), 0);
    this.when.textContent = date(day);
    this.show();
  }

  fit() {
    if (this.story && Math.abs(this.map.node.clientWidth - (this.width ?? 0)) > 8) {
      this.lay();
      this.show();
    }
  }

  of(variable, place, at) {
    const found = this.story.places?.[variable]?.[place.name];
    if (found === undefined) return this.story.places?.[variable] ? 0 : null; // left out where it is 0 throughout
    return Array.isArray(found) ? found[at] ?? null : found;
  }

  lay() {
    const places = theatre(this.store.scenario.places);
    this.width = this.map.node.clientWidth || 400;
    this.map.draw({...this.store.scenario, places}, this.outlined, this.width, (place) => this.people(place, 0));
    const share = (low, high) => t("{low} to {high}", {low: percent(low), high: percent(high)});
    clear(this.key, legend("share", {shares: [t("under {high}", {high: percent(0.05)}), share(0.05, 0.25), share(0.25, 0.5), share(0.5, 0.75),
      t("over {low}", {low: percent(0.75)})]}), el("p", {class: "note"}, t("Circles: the share of residents under the group's control. Lines: this world; bands: nine in ten of all worlds. Borders are de facto.")));
  }

  people(place, at) {
    return this.of("residents", place, at) ?? 0;
  }

  show() {
    if (!this.map.places) return;
    this.map.show((place) => {
      const share = this.of("control", place, this.at);
      return {size: this.people(place, this.at), share: share ?? undefined, none: share === null, text: this.told(place)};
    });
    this.point(null);
  }

  told(place) {
    return t("{place}: {value} of residents under the group's control.", {place: place.label, value: percent(this.of("control", place, this.at))});
  }

  point(place) {
    this.readout.textContent = place ? this.told(place) : "";
  }

  table() {
    return {caption: this.said.textContent, heads: [t("Date"), t("What happens")],
      rows: (this.story?.events ?? []).map((one) => [date(one.date), one.text])};
  }
}
