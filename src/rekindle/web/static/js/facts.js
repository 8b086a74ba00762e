// What the page was made from, so that anybody can make its numbers again: in the page as one file, and on paper.
import {el} from "./dom.js";
import {number, t, tn} from "./i18n.js";
import {moved} from "./moved.js";
import {titleOf} from "./policies.js";
import {query} from "./state.js";

export function facts(store) {
  const {scenario, answer, state} = store;
  const rows = [
    [t("Policies"), answer.policies.map((one) => titleOf(store, one.name)).join(", ")], [t("Levers"), moved(store)],
    [t("Worlds"), tn("{n} world, seed {seed}", "{n} worlds, seed {seed}", answer.worlds, {seed: number(state.seed)})],
    [t("Scenario"), `${scenario.name} ${state.digest}`], [t("Digest of the numbers"), answer.digest ?? "–"], [t("Version"), scenario.version ?? "–"],
    [t("On a live page"), `rekindle serve ${scenario.name}: /?${query(state, undefined, store.defaults)}`],
  ];
  return el("dl", {class: "made-of"}, rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}
