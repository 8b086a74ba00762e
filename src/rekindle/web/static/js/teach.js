// Predict first: a question about an outcome, a prediction, then what the worlds say, scored in plain words.
import {inView, levelWords, mainOutcomes, outcomeOf, shareWords, yesOrNo} from "./answers.js";
import {debrief} from "./debrief.js";
import {button, chooser, clear, el} from "./dom.js";
import {t} from "./i18n.js";
import {titleOf} from "./policies.js";
import {hides, keep, kept, question, written} from "./predicting.js";
import {lecturersLink} from "./lecturer.js";
import {result} from "./result.js";
import {askable} from "./score.js";

export function mount(root, store) {
  const page = new TeachPage(root, store);
  store.subscribe((changed) => page.hear(changed));
  page.refresh();
}

class TeachPage {
  constructor(root, store) {
    Object.assign(this, {root, store, asked: null, guess: null, rounds: [], drawn: ""});
    this.controls = el("div", {class: "controls"});
    this.ask = el("p", {class: "sentence question"});
    this.form = el("form", {class: "guess", on: {submit: (event) => { event.preventDefault(); this.submit(); }}});
    this.fault = el("p", {class: "notice", role: "alert", hidden: true});
    this.score = el("div", {id: "score", role: "status"});
    this.sheet = el("section", {id: "debrief", "aria-label": t("Debrief sheet"), hidden: true});
    this.lecturer = el("div", {});
    this.none = el("p", {class: "note", hidden: true}, t("There is nothing to predict here yet."));
    this.figure = el("figure", {data: {figure: "teach"}}, el("p", {class: "note"},
      t("Write down what you expect before you look. Then see how many worlds lie within your range, and by how much the others miss it.")),
      this.controls, this.ask, this.form, this.fault, this.score);
    root.append(this.none, this.figure, this.lecturer, this.sheet);
  }

  hear(changed) {
    if (this.store.state.view !== "teach") return;
    if (["state", "scenario", "answer"].some((name) => changed.has(name))) this.refresh();
  }

  get outcomes() {
    return mainOutcomes(this.store).filter((one) => this.store.state.policies.some((name) => askable(outcomeOf(this.store.answer, name, one.name))));
  }

  /** The question: that of the link, or the outcome in view under the first policy. */
  chosen() {
    const {state} = this.store;
    const asked = question(state.predict);
    const known = this.outcomes.map((one) => one.name);
    const here = (name) => state.policies.includes(name);
    if (asked && known.includes(asked.outcome) && here(asked.policy) && (asked.kind === "level" || here(asked.baseline))) return asked;
    const outcome = known.includes(inView(this.store)?.name) ? inView(this.store).name : known[0];
    return outcome ? {kind: "level", outcome, policy: state.policies[0]} : null;
  }

  refresh() {
    const {scenario, answer, state} = this.store;
    if (!scenario || !answer) return;
    document.body.classList.toggle("predicting", hides(state));
    this.asked = this.chosen();
    this.none.hidden = Boolean(this.asked);
    this.figure.hidden = !this.asked;
    if (!this.asked) return;
    this.outcome = scenario.outcomes.find((one) => one.name === this.asked.outcome);
    const drawn = `${this.store.settings()} ${written(this.asked)} ${state.lock} ${state.lang}`;
    if (drawn !== this.drawn) {
      this.drawn = drawn;
      this.guess = kept(state, written(this.asked));
      this.menus();
      this.question();
    }
    if (this.guess) this.reveal();
  }

  menus() {
    const {state} = this.store;
    clear(this.lecturer, state.lock || this.store.alone ? null : lecturersLink(this.store, () => written(this.asked)));
    if (state.lock) {
      clear(this.controls);
      return;
    }
    const go = (partial) => this.store.set({predict: written({...this.asked, ...partial})});
    const titles = state.policies.map((name) => [name, titleOf(this.store, name)]);
    const {kind, policy} = this.asked;
    const other = state.policies.find((name) => name !== policy);
    const rival = (name) => (name === policy ? {policy: name, baseline: other} : {baseline: name});
    clear(this.controls,
      chooser(t("Outcome"), this.outcomes.map((one) => [one.name, one.label]), this.asked.outcome, (outcome) => go({outcome}), "teach-outcome"),
      chooser(t("Policy"), titles, policy, (name) => go({policy: name, baseline: state.policies.find((one) => one !== name)}), "teach-policy"),
      other ? chooser(t("What to predict"), [["level", t("a middle value and a range")], ["direction", t("a direction, against another policy")]], kind,
        (name) => go({kind: name, baseline: this.asked.baseline ?? other}), "teach-kind") : null,
      kind === "direction" && titles.length > 2 ? chooser(t("Against"), titles.filter(([name]) => name !== policy), this.asked.baseline,
        (name) => go(rival(name)), "teach-against") : null);
  }

  get share() {
    return yesOrNo(this.outcome, outcomeOf(this.store.answer, this.asked.policy, this.outcome.name));
  }

