// Which levers were moved: each by its name, with the value it has, the one it had, and the path by which a command knows it.
import {el, isolated} from "./dom.js";
import {date, number, said, span, t, weeksLater} from "./i18n.js";
import {numbered, shiftWords} from "./timeline.js";

function lever(store, path) {
  return store.levers.find((one) => one.path === path);
}

function line(name, words, path) {
  return el("li", {}, name && [said(name), t(": ")], words, " ", el("code", {dir: "ltr"}, path));
}

function numberLine(store, path, value) {
  const {label, unit, best, low, high} = lever(store, path) ?? {};
  if (best === undefined) return line("", number(value), path);
  return line(label, t("{value} in every world, instead of about {best} ({range})", {value: number(value, unit), best: number(best, unit), range: span(low, high, unit)}), path);
}

function variantLine(store, path, name) {
  const {label, options = []} = lever(store, path) ?? {};
  const option = options.find((one) => one.name === name);
  return line(label, t("{option} in every world, instead of one that each world draws", {option: isolated(option?.label || option?.meaning || name)}), path);
}

function orderLine(store, id, weeks) {
  const order = numbered(store.scenario.orders).find((one) => one.id === id);
  if (!order?.start) return line("", shiftWords(weeks), id);
  return line(t("Start of {order}", {order: isolated(order.label)}), t("{date} instead of {before}, {shift}", {
    date: date(weeksLater(order.start, weeks)), before: date(order.start), shift: shiftWords(weeks),
  }), id);
}

/** A list of them, or that none was. */
export function moved(store) {
  const {set, variant, shift} = store.state;
  const lines = [
    ...Object.entries(set).map(([path, value]) => numberLine(store, path, value)),
    ...Object.entries(variant).map(([path, name]) => variantLine(store, path, name)),
    ...Object.entries(shift).map(([id, weeks]) => orderLine(store, id, weeks)),
  ];
  return lines.length ? el("ul", {class: "moved-levers"}, lines) : t("as the scenario has them");
}
