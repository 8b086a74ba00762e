// The statements: searched, filtered by source, topic and verdict; each with what decides it and what turns it over.
import {get} from "./api.js";
import {chooser, clear, el} from "./dom.js";
import {ClaimCard, barWords, standing} from "./claimcard.js";
import {more} from "./figure.js";
import {number, percent, t, tn} from "./i18n.js";

export function mount(root, store) {
  const page = new ClaimsPage(root, store);
  store.subscribe((changed) => page.hear(changed));
  page.load();
}

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const spaced = (name) => name.replaceAll("-", " ").replaceAll("_", " ");
const distinct = (list) => [...new Set(list)];

/** Everything of a statement that a search looks through. */
function haystack(claim, labels) {
  const asked = claim.propositions.flatMap((one) => [one.asks, one.exactly, one.why]);
  return plain([claim.id, claim.short, claim.heading, claim.statement, claim.note, labels.source(claim.source),
    ...claim.mechanisms.map(labels.topic), ...asked].filter(Boolean).join(" "));
}

class ClaimsPage {
  constructor(root, store) {
    Object.assign(this, {root, store, cards: [], wanted: {text: "", source: "", topic: "", standing: ""}, scenario: ""});
    this.said = el("p", {class: "sentence"});
    this.controls = el("div", {class: "controls", role: "search"});
    this.count = el("p", {class: "note", role: "status"});
    this.list = el("ol", {class: "claims"});
    this.none = el("p", {class: "notice", hidden: true});
    this.chance = el("p", {class: "note"});
    this.below = more({name: "statements", table: () => this.table()});
    this.figure = el("figure", {data: {figure: "claims"}}, this.said, this.controls, this.count, this.list, this.below, this.chance);
    root.append(this.none, this.figure);
  }

  hear(changed) {
    if (this.store.state.view !== "claims") return;
    if (changed.has("scenario")) this.load();
    if (changed.has("state")) {
      this.open();
      for (const card of this.cards) card.leversMoved();
    }
  }

  async load() {
    const {scenario, state} = this.store;
    const asked = scenario && `scenario=${encodeURIComponent(state.scenario)}&lang=${state.lang}`;
    if (!asked || asked === this.scenario) return;
    this.scenario = asked;
    this.count.textContent = t("The statements are on their way …");
    this.store.begin("claims");
    try {
      this.take(await get(`/api/claims?${asked}`));
    } catch (problem) {
      this.scenario = "";
      this.none.hidden = false;
      this.figure.hidden = true;
      this.none.textContent = t("The statements could not be read: {reason}", {reason: problem.message});
    } finally {
      this.store.finish("claims");
    }
  }

  take(ledger) {
    const claims = ledger?.claims ?? [];
    this.none.hidden = claims.length > 0;
    this.figure.hidden = !claims.length;
    this.none.textContent = t("This scenario has no statements, or no worlds of them are kept.");
    const sources = new Map((ledger?.sources ?? []).map((one) => [one.id ?? one.name, one]));
    this.labels = {
      source: (id) => sources.get(id)?.title ?? sources.get(id)?.label ?? id,
      topic: (name) => ledger.topics?.[name]?.label ?? spaced(name),
    };
    this.cards = claims.map((claim) => new ClaimCard(claim, {store: this.store, labels: this.labels, sources, ledger}));
    for (const card of this.cards) card.hay = haystack(card.claim, this.labels);
    clear(this.list, this.cards.map((card) => card.node));
    this.menus(claims);
    this.words(claims, ledger);
    this.filter();
    this.open();
  }

  words(claims, ledger) {
    const counts = {yes: 0, part: 0, no: 0, figure: 0, open: 0};
    for (const claim of claims) counts[standing(claim)] += 1;
    const tested = claims.length - counts.figure;
    this.said.textContent = tn("Of {n} statement that can be tested, {yes} are upheld, {part} in part and {no} not.",
      "Of {n} statements that can be tested, {yes} are upheld, {part} in part and {no} not.", tested,
      {yes: number(counts.yes), part: number(counts.part), no: number(counts.no)});
    const found = ledger.chance_flips;
    this.chance.textContent = found ? t("{found} conditions that turn a verdict over were found in {searched} propositions; chance alone would find about {expected}.", {
      found: number(found.found), searched: number(found.searched), expected: number(found.expected),
    }) : "";
  }

  menus(claims) {
    const pick = (field) => (value) => { this.wanted[field] = value; this.filter(); };
    const every = (text) => [["", text]];
    const sources = distinct(claims.map((one) => one.source)).map((id) => [id, this.labels.source(id)]);
    const topics = distinct(claims.flatMap((one) => one.mechanisms)).map((name) => [name, this.labels.topic(name)])
      .sort((one, other) => one[1].localeCompare(other[1]));
    const verdicts = distinct(claims.map(standing)).map((kind) => [kind, claims.find((one) => standing(one) === kind).verdict]);
    const search = el("input", {type: "search", id: "claims-search", on: {input: () => pick("text")(search.value)}});
    clear(this.controls,
      el("label", {class: "chooser"}, el("span", {}, t("Search the statements")), search),
      chooser(t("Source"), [...every(t("every source")), ...sources], "", pick("source"), "claims-source"),
      chooser(t("Topic"), [...every(t("every topic")), ...topics], "", pick("topic"), "claims-topic"),
      chooser(t("Verdict"), [...every(t("every verdict")), ...verdicts], "", pick("standing"), "claims-verdict"));
  }

  filter() {
    const {text, source, topic, standing: kind} = this.wanted;
    const words = plain(text).split(/\s+/).filter(Boolean);
    for (const card of this.cards) {
      const {claim} = card;
      const fits = words.every((word) => card.hay.includes(word)) && (!source || claim.source === source) &&
        (!topic || claim.mechanisms.includes(topic)) && (!kind || standing(claim) === kind);
      card.node.hidden = !fits;
    }
    const left = this.cards.filter((card) => !card.node.hidden).length;
    this.count.textContent = tn("{n} statement of {all} shown", "{n} statements of {all} shown", left, {all: number(this.cards.length)});
    this.below.refresh();
  }

  /** The statement that the address names stands open. */
  open() {
    const {claim} = this.store.state;
    if (claim === null || claim === this.opened) return;
    this.opened = claim;
    const card = this.cards.find((one) => one.claim.id === claim);
    if (!card) return;
    card.open();
    card.node.scrollIntoView({block: "nearest"});
  }

  table() {
    const rows = this.cards.filter((card) => !card.node.hidden).flatMap(({claim}) => {
      const own = [number(claim.id), claim.statement, claim.verdict];
      if (!claim.propositions.length) return [[...own, "–", "–", "–"]];
      return claim.propositions.map((one) => [...own, one.asks, barWords(one),
        Number.isFinite(one.probability) ? percent(one.probability) : "–"]);
    });
    return {caption: t("Statements shown"), rows,
      heads: [t("Number"), t("Statement"), t("Verdict"), t("What is asked"), t("Needed"), t("Probability")]};
  }
}
