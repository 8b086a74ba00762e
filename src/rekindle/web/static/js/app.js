// Starts the page: address -> words -> scenario -> kept answer, drawn at once -> a fresh answer where settings differ.
import * as api from "./api.js";
import {el} from "./dom.js";
import {facts} from "./facts.js";
import {date, direction, load, said, t, tn} from "./i18n.js";
import {mount as mountLevers} from "./levers.js";
import {mount as mountOutcomes} from "./outcomes.js";
import {mount as mountPolicies} from "./policies.js";
import {hides} from "./predicting.js";
import {VIEWS} from "./state.js";
import {Store} from "./store.js";
import {mount as mountTimeline} from "./timeline.js";
import {mount as mountTop} from "./top.js";

const byId = (id) => document.getElementById(id);

export const store = new Store(location.search);

/** Views that load when they are first looked at. */
const LATER = {map: "./map.js", world: "./story.js", claims: "./claims.js", read: "./read.js", teach: "./teach.js"};
const mounted = new Set(["outcomes"]);

async function openView(view) {
  if (mounted.has(view)) return;
  mounted.add(view);
  store.begin(view);
  const root = byId(view);
  try {
    (await import(LATER[view])).mount(root, store);
  } catch (fault) {
    mounted.delete(view);
    root.append(el("p", {class: "notice"}, t("This view could not be loaded: {reason}", {reason: fault.message})));
  } finally {
    store.finish(view);
  }
}

function showView() {
  const view = hides(store.state) ? "teach" : store.state.view;
  for (const one of VIEWS) byId(one).hidden = one !== view;
  document.body.dataset.view = view; // a document needs the width of the levers
  for (const link of document.querySelectorAll("#views a")) {
    if (link.dataset.view === view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.querySelector("#views [aria-current]")?.scrollIntoView({block: "nearest", inline: "nearest"}); // on a phone it may lie beyond the edge
  openView(view);
}

function mountTabs() {
  const words = {
    outcomes: t("Outcomes"), map: t("Map"), world: t("One world"), claims: t("Statements"), read: t("Read"),
    teach: t("Predict first"),
  };
  const follow = (view) => (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    store.set({view});
  };
  byId("views").replaceChildren(...VIEWS.map((view) => el("a", {
    href: `?view=${view}`, data: {view}, on: {click: follow(view)},
  }, words[view])));
}

/** What is drawn now, in words: also what a screen reader hears. */
function statusText() {
  if (store.problem) return store.problem === "lost" ? t("The connection was lost. Is rekindle serve still running?") : store.problem;
  if (store.busy && store.wait) return {compiling: t("Compiling the model, which takes a minute the first time …"), queued: t("Waiting for a turn …")}[store.wait] ?? store.wait;
  if (!store.answer || !store.fresh) return store.busy ? t("Simulating the first worlds …") : "";
  const {worlds, kept} = store.answer;
  if (store.busy) return tn("{n} world … refining", "{n} worlds … refining", worlds);
  return kept ? tn("{n} world, kept with the package", "{n} worlds, kept with the package", worlds) : tn("{n} world", "{n} worlds", worlds);
}

function showStatus() {
  const status = byId("status");
  const text = statusText();
  // counts that grow are seen; heard are only the start, what is waited for, and the end
  const growing = store.busy && store.fresh && !store.problem;
  status.setAttribute("aria-live", growing ? "off" : "polite");
  if (status.textContent !== text) status.textContent = text;
  status.classList.toggle("bad", Boolean(store.problem));
  document.body.classList.toggle("busy", store.busy);
}

function notices() {
  const found = [];
  if (store.foreign) {
    found.push(t("This link was made with another version of the scenario ({theirs}; today's is {ours}): its numbers may differ.", {
      theirs: store.foreign, ours: store.state.digest,
    }));
  }
  for (const one of store.unread) found.push(t("The address says {text}, which could not be read; it was left out.", {text: one}));
  return found;
}

function showProblems(problems) {
  const rows = problems.map(({file, line, text}) => el("li", {}, said(`${file}:${line}`), " ", said(text)));
  byId("problems").replaceChildren(
    ...notices().map((text) => el("p", {class: "notice"}, text)),
    ...(rows.length ? [
      el("p", {}, tn("The scenario has {n} problem; the page shows its last good form.",
        "The scenario has {n} problems; the page shows its last good form.", rows.length)),
      el("ul", {}, rows),
    ] : []),
  );
  byId("problems").hidden = !byId("problems").childElementCount;
}

/** The problems that were told last while the file is watched; a description may be older than they are. */
let heard = null;

function watchScenario() {
  if (!store.scenario.watched) return;
  api.watch(`/api/watch?scenario=${encodeURIComponent(store.state.scenario)}`, async ({digest, problems}) => {
    heard = problems ?? [];
    showProblems(heard);
    if (problems?.length || digest.startsWith(store.state.digest)) return;
    store.state.digest = "";
    await store.load();
  });
}

function showScenario() {
  const {title, start, until, problems} = store.scenario;
  if (!title) return showProblems(problems);
  document.title = t("{title} – Rekindle", {title});
  byId("title").replaceChildren(said(title));
  byId("span").textContent = t("{start} to {end}", {start: date(start), end: date(until)});
  showProblems(heard ?? problems ?? []);
}

function fixedWords() {
  byId("skip").textContent = t("Skip to the pictures");
  byId("views").setAttribute("aria-label", t("Views"));
  const heads = {map: t("Map"), world: t("One world"), claims: t("Statements"), read: t("Read a document"), teach: t("Predict first")};
  for (const [view, text] of Object.entries(heads)) byId(view).querySelector("h2").textContent = text;
  byId("foot").replaceChildren(
    el("p", {}, t("Shares of simulated worlds under the assumptions named here, not forecasts of what will happen. A number without its range must not be passed on.")),
    ...(store.state.lang === "en" ? [] : [el("p", {}, t("The Arabic has not been checked by a native reader."))]),
    el("p", {}, t("Every death is a person. Recorded deaths are a floor: the places where most people die are reported least.")),
  );
}

/** What a sheet of paper has to say about itself, for nobody can look it up in the address. */
function mountPrinting() {
  const printed = el("div", {class: "printed"});
  byId("foot").append(printed);
  addEventListener("beforeprint", () => { if (store.answer && store.scenario) printed.replaceChildren(facts(store)); });
  addEventListener("afterprint", () => printed.replaceChildren());
}

async function boot() {
  const root = document.documentElement;
  await load(store.state.lang);
  root.lang = store.state.lang;
  root.dir = direction();
  fixedWords();
  mountTabs();
  mountPrinting();
  store.subscribe((changed) => {
    if (changed.has("scenario")) showScenario();
    if (changed.has("state")) showView();
    if (changed.has("locked")) byId("status").textContent = t("The levers of this link are fixed.");
    else if (changed.has("status") || changed.has("answer")) showStatus();
  });
  for (const mount of [mountTop, mountPolicies, mountLevers, mountTimeline]) mount(store);
  mountOutcomes(byId("outcomes"), store);
  showView();
  document.body.classList.toggle("locked", store.state.lock);
  store.begin("scenario");
  try {
    await store.load();
    showView(); // what was predicted before is known by the policies, which only the scenario tells
    watchScenario();
  } catch (problem) {
    store.fail(problem);
    throw problem;
  } finally {
    store.finish("scenario");
    root.classList.remove("loading");
  }
}

boot();
