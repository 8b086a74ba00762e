// A link for a class: it fixes the levers, asks one question, and hides every number until the reader has predicted.
import {button, el, isolated} from "./dom.js";
import {t} from "./i18n.js";
import {query} from "./state.js";

/** The address that asks a question of the present settings. */
export function addressOf(store, code) {
  const state = {...store.state, view: "teach", lock: true, predict: code, outcome: "", world: null, week: null, claim: null};
  return `${location.origin}${location.pathname}?${query(state, undefined, store.defaults)}`;
}

export function lecturersLink(store, code) {
  const field = el("input", {type: "text", readOnly: true, id: "lecturer-link", class: "link"});
  const said = el("span", {role: "status", class: "note"});
  const show = () => { field.value = addressOf(store, code()); };
  const copy = async () => {
    show();
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = t("Copied.");
    } catch {
      said.textContent = t("Copy the marked address.");
    }
  };
  const details = el("details", {class: "lecturer", on: {toggle: show}}, el("summary", {}, t("A link for a class")),
    el("p", {class: "note"}, t("It asks this question of these settings, fixes the levers, and hides every number of the page until the reader has predicted. Whoever reads the answer off the network or edits the address can get round it: it is for teaching, not for examinations.")),
    el("p", {class: "note"}, t("On another device it opens only with the machine's own address in place of 127.0.0.1, and with the token. Add {added} at its end, and the word that follows {named} in the address that the terminal printed.", {added: isolated("&token="), named: isolated("token=")})),
    el("div", {class: "row"}, el("label", {class: "chooser wide"}, el("span", {}, t("Address")), field), button(t("Copy"), copy)), said);
  return details;
}
