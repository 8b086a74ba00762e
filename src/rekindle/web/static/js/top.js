// The head of the page: scenario, language, sharing, taking away.
import {el} from "./dom.js";
import {t} from "./i18n.js";

const FORMS = [
  {as: "csv", what: "outcomes", words: () => t("Outcomes of every world, CSV")},
  {as: "csv", what: "series", words: () => t("Series of every world, CSV")},
  {as: "xlsx", what: "outcomes", words: () => t("Outcomes, Excel")},
  {as: "parquet", what: "outcomes", words: () => t("Outcomes, Parquet")},
  {as: "netcdf", what: "series", words: () => t("All of it, NetCDF")},
  {as: "zarr", what: "series", words: () => t("All of it, Zarr (zipped)")},
  {as: "policy", what: "", words: () => t("These levers as a policy file")},
  {as: "html", what: "", words: () => t("This page as one file that works offline")},
];

function takeMenu(store) {
  const links = FORMS.map(({as, what, words}) => el("a", {data: {as, what}, download: ""}, words()));
  const menu = el("details", {id: "take", class: "menu"}, el("summary", {}, t("Take away")), el("ul", {}, links.map((link) => el("li", {}, link))));
  const renew = () => {
    const {view, outcome, lang, world} = store.state;
    for (const link of links) {
      const {as, what} = link.dataset;
      const looked = as === "html" ? `&view=${view}&outcome=${encodeURIComponent(outcome)}&lang=${lang}${world === null ? "" : `&world=${world}`}` : "";
      link.href = `/api/take?${store.settings()}&as=${as}${what && `&what=${what}`}${looked}`;
    }
  };
  menu.addEventListener("toggle", renew);
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  return menu;
}

async function share(store, shown) {
  try {
    await navigator.clipboard.writeText(store.link());
    shown.replaceChildren(t("Link copied: it opens this page with these levers and this view."));
  } catch { // no permission, or no clipboard without https: the address can still be copied by hand
    const field = el("input", {readOnly: true, value: store.link(), "aria-label": t("Link to this page"), class: "link"});
    shown.replaceChildren(field);
    field.focus();
    field.select();
  }
}

function shareButton(store) {
  const shown = el("span", {class: "shared", role: "status"});
  const click = async () => {
    await share(store, shown);
    setTimeout(() => { if (!shown.querySelector("input")) shown.replaceChildren(); }, 6000);
  };
  return [el("button", {id: "share", type: "button", on: {click}}, t("Share")), shown];
}

function languageButton(store) {
  const other = store.state.lang === "ar" ? "en" : "ar";
  const words = {ar: "العربية", en: "English"}[other];
  const click = () => {
    store.state.lang = other;
    location.assign(store.link());
  };
  return el("button", {id: "lang", type: "button", lang: other, on: {click}}, words);
}

function scenarioChoice(store) {
  const select = el("select", {id: "scenario"});
  select.addEventListener("change", () => location.assign(`${location.pathname}?scenario=${encodeURIComponent(select.value)}${store.state.lang === "en" ? "" : `&lang=${store.state.lang}`}`));
  const fill = () => {
    const names = (store.scenario.names ?? []).map((one) => (typeof one === "string" ? {name: one, title: one} : one));
    select.replaceChildren(...names.map(({name, title}) => el("option", {value: name}, title)));
    select.value = store.state.scenario;
  };
  return {element: el("label", {class: "chooser"}, el("span", {}, t("Scenario")), select), fill};
}

export function mount(store) {
  const scenario = scenarioChoice(store);
  document.getElementById("tools").replaceChildren(scenario.element, languageButton(store), ...shareButton(store), takeMenu(store));
  store.subscribe((changed) => { if (changed.has("scenario")) scenario.fill(); });
}