  question() {
    const names = {policy: titleOf(this.store, this.asked.policy), baseline: titleOf(this.store, this.asked.baseline), outcome: this.outcome.label};
    clear(this.score);
    this.sheet.hidden = true;
    this.fault.hidden = true;
    if (this.asked.kind === "direction") this.ask.textContent = t("{outcome}: what does ‘{policy}’ bring instead of ‘{baseline}’?", names);
    else if (this.share) this.ask.textContent = t("{outcome}: in what share of worlds does this happen under ‘{policy}’?", names);
    else this.ask.textContent = t("{outcome}: what do you expect under ‘{policy}’?", names);
    clear(this.form, this.asked.kind === "direction" ? this.directions() : this.range(),
      el("div", {class: "row"}, el("button", {type: "submit", id: "reveal", class: "primary"}, this.guess ? t("Predict again") : t("Predict, then see"))));
  }

  range() {
    const unit = this.share ? t("percent of worlds") : this.unitWords();
    const value = (name) => (this.guess ? String(Number((this.guess[name] * (this.share ? 100 : 1)).toPrecision(6))) : "");
    const field = (name, label) => el("label", {class: "chooser", for: `guess-${name}`}, el("span", {}, label),
      el("input", {type: "number", step: "any", inputmode: "decimal", id: `guess-${name}`, value: value(name), required: true, ...(this.share ? {min: "0", max: "100"} : {})}));
    return [el("p", {class: "note"}, unit ? t("In {unit}. Nine worlds in ten should lie within your range, one in twenty below it and one in twenty above.", {unit})
      : t("Nine worlds in ten should lie within your range, one in twenty below it and one in twenty above.")),
    el("div", {class: "row"}, field("low", t("Low end")), field("middle", t("Middle value")), field("high", t("High end")))];
  }

  unitWords() {
    const {unit} = this.outcome;
    const known = {people: t("people"), weeks: t("weeks"), months: t("months"), count: t("number"), km2: t("square kilometres"), "USD million": t("million US dollars")};
    return known[unit] ?? (["1", "", "index", "share"].includes(unit) ? "" : unit);
  }

  directions() {
    const words = {less: t("less"), same: t("about the same"), more: t("more")};
    return el("fieldset", {class: "row"}, el("legend", {}, t("Your direction")), Object.entries(words).map(([value, text]) =>
      el("label", {class: "check"}, el("input", {type: "radio", name: "direction", value, required: true, checked: this.guess?.direction === value}), text)));
  }

  read() {
    if (this.asked.kind === "direction") return {direction: new FormData(this.form).get("direction")};
    const scale = this.share ? 100 : 1;
    const [low, middle, high] = ["low", "middle", "high"].map((name) => this.form.querySelector(`#guess-${name}`).valueAsNumber / scale);
    return {low, middle, high};
  }

  faultOf({direction, low, middle, high}) {
    if (this.asked.kind === "direction") return direction ? "" : t("Choose a direction first.");
    if (![low, middle, high].every(Number.isFinite)) return t("Give three numbers: a low end, a middle value and a high end.");
    return low <= middle && middle <= high ? "" : t("The middle value must lie between the low end and the high end.");
  }

  submit() {
    const guess = this.read();
    const fault = this.faultOf(guess);
    this.fault.textContent = fault;
    this.fault.hidden = !fault;
    if (fault) return;
    this.guess = guess;
    keep(this.store.state, written(this.asked), guess);
    document.body.classList.remove("predicting");
    this.rounds.push({settings: this.store.settings(), code: written(this.asked)});
    this.form.querySelector("#reveal").textContent = t("Predict again");
    this.reveal();
    this.score.scrollIntoView({block: "nearest"});
  }

  /** What the worlds say beside the prediction; drawn anew when more worlds come in. */
  reveal() {
    const found = result(this.store, this.asked, this.outcome, this.guess, this.share);
    if (!found) {
      clear(this.score, el("p", {}, t("The worlds of this comparison are on their way …")));
      return;
    }
    clear(this.score, el("h3", {}, t("What the worlds say")), found.sentences.map((text) => el("p", {}, text)), found.picture,
      el("p", {class: "note"}, this.told()), found.table,
      el("div", {class: "row"}, button(t("Print a debrief sheet"), () => print(), {id: "print-debrief"})));
    debrief(this.sheet, this.store, {question: this.ask.textContent, found, outcome: this.outcome, told: this.told(), rounds: this.rounds.length});
    this.sheet.hidden = false;
  }

  /** The model's own answer in the words of the rest of the page. */
  told() {
    const {answer} = this.store;
    const name = {outcome: this.outcome.label, policy: titleOf(this.store, this.asked.policy)};
    if (this.asked.kind === "direction") {
      const difference = answer.differences.find((one) => one.policy === this.asked.policy && one.baseline === this.asked.baseline);
      if (difference) return t("{outcome}, under ‘{policy}’: {words}.", {...name, words: shareWords(this.outcome, difference.outcomes[this.outcome.name])});
    }
    return t("{outcome}, under ‘{policy}’: {words}.", {...name, words: levelWords(this.outcome, outcomeOf(answer, this.asked.policy, this.outcome.name))});
  }
}
