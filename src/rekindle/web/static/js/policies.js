// Policies as toggles: two to four side by side, in the same worlds; one of them is what the others are compared with.
import {clear, el} from "./dom.js";
import {said, t, tn} from "./i18n.js";
import {MOST_POLICIES} from "./state.js";

/** The toggled list, or null where that is not possible: one at least, four at most. */
export function toggled(chosen, name) {
  if (!chosen.includes(name)) return chosen.length < MOST_POLICIES ? [...chosen, name] : null;
  return chosen.length > 1 ? chosen.filter((one) => one !== name) : null;
}

export function titleOf(store, name) {
  return store.scenario?.policies.find((one) => one.name === name)?.title ?? name;
}

function chip(store, policy, press) {
  const at = store.state.policies.indexOf(policy.name);
  return el("button", {
    type: "button", class: at < 0 ? "chip" : `chip chosen policy-${at + 1}`, "aria-pressed": String(at >= 0),
    data: {policy: policy.name}, disabled: store.state.lock, on: {click: () => press(policy.name)},
  }, el("span", {class: "swatch", "aria-hidden": "true"}), said(policy.title));
}

function baselineChoice(store) {
  const {policies} = store.state;
  const choose = (event) => store.set({policies: [event.target.value, ...policies.filter((one) => one !== event.target.value)]});
  const select = el("select", {id: "baseline", disabled: store.state.lock, on: {change: choose}},
    policies.map((name) => el("option", {value: name}, titleOf(store, name))));
  select.value = policies[0];
  return el("label", {class: "chooser"}, el("span", {}, t("Compared with")), select);
}

function about(store) {
  const chosen = store.scenario.policies.filter((one) => store.state.policies.includes(one.name));
  return chosen.map(({title, summary, delivers}) => [
    el("dt", {}, said(title)),
    el("dd", {}, said(summary), delivers?.length ? el("ul", {}, delivers.map((text) => el("li", {}, said(text)))) : null),
  ]);
}

export function mount(store) {
  const root = document.getElementById("policies");
  const chips = el("div", {class: "chips", role: "group", "aria-labelledby": "policies-head"});
  const trials = el("div", {class: "chips"});
  const experiments = el("details", {class: "about"}, el("summary", {}, t("Experiments with the model")), trials);
  const hint = el("p", {class: "hint", role: "status"});
  const baseline = el("div", {});
  const words = el("dl", {});
  const description = el("details", {class: "about"}, el("summary", {}, t("What these policies do")), words);
  const chosen = el("span", {class: "hint"});
  const drawer = el("details", {class: "drawer", open: true}, el("summary", {}, el("h2", {id: "policies-head"}, t("Policies")), chosen),
    chips, experiments, hint, baseline, description);
  drawer.open = !matchMedia("(max-width: 60rem)").matches;
  root.replaceChildren(drawer);

  const press = (name) => {
    const policies = toggled(store.state.policies, name);
    hint.textContent = policies ? "" : store.state.policies.length === 1 ? t("One policy at least.")
      : tn("No more than {n} policy at once.", "No more than {n} policies at once.", MOST_POLICIES);
    if (!policies) return;
    store.set({policies});
    root.querySelector(`[data-policy="${CSS.escape(name)}"]`)?.focus();
  };
  const draw = () => {
    if (!store.scenario?.policies) return;
    const row = (wanted) => store.scenario.policies.filter(({experiment = false}) => experiment === wanted).map((policy) => chip(store, policy, press));
    chips.replaceChildren(...row(false));
    trials.replaceChildren(...row(true));
    experiments.hidden = !trials.childElementCount;
    experiments.open ||= Boolean(trials.querySelector(".chosen"));
    clear(chosen, store.state.policies.map((name, at) => [at ? " · " : "", said(titleOf(store, name))]));
    baseline.replaceChildren(baselineChoice(store));
    words.replaceChildren(...about(store).flat());
  };
  let drawn = "";
  store.subscribe((changed) => {
    const now = store.state.policies.join();
    if (!changed.has("scenario") && now === drawn) return;
    drawn = now;
    draw();
  });
}
