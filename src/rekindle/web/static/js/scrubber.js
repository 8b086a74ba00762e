// A slider over dates, with steps and, where motion is welcome, a play button.
import {button, el} from "./dom.js";
import {date, t} from "./i18n.js";

const PACE = 260; // milliseconds a date stands while it plays

export class Scrubber {
  /** @param {{label: string, moved: (at) => void, settled: (at) => void}} how `moved` at every step, `settled` when the hand lets go */
  constructor(how) {
    this.how = how;
    this.dates = [];
    this.range = el("input", {type: "range", min: "0", step: "1", "aria-label": how.label, on: {
      input: () => { this.stop(); this.go(Number(this.range.value)); },
      change: () => how.settled(this.at),
    }});
    this.when = el("span", {class: "when", "aria-hidden": "true"}); // heard as the value of the slider
    this.playing = button(t("Play"), () => this.toggle(), {class: "play"});
    this.playing.hidden = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.node = el("div", {class: "scrubber"}, this.playing, button("‹", () => this.by(-1), {"aria-label": t("The date before")}),
      this.range, button("›", () => this.by(1), {"aria-label": t("The date after")}), this.when);
  }

  set(dates, at) {
    const same = dates.length === this.dates.length && dates[0] === this.dates[0];
    this.dates = dates;
    this.range.max = String(dates.length - 1);
    if (!same || !this.timer) this.say(at);
  }

  say(at) {
    this.at = Math.min(this.dates.length - 1, Math.max(0, at));
    this.range.value = String(this.at);
    const text = date(this.dates[this.at]);
    this.range.setAttribute("aria-valuetext", text);
    this.when.textContent = text;
  }

  go(at) {
    this.say(at);
    this.how.moved(this.at);
  }

  by(step) {
    this.stop();
    this.go(this.at + step);
    this.how.settled(this.at);
  }

  toggle() {
    if (this.timer) {
      this.stop();
      this.how.settled(this.at);
      return;
    }
    if (this.at === this.dates.length - 1) this.go(0);
    this.playing.textContent = t("Pause");
    this.timer = setInterval(() => this.tick(), PACE);
  }

  tick() {
    if (this.at < this.dates.length - 1 && this.node.isConnected) this.go(this.at + 1);
    if (this.at === this.dates.length - 1 || !this.node.offsetParent) {
      this.stop();
      this.how.settled(this.at);
    }
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.playing.textContent = t("Play");
  }
}
