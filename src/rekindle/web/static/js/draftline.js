// One line of a draft: what was read, and accept, correct or drop.
import {button, clear, el} from "./dom.js";
import {date, interval, number, said, t, tn} from "./i18n.js";

const KINDS = {
  figures: (id) => t("Figure {id}", {id}), claims: (id) => t("Claim {id}", {id}), events: (id) => t("Event {id}", {id}),
};
const FIELDS = {
  statement: () => t("What it says, in your words"), definition: () => t("What it counts, in your words"),
  what: () => t("What happened, in your words"), name: () => t("Its name or path"), unit: () => t("Unit"), value: () => t("Value"),
  low: () => t("Lowest"), high: () => t("Highest"), known_on: () => t("Known on"), kind: () => t("Kind"), date: () => t("Date"),
  place: () => t("Place"), mechanisms: () => t("Mechanisms"), horizon: () => t("Until"), metric: () => t("Metric"),
  comparison: () => t("Comparison"), threshold: () => t("Threshold"), at_least: () => t("Probability at least"),
  at_most: () => t("Probability at most"), why: () => t("Why"), id: () => t("Name of the source"), title: () => t("Title"),
  author: () => t("Author"), licence: () => t("Licence"), written: () => t("Day on which you set the thresholds"),
};
const spaced = (text) => String(text).replaceAll("_", " ");

/** The amount of a figure as a person reads it. */
function amount({low, high, bound}) {
  if (low === null && high === null) return "";
  if (low === null || high === null) return bound === "at_most" ? t("at most {n}", {n: number(high ?? low)}) : t("at least {n}", {n: number(low ?? high)});
  return low === high ? number(low) : interval(low, high);
}

/** An input for a line of a draft file. */
export function input(field, fill) {
  const hint = field.hint.trim();
  const id = `read-hint-${field.at}-${field.key}`;
  const box = el("input", {value: field.value, type: "text", "aria-describedby": hint ? id : null, autocomplete: "off",
    on: {input: (event) => fill(event.target.value)}});
  return el("div", {class: "asked"}, el("label", {}, el("span", {}, (FIELDS[field.key] ?? (() => spaced(field.key)))()), box),
    hint ? el("p", {class: "note", id}, said(hint)) : null);
}

export class DraftLine {
  /** `told` hears that something was decided, with whether to go on to the next line. */
  constructor(what, read, file, told) {
    Object.assign(this, {what, read, file, told, decision: ""});
    this.name = KINDS[what](read.id);
    this.state = el("p", {class: "decision"});
    this.form = el("div", {class: "form", hidden: true});
    this.keys = {
      accept: button(t("Accept"), () => this.decide("accept")),
      correct: button(t("Correct or fill in"), () => this.correct(), {"aria-expanded": "false"}),
      drop: button(t("Drop"), () => this.decide("drop")),
    };
    this.node = el("article", {tabindex: "0", "aria-label": this.name, class: "line"},
      el("h4", {}, this.name), el("blockquote", {dir: "auto"}, said(read.words)), this.facts(),
      el("div", {class: "keys"}, Object.values(this.keys)), this.form, this.state);
    this.show();
  }

  facts() {
    const {read} = this;
    const day = /^\d{4}-\d\d-\d\d$/.test(read.date) ? date(read.date) : read.date;
    const rows = [
      [t("Kind"), spaced(this.what === "claims" ? read.form : read.kind)],
      ...(this.what === "figures" ? [[t("Amount"), [amount(read), read.counted || read.unit].filter((one) => one && one !== "1").join(" ")]] : []),
      [t("Hedge"), read.hedge === "flat" ? t("unhedged") : spaced(read.hedge ?? "")],
      [t("Actor"), spaced(read.actor) + (read.inferred ? ` (${t("inferred")})` : "")],
      [t("Place"), spaced(read.place)], [t("Date"), day], [t("Said by"), read.said_by],
      ...(read.beside?.length ? [[t("In the scenario"), read.beside.map((one) => `${one.path}: ${one.holds} (${one.relation})`).join("; ")]] : []),
    ].filter(([, text]) => text);
    return el("dl", {class: "facts"}, rows.map(([head, text]) => el("div", {}, el("dt", {}, head), el("dd", {}, said(text)))));
  }

  decide(decision) {
    this.decision = this.decision === decision ? "" : decision;
    this.file.decide(this.read.id, this.decision);
    this.show();
    this.told(this, Boolean(this.decision));
  }

  /** Opens what may be corrected, or closes it. */
  correct() {
    const opens = this.form.hidden;
    if (opens && !this.form.childElementCount) {
      clear(this.form, this.file.rows.get(this.read.id).fields.map((field) => input(field, (answer) => {
        this.file.fill(field, answer);
        this.show();
        this.told(this, false);
      })));
    }
    this.form.hidden = !opens;
    this.keys.correct.setAttribute("aria-expanded", String(opens));
    const boxes = [...this.form.querySelectorAll("input")];
    if (opens) (boxes.find((box) => !box.value) ?? boxes[0])?.focus();
    else this.node.focus();
  }

  show() {
    this.node.dataset.decision = this.decision;
    this.keys.accept.setAttribute("aria-pressed", String(this.decision === "accept"));
    this.keys.drop.setAttribute("aria-pressed", String(this.decision === "drop"));
    const left = this.file.blanks(this.read.id);
    this.state.textContent = {
      "": t("Not decided"), drop: t("Dropped"),
      accept: left ? tn("Accepted; {n} blank left", "Accepted; {n} blanks left", left) : t("Accepted"),
    }[this.decision];
  }
}
