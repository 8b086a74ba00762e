// What stands under every picture: the table of the same numbers, and buttons that save both.
import {button, clear, el, table} from "./dom.js";
import {t} from "./i18n.js";
import {saveCsv, savePng, saveSvg} from "./save.js";

/**
 * @param {{name: string, svg?: () => SVGElement, table: () => {caption, heads, rows}, title: () => string, words: () => string}} of
 * @returns an element; `refresh()` of it makes an open table anew
 */
export function more(of) {
  const place = el("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": t("Table")});
  const details = el("details", {}, el("summary", {}, t("Table of these numbers")), place);
  const fill = () => {
    if (!details.open) return;
    const {caption, heads, rows} = of.table();
    clear(place, table(caption, heads, rows));
  };
  details.addEventListener("toggle", fill);
  const save = [button(t("CSV"), () => saveCsv(of.name, of.table()), {"data-csv": "", "aria-label": t("Save these numbers as CSV")})];
  if (of.svg) {
    save.push(
      button(t("SVG"), () => saveSvg(of.name, of.svg(), of.title(), of.words()), {"data-svg": "", "aria-label": t("Save this picture as SVG")}),
      button(t("PNG"), () => savePng(of.name, of.svg(), of.title(), of.words()), {"data-png": "", "aria-label": t("Save this picture as PNG")}),
    );
  }
  const node = el("div", {class: "more"}, details, el("div", {class: "save"}, save));
  node.refresh = fill;
  return node;
}
