// One statement: its propositions, the conditions that turn its verdict over, and the same statement decided anew.
import {stream} from "./api.js";
import {button, clear, el, table} from "./dom.js";
import {interval, number, percent, said, t, tn} from "./i18n.js";

/** How a statement stands, whatever the language: yes, part, no, figure (nothing to decide) or open (not decided). */
export function standing(claim) {
  if (claim.kind === "F" && !claim.propositions.length) return "figure";
  if (!claim.of) return "open";
  return claim.upheld === claim.of ? "yes" : claim.upheld ? "part" : "no";
}

const SIGNS = {yes: "✓", part: "◐", no: "✗", figure: "#", open: "?"};

const outcomeOf = (one) => (one.upheld === true ? t("upheld") : one.upheld === false ? t("not upheld") : t("not decided"));
/** "at least 0.9" as "at least 90 % (very likely)". */
export function barWords(one) {
  const [, side, share] = /^(at least|at most) ([\d.]+)$/.exec(one.bar ?? "") ?? [];
  const bar = side === "at least" ? t("at least {share}", {share: percent(Number(share))}) : side ? t("at most {share}", {share: percent(Number(share))}) : one.bar;
  return one.bar_word ? t("{bar} ({word})", {bar, word: one.bar_word}) : bar;
}

/** Probabilities to the percent, but never 100 % or 0 % where one world says otherwise. */
const chance = (one) => (Number.isFinite(one.probability) ? percent(one.probability) : "–");

export class ClaimCard {
  constructor(claim, page) {
    Object.assign(this, {claim, page, store: page.store, built: false, stop: () => {}});
    const kind = standing(claim);
    this.body = el("div", {class: "claim-body"});
    this.details = el("details", {on: {toggle: () => this.toggled()}},
      el("summary", {}, el("span", {class: "claim-number"}, number(claim.id)), " ", el("span", {class: "claim-text"}, said(claim.statement)), " ",
        el("span", {class: `verdict ${kind}`}, el("span", {"aria-hidden": "true"}, SIGNS[kind]), " ", said(claim.verdict))), this.body);
    this.node = el("li", {class: "claim", id: `claim-${claim.id}`}, this.details);
  }

  open() {
    this.details.open = true;
  }

  toggled() {
    if (!this.details.open) {
      this.stop();
      return;
    }
    if (!this.built) this.build();
    if (this.store.state.claim !== this.claim.id) this.store.set({claim: this.claim.id});
  }

  build() {
    this.built = true;
    const {claim, page} = this;
    const decided = claim.propositions.filter((one) => one.decided !== false);
    this.anew = el("div", {class: "anew", "aria-live": "polite"});
    this.notice = el("p", {class: "note"});
    clear(this.body, this.about(),
      [claim.remark, claim.note, claim.untestable].filter(Boolean).map((text) => el("p", {class: "note"}, said(text))),
      claim.propositions.length ? el("ol", {class: "propositions"}, claim.propositions.map((one) => this.proposition(one)))
        : el("p", {}, t("A figure enters the scenario as a number with its source; there is nothing to decide.")),
      decided.length && !this.store.alone ? el("div", {class: "controls"}, button(t("Decide it under the present levers"), () => this.decide()),
        button(t("Levers as they were"), () => this.restore())) : null,
      this.notice, this.anew,
      claim.disagrees_with?.length ? el("p", {class: "note"}, t("Disagrees with: {statements}.", {statements: claim.disagrees_with.map((id) => number(id)).join(", ")})) : null,
      claim.mechanisms.length ? el("p", {class: "note"}, t("Topics: {topics}.", {topics: claim.mechanisms.map(page.labels.topic).join(", ")})) : null);
  }

  about() {
    const {claim, page} = this;
    const source = page.sources.get(claim.source);
    const worlds = Math.max(0, ...claim.propositions.map((one) => one.worlds ?? 0));
    return el("p", {class: "note"}, t("Source:"), " ", source?.url ? el("a", {href: source.url, rel: "noreferrer"}, said(page.labels.source(claim.source)))
      : said(page.labels.source(claim.source)), worlds ? [" · ", tn("decided from {n} world", "decided from {n} worlds", worlds)] : null);
  }

  proposition(one) {
    const range = Number.isFinite(one.low) ? ` (${interval(one.low, one.high, "share")})` : "";
    const facts = one.decided === false ? [t("Not decided: its worlds are not kept.")] : [
      one.counted === "resamples" ? t("It holds in {share} of resamples of the worlds{range}.", {share: chance(one), range}) : t("It holds in {share} of worlds{range}.", {share: chance(one), range}),
      t("To be upheld it needs {bar}.", {bar: barWords(one)}),
    ];
    const happened = one.happened?.words ? el("p", {class: "note"}, t("The record:"), " ", said(one.happened.words)) : null;
    return el("li", {}, el("p", {}, said(one.asks), " – ", el("strong", {}, outcomeOf(one))), el("p", {class: "facts"}, facts.join(" ")),
      el("p", {class: "note"}, said(one.why)), happened, this.flips(one));
  }

