// One object that holds what the page shows: the state in the address, the scenario, the levers and the newest answer.
import * as api from "./api.js";
import {SETTINGS, initial, parse, query, same, settings} from "./state.js";

/** A first picture is waited for, so that a slow machine shows some while a lever moves; after this long it is given up (ms). */
const PATIENCE = 3000;
/** Browsers refuse addresses that change too often: while a lever moves, one in this time (ms). */
const WRITING = 200;

/** The policy that every scenario has: what was done. */
const BASELINE = "historical";

export class Store {
  constructor(search) {
    const {state, unread} = parse(search);
    this.state = state;
    this.unread = unread;
    this.scenario = null;
    this.levers = [];
    this.opening = null;
    this.answer = null;
    this.busy = false;
    this.fresh = false; // whether the answer shown is one to the present settings
    this.problem = "";
    this.foreign = ""; // the digest of a permalink that was made with another scenario than today's
    this.shown = {paired: false, singles: false, record: true}; // how pictures are drawn; nothing is asked for it
    this.defaults = initial();
    this.subscribers = new Set();
    this.onItsWay = new Set();
    this.wait = "";
    this.close = () => {};
    this.asked = null;
    this.waiting = false;
  }

  subscribe(heard) {
    this.subscribers.add(heard);
    return () => this.subscribers.delete(heard);
  }

  tell(...changed) {
    const names = new Set(changed);
    for (const heard of this.subscribers) heard(names);
  }

  /** Something was asked for; `finish` says that it came. Whoever waits for the page looks at data-ready. */
  begin(what) {
    this.onItsWay.add(what);
    delete document.body.dataset.ready;
  }

  finish(what) {
    this.onItsWay.delete(what);
    if (!this.onItsWay.size) document.body.dataset.ready = "";
  }

  /** The canonical query string that the server gets. */
  settings() {
    return settings(this.state);
  }

  /** The whole page as an address. */
  link() {
    return `${location.origin}${location.pathname}?${query(this.state, undefined, this.defaults)}`;
  }

  /** Changes the state, the address with it, and asks anew where numbers depend on it. Returns false where levers are fixed. */
  set(partial) {
    const moved = Object.keys(partial).some((key) => SETTINGS.includes(key));
    if (moved && this.state.lock && this.scenario) {
      this.tell("locked");
      return false;
    }
    const before = this.state;
    this.state = {...before, ...partial};
    this.write();
    this.tell("state");
    if (!same(before, this.state)) this.ask();
    return true;
  }

  /** Levers as the scenario has them; policies and view stay. */
  reset() {
    return this.set({set: {}, variant: {}, shift: {}});
  }

  show(partial) {
    this.shown = {...this.shown, ...partial};
    this.tell("shown");
  }

  write() {
    const now = performance.now();
    clearTimeout(this.writing);
    if (now - this.written < WRITING) this.writing = setTimeout(() => this.write(), WRITING);
    else {
      this.written = now;
      history.replaceState(null, "", this.link());
    }
  }

  async load() {
    const {scenario, lang} = this.state;
    const asked = `${scenario && `scenario=${encodeURIComponent(scenario)}&`}lang=${lang}`;
    const opening = scenario ? this.loadOpening(scenario) : null;
    this.scenario = await api.get(`/api/scenario?${asked}`);
    if (!this.scenario.name) { // one's own file is broken: its problems are shown, and the page waits until it is mended
      this.state.scenario ||= this.scenario.served;
      this.tell("scenario");
      return;
    }
    this.state.scenario = this.scenario.name;
    const digest = this.scenario.digest.slice(0, 16);
    if (this.state.digest && this.state.digest !== digest) this.foreign = this.state.digest;
    this.state.digest = digest;
    this.tell("scenario");
    this.opening = await (opening ?? this.loadOpening(this.scenario.name));
    this.choosePolicies();
    this.write();
    this.ask();
    this.loadLevers();
  }

  /** The packaged answer, or null: it is a kindness, and a page without it asks for a fresh one. */
  loadOpening(scenario) {
    return api.get(`/api/opening?scenario=${encodeURIComponent(scenario)}`).catch(() => null);
  }

  choosePolicies() {
    const known = this.scenario.policies.map((one) => one.name);
    const first = known.includes(BASELINE) ? BASELINE : known[0];
    const second = this.scenario.policies.find((one) => one.name !== first && !one.experiment)?.name;
    const kept = this.opening?.policies.map((one) => one.name) ?? [first, second].filter(Boolean);
    this.defaults = {...initial(), policies: kept, scenario: ""};
    const asked = this.state.policies.filter((name) => known.includes(name));
    this.unread.push(...this.state.policies.filter((name) => !known.includes(name)).map((name) => `policies=${name}`));
    this.state.policies = asked.length ? asked : kept;
  }

  async loadLevers() {
    this.begin("levers");
    const {scenario, outcome, lang} = this.state;
    const asked = `scenario=${encodeURIComponent(scenario)}&outcome=${encodeURIComponent(outcome)}&lang=${lang}`;
    try {
      this.levers = (await api.get(`/api/levers?${asked}`)).levers;
    } catch (problem) {
      this.fail(problem);
    }
    this.tell("levers");
    this.finish("levers");
  }

  /** Whether the packaged answer is the one to these settings. */
  kept() {
    return this.opening !== null && same(this.state, {
      ...initial(), scenario: this.state.scenario, policies: this.opening.policies.map((one) => one.name),
      worlds: this.opening.worlds,
    });
  }

  /** Asks for the worlds of the present settings; while a first picture is on its way, the newest wish waits for it. */
  ask() {
    if (this.asked) {
      this.waiting = true;
      return;
    }
    this.close();
    this.problem = "";
    if (this.kept()) {
      this.receive(this.opening, false);
      return;
    }
    this.busy = true;
    this.fresh = false;
    this.wait = "";
    this.begin("answer");
    this.asked = setTimeout(() => this.goOn(), PATIENCE);
    this.close = api.stream(`/api/answer?${this.settings()}`, {
      wait: (data) => { this.wait = data.text; this.tell("status"); },
      answer: (data) => { this.receive(data, data.worlds < this.state.worlds); this.goOn(); },
      end: () => { this.settle(); this.goOn(); },
      problem: (problem) => { this.fail(problem); this.goOn(); },
    });
    this.tell("status");
  }

  /** The first picture is here, or late: what was wished meanwhile is asked now. */
  goOn() {
    clearTimeout(this.asked);
    this.asked = null;
    if (!this.waiting) return;
    this.waiting = false;
    this.ask();
  }

  receive(answer, busy) {
    this.answer = answer;
    this.fresh = true;
    this.busy = busy;
    this.wait = "";
    this.tell("answer", "status");
    if (answer === this.opening) this.finish("answer");
  }

  /** The last answer is here. */
  settle() {
    this.busy = false;
    this.tell("status");
    this.finish("answer");
  }

  fail(problem) {
    this.busy = false;
    this.problem = problem.message || "lost";
    this.tell("status");
    this.finish("answer");
  }
}
