// The page as one file: the same pictures, map, statements and predictions, from the worlds that the file holds. It asks nobody.
import {mount as mountClaims} from "./claims.js";
import {clear, el} from "./dom.js";
import {facts} from "./facts.js";
import {date, direction, load, said, t} from "./i18n.js";
import {mount as mountMap} from "./map.js";
import {mount as mountOutcomes} from "./outcomes.js";
import {query} from "./state.js";
import {Store} from "./store.js";
import {mount as mountStory} from "./story.js";
import {mount as mountTeach} from "./teach.js";

const byId = (id) => document.getElementById(id);

/** A store that has its one answer already; no lever moves, and no address is written. */
class Kept extends Store {
  constructor(data) {
    super(data.query ?? "");
    this.alone = true;
    this.scenario = data.scenario;
    this.answer = data.answer;
    this.levers = data.levers ?? [];
    this.fresh = true;
    this.state.scenario = data.scenario.name;
    this.state.policies = data.answer.policies.map((one) => one.name);
    this.state.digest = data.scenario.digest?.slice(0, 16) ?? "";
  }

  ask() {}

  write() {}

  async loadLevers() {
    this.tell("levers");
  }

  link() {
    return `?${query(this.state, undefined, this.defaults)}`;
  }

  set(partial) {
    this.state = {...this.state, ...partial};
    this.tell("state");
    return true;
  }
}

function views(data) {
  const all = {
    outcomes: [t("Outcomes"), mountOutcomes], map: [t("Map"), mountMap], world: [t("One world"), mountStory], claims: [t("Statements"), mountClaims], teach: [t("Predict first"), mountTeach],
  };
  const there = {claims: data.claims?.claims?.length, world: data.world};
  return Object.entries(all).filter(([name]) => !(name in there) || there[name]);
}

function tabs(store, offered) {
  const mounted = new Set();
  const show = () => {
    const view = offered.some(([name]) => name === store.state.view) ? store.state.view : "outcomes";
    for (const section of byId("main").querySelectorAll(":scope > section")) section.hidden = section.id !== view;
    for (const link of byId("views").querySelectorAll("a")) {
      if (link.dataset.view === view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (mounted.has(view)) return;
    mounted.add(view);
    offered.find(([name]) => name === view)[1][1](byId(view), store);
    store.tell("scenario", "answer", "levers");
  };
  clear(byId("views"), offered.map(([view, [text]]) => el("a", {href: `#${view}`, data: {view}, on: {click: (event) => {
    event.preventDefault();
    store.set({view});
  }}}, text)));
  store.subscribe((changed) => { if (changed.has("state")) show(); });
  show();
}

/** What the file was made from. */
function about(store) {
  return el("details", {class: "about-file"}, el("summary", {}, t("Settings of this file")), facts(store));
}

function head(store) {
  const {scenario} = store;
  document.title = t("{title} – Rekindle", {title: scenario.title});
  clear(byId("title"), said(scenario.title));
  byId("span").textContent = t("{start} to {end}", {start: date(scenario.start), end: date(scenario.until)});
  byId("controls").remove();
  byId("page").classList.add("alone");
  byId("main").prepend(el("p", {class: "note"}, t("This file holds the worlds that it shows and asks no other machine. Its levers do not move.")), about(store));
  byId("skip").textContent = t("Skip to the pictures");
  byId("views").setAttribute("aria-label", t("Views"));
  const names = {map: t("Map"), world: t("One world"), claims: t("Statements"), teach: t("Predict first")};
  for (const [view, text] of Object.entries(names)) byId(view).querySelector("h2").textContent = text;
  clear(byId("foot"), el("p", {}, t("Shares of simulated worlds under the assumptions named here, not forecasts of what will happen. A number without its range must not be passed on.")),
    el("p", {}, t("Every death is a person. Recorded deaths are a floor: the places where most people die are reported least.")));
}

async function open() {
  const data = JSON.parse(byId("rekindle-data").textContent);
  const store = new Kept(data);
  const root = document.documentElement;
  await load(store.state.lang);
  root.lang = store.state.lang;
  root.dir = direction();
  head(store);
  tabs(store, views(data));
  root.classList.remove("loading");
  document.body.dataset.ready = "";
}

open();