  flips(one) {
    if (one.flips === null || one.flips === undefined) return null;
    if (!one.flips.length) return el("p", {class: "note"}, t("Nothing was found that turns this over."));
    return el("div", {class: "flips"}, el("p", {}, t("What turns it over:")), el("ul", {}, one.flips.map((flip) => this.flip(one, flip))));
  }

  flip(one, flip) {
    const {set = {}, variant = {}} = flip.switch ?? {};
    const some = Object.keys(set).length + Object.keys(variant).length;
    return el("li", {}, said(flip.words), " ", this.store.alone ? null : some ? button(t("Set the levers there"), () => this.setThere(one, flip)) :
      el("span", {class: "note"}, t("No lever sets this.")));
  }

  /** Sets the levers to the middle of a condition and decides the statement anew, to see whether the verdict turns over. */
  setThere(one, flip) {
    const {set = {}, variant = {}} = flip.switch;
    const {state} = this.store;
    if (!this.store.set({set: {...state.set, ...set}, variant: {...state.variant, ...variant}, claim: this.claim.id})) {
      this.notice.textContent = t("The levers of this link are fixed.");
      return;
    }
    this.decide({proposition: one, flip});
  }

  restore() {
    this.stop();
    clear(this.anew);
    this.notice.textContent = this.store.reset() ? t("The levers are as the scenario has them.") : t("The levers of this link are fixed.");
  }

  decide(wished = null) {
    this.stop();
    this.wished = wished;
    this.decidedAt = this.store.settings();
    this.notice.textContent = t("Simulating worlds of this statement …");
    this.store.begin("claim");
    const close = stream(`/api/claim?${this.decidedAt}&claim=${this.claim.id}`, {
      answer: (found) => this.show(found, false), end: () => { this.show(this.found, true); this.stop(); },
      problem: (problem) => {
        this.notice.textContent = t("It could not be decided anew: {reason}", {reason: problem.message || t("the connection was lost")});
        this.stop();
      },
    });
    this.stop = () => { close(); this.store.finish("claim"); };
  }

  /** What was shown is of other levers than those that stand now. */
  leversMoved() {
    if (this.decidedAt && this.found && this.decidedAt !== this.store.settings()) {
      this.notice.textContent = t("The levers have moved since: decide it again to see what they do.");
    }
  }

  show(found, whole) {
    if (!found) return;
    this.found = found;
    this.notice.textContent = whole ? "" : t("More worlds are on their way …");
    const before = new Map(this.claim.propositions.map((one) => [one.number, one]));
    const rows = found.propositions.map((one) => {
      const was = before.get(one.number) ?? {};
      return [said(was.asks ?? one.asks), `${outcomeOf(was)} (${chance(was)})`, one.decided === false ? one.why_not ?? t("not decided") : `${outcomeOf(one)} (${this.ranged(one)})`];
    });
    clear(this.anew, el("p", {class: "turned"}, this.turned(found)), table(
      tn("Statement {number}, decided anew from {n} world", "Statement {number}, decided anew from {n} worlds", found.worlds, {number: number(this.claim.id)}),
      [t("What is asked"), t("As kept"), t("Under the present levers")], rows));
  }

  ranged(one) {
    if (one.close) return t("{share}, {range}; too close to the bar to tell from so few worlds", {share: chance(one), range: interval(one.low, one.high, "share")});
    return Number.isFinite(one.low) ? t("{share}, {range}", {share: chance(one), range: interval(one.low, one.high, "share")}) : chance(one);
  }

  /** Whether the verdict turned over, said honestly either way. */
  turned(found) {
    const {proposition, flip} = this.wished ?? {};
    const verdicts = t("Kept verdict: {before}. Under the present levers: {after}.", {before: this.claim.verdict, after: found.verdict});
    if (!proposition) return verdicts;
    const now = found.propositions.find((one) => one.number === proposition.number);
    if (!now || now.decided === false || typeof now.upheld !== "boolean") return t("These levers do not decide the proposition. {verdicts}", {verdicts});
    const facts = {n: number(proposition.number), before: outcomeOf(proposition), after: outcomeOf(now), share: chance(now), verdicts};
    if (now.upheld !== proposition.upheld) {
      const over = t("It turns over: proposition {n} was {before} and is now {after}, for it holds in {share} of worlds. {verdicts}", facts);
      return now.close ? [over, t("It stands close to the bar: more worlds could turn it back.")].join(" ") : over;
    }
    return t("It does not turn over here: proposition {n} stays {after}, for it holds in {share} of worlds. The search found {found} within the condition, over its whole range and with everything else as uncertain as before; the levers stand at one point of it. {verdicts}", {
      ...facts, found: percent(flip.inside),
    });
  }
}
