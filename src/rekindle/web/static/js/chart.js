// What every chart has in common: it is drawn when it is seen, read off under the pointer and with the arrow keys, and saved.
import {clear, el, svg} from "./dom.js";
import {more} from "./figure.js";
import {t} from "./i18n.js";

/** Draws what is on the screen now and the rest when it comes into view: a preview must not wait for charts nobody sees. */
const seen = typeof IntersectionObserver === "undefined" ? null : new IntersectionObserver((entries) => {
  for (const {target, isIntersecting} of entries) target.seen?.(isIntersecting);
}, {rootMargin: "200px"});
const sized = typeof ResizeObserver === "undefined" ? null : new ResizeObserver((entries) => {
  for (const {target, contentRect} of entries) target.sized?.(Math.round(contentRect.width));
});

globalThis.addEventListener?.("beforeprint", () => document.querySelectorAll("figure").forEach((one) => one.print?.()));

/**
 * A picture: heading, sentence, plot, readout, table and buttons.
 * @param {{name, side, title: () => string, sentence: () => string, plot: (width) => {svg, points: number[], y?: (at) => number[]}|null,
 *   count: () => number, read: (at) => (string|Node)[], words: (at) => string, table: () => {caption, heads, rows}, unit?: () => string}} of
 */
export class Chart {
  constructor(of) {
    this.of = of;
    this.at = null;
    this.inSight = !seen;
    this.width = 0;
    this.stale = false; // nothing to draw until somebody says that there is an answer
    this.wanted = false;
    this.heading = el("h3", {});
    this.sentence = el("p", {class: "sentence"});
    this.readout = el("p", {class: "readout", "aria-hidden": "true"});
    this.place = el("div", {
      class: "plot", role: "slider", tabindex: "0", "aria-valuemin": "0",
      on: {
        pointermove: (event) => this.point(event), pointerleave: () => this.look(null), keydown: (event) => this.key(event),
        focus: () => this.at === null && this.look(this.of.start?.() ?? 0), blur: () => this.look(null),
      },
    });
    this.more = more({
      name: of.name, svg: () => this.picture(), table: of.table, title: of.title, words: of.sentence,
    });
    this.element = el("figure", {"data-figure": of.name}, of.side ? el("p", {class: "side"}, of.side) : null,
      this.heading, this.sentence, this.place, this.readout, this.more);
    this.element.seen = (now) => { this.inSight = now; this.drawIfDue(); };
    this.element.print = () => this.picture();
    this.place.sized = (width) => { if (width && Math.abs(width - this.width) > 4) { this.width = width; if (this.wanted) this.draw(); } };
    seen?.observe(this.element);
    sized?.observe(this.place);
  }

  /** New numbers: words at once, the picture when it is looked at. */
  draw() {
    const {of} = this;
    this.wanted = true;
    this.stale = true;
    this.heading.textContent = of.title();
    this.sentence.textContent = of.sentence();
    this.place.setAttribute("aria-label", of.title());
    this.more.querySelector("[role=region]").setAttribute("aria-label", t("Table: {title}", {title: of.title()}));
    this.look(this.at);
    this.drawIfDue();
  }

  drawIfDue() {
    if (!this.stale || !this.inSight || !this.width) return;
    this.stale = false;
    const drawn = this.of.plot(this.width);
    if (!drawn) return;
    this.svg = drawn.svg;
    this.points = drawn.points;
    this.cursor = svg("line", {class: "cursor", y1: drawn.top ?? 0, y2: drawn.bottom ?? drawn.svg.getAttribute("height"), visibility: "hidden"});
    tidy(drawn.svg).append(this.cursor);
    clear(this.place, drawn.svg);
    this.place.setAttribute("aria-valuemax", Math.max(0, this.points.length - 1));
    this.look(this.at === null ? null : Math.min(this.at, this.points.length - 1));
    if (this.at === null) this.rest();
    this.more.refresh();
  }

  /** The picture, drawn now if nobody has looked at it yet: it is to be saved or printed. */
  picture() {
    const {inSight} = this;
    this.inSight = true;
    this.drawIfDue();
    this.inSight = inSight;
    return this.svg;
  }

  /** What is read out before anybody points at anything. */
  rest() {
    const at = this.of.start?.() ?? 0;
    this.place.setAttribute("aria-valuenow", at);
    this.place.setAttribute("aria-valuetext", this.of.words(at));
    clear(this.readout, this.of.hint?.() ?? "");
  }

  look(at) {
    this.at = at;
    this.cursor?.setAttribute("visibility", at === null ? "hidden" : "visible");
    if (at === null || !this.cursor) return this.rest();
    this.cursor.setAttribute("x1", this.points[at]);
    this.cursor.setAttribute("x2", this.points[at]);
    clear(this.readout, ...this.of.read(at));
    this.place.setAttribute("aria-valuenow", at);
    this.place.setAttribute("aria-valuetext", this.of.words(at));
  }

  point(event) {
    if (!this.points?.length) return;
    const x = event.clientX - this.place.getBoundingClientRect().left;
    let nearest = 0;
    this.points.forEach((one, at) => { if (Math.abs(one - x) < Math.abs(this.points[nearest] - x)) nearest = at; });
    if (nearest !== this.at) this.look(nearest);
  }

  key(event) {
    const last = (this.points?.length ?? 1) - 1;
    const at = this.at ?? 0;
    const to = {ArrowRight: at + 1, ArrowUp: at + 1, ArrowLeft: at - 1, ArrowDown: at - 1, PageUp: at + 13, PageDown: at - 13, Home: 0, End: last}[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.look(Math.min(last, Math.max(0, to)));
  }
}

/** Plot names its groups for screen readers in a way that axe refuses, and brings a style that the page's policy blocks. */
export function tidy(picture) {
  picture.querySelector("style")?.remove();
  for (const group of picture.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
  for (const group of picture.querySelectorAll("[aria-description]")) group.removeAttribute("aria-description");
  picture.setAttribute("aria-hidden", "true");
  picture.setAttribute("focusable", "false");
  return picture;
}
