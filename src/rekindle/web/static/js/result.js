// A prediction beside the worlds: sentences, one picture and one table.
import {outcomeOf} from "./answers.js";
import {svg, table} from "./dom.js";
import {interval, number, ofTen, percent, signed, span, t, tn} from "./i18n.js";
import {titleOf} from "./policies.js";
import {LEVEL, scored, scoredDirection, scoredShare} from "./score.js";

const [WIDTH, ROW, SIDE] = [420, 28, 76];

/** @returns {{sentences: string[], picture: Node|null, table: Node}|null} null while the worlds are not there */
export function result(store, asked, outcome, guess, share) {
  if (asked.kind === "direction") return direction(store, asked, outcome, guess);
  const found = outcomeOf(store.answer, asked.policy, outcome.name);
  if (!found?.q) return null;
  return share ? ofShare(found, guess) : ofLevel(outcome, found, guess);
}

function pointsWords(points) {
  return t("{points} of 100 points. The worlds' own {level} range would get 100.", {points: number(points), level: percent(LEVEL)});
}

function ofLevel(outcome, {q}, guess) {
  const marks = scored(q, guess);
  const held = marks.held >= 0.995 ? t("Your range holds nearly every world; nine in ten were asked for, so it could be narrower.")
    : t("Your range holds {share} of worlds; {level} were asked for.", {share: percent(marks.held), level: percent(LEVEL)});
  const off = marks.off === 0 ? t("Your middle value is the median of the worlds.")
    : marks.off > 0 ? t("Your middle value lies {difference} above the median of the worlds.", {difference: number(marks.off, outcome.unit)})
      : t("Your middle value lies {difference} below the median of the worlds.", {difference: number(-marks.off, outcome.unit)});
  const recorded = recordOf(outcome, guess);
  return {
    sentences: [held, off, penalty(marks, outcome.unit), pointsWords(marks.points), recorded].filter(Boolean),
    picture: strip(outcome.unit, [[t("You"), guess.low, guess.middle, guess.high], [t("Worlds"), q[0], q[2], q[4]]], recordMark(outcome)),
    table: table(t("Your prediction and the worlds"), [t("Whose"), t("Low end"), t("Middle value"), t("High end"), t("Interval score")], [
      [t("You"), ...[guess.low, guess.middle, guess.high, marks.score].map((x) => number(x, outcome.unit))],
      [t("Worlds"), ...[q[0], q[2], q[4], marks.best].map((x) => number(x, outcome.unit))],
    ]),
  };
}

function penalty(marks, unit) {
  return t("The interval score is the width of a range plus twenty times how far a world lies outside it, on average over the worlds: less is better. Yours is {score}, that of the worlds' own {level} range {best}.", {
    score: number(marks.score, unit), best: number(marks.best, unit), level: percent(LEVEL),
  });
}

function ofShare(found, guess) {
  const marks = scoredShare(found.mean, guess);
  const where = marks.held ? t("The share, {share}, lies within your range.", {share: percent(found.mean)}) : t("The share, {share}, lies outside your range.", {share: percent(found.mean)});
  const rows = [[t("You"), percent(guess.low), percent(guess.middle), percent(guess.high)], [t("Worlds"), "–", percent(found.mean), "–"]];
  return {
    sentences: [where, t("Your middle value lies {difference} from it.", {difference: signed(marks.off, "share")}),
      t("The interval score is the width of your range plus twenty times how far the share lies outside it: {score}. Less is better.", {score: signed(marks.score, "share")}),
      t("{points} of 100 points.", {points: number(marks.points)})],
    picture: strip("share", [[t("You"), guess.low, guess.middle, guess.high], [t("Worlds"), found.mean, found.mean, found.mean]], null, [0, 1]),
    table: table(t("Your prediction and the worlds"), [t("Whose"), t("Low end"), t("Middle value"), t("High end")], rows),
  };
}

/** Shares of worlds with less, the same or more; from either side of a comparison that was made. */
function sharesOf(answer, {policy, baseline}, name) {
  const made = answer.differences.find((one) => one.policy === policy && one.baseline === baseline)?.outcomes[name];
  if (made) return made;
  const turned = answer.differences.find((one) => one.policy === baseline && one.baseline === policy)?.outcomes[name];
  return turned ? {less: turned.more, more: turned.less, same: turned.same} : null;
}

function direction(store, asked, outcome, guess) {
  const shares = sharesOf(store.answer, asked, outcome.name);
  if (!shares) return null;
  const marks = scoredDirection(shares, guess.direction);
  const words = {less: t("less"), same: t("about the same"), more: t("more")};
  const verdict = guess.direction === marks.best ? t("Your direction is the one that holds most often.")
    : t("More often it is this: {direction}, {often}.", {direction: words[marks.best], often: ofTen(marks.most)});
  return {
    sentences: [t("You said: {direction}. That holds {often}.", {direction: words[guess.direction], often: ofTen(marks.held)}), verdict,
      t("{points} of 100 points: how often yours holds, against how often the best answer does.", {points: number(marks.points)})],
    picture: null,
    table: table(t("Shares of worlds, ‘{policy}’ against ‘{baseline}’", {policy: titleOf(store, asked.policy), baseline: titleOf(store, asked.baseline)}),
      [t("Direction"), t("Share of worlds")], Object.keys(words).map((one) => [words[one], percent(shares[one])])),
  };
}

/** The span of all recorded figures, whoever gave them; whether some of them are floors. */
function recordMark(outcome) {
  const all = (outcome.recorded ?? []).filter((one) => Number.isFinite(one.low) && Number.isFinite(one.high));
  if (!all.length) return null;
  return {low: Math.min(...all.map((one) => one.low)), high: Math.max(...all.map((one) => one.high)), floor: all.some((one) => one.floor), figures: all.length};
}

function recordOf(outcome, guess) {
  const found = recordMark(outcome);
  if (!found) return "";
  const range = found.low === found.high ? number(found.low, outcome.unit) : interval(found.low, found.high, outcome.unit);
  const said = tn("The record has {n} figure: {range}.", "The record has {n} figures: {range}.", found.figures, {range});
  const meets = guess.low <= found.high && found.low <= guess.high;
  return [said, meets ? t("Your range meets it.") : t("Your range misses it."), found.floor ? t("Some of it is a floor: fewer deaths are recorded than there were.") : ""].join(" ").trim();
}

/** Ranges above one another on one axis: a line from end to end, a dot at the middle. */
function strip(unit, rows, record, ends) {
  const all = rows.flatMap((row) => row.slice(1)).concat(record ? [record.low, record.high] : []);
  const [least, most] = ends ?? [Math.min(...all), Math.max(...all)];
  const x = (value) => SIDE + ((value - least) / (most - least || 1)) * (WIDTH - SIDE - 16);
  const lines = [...rows, ...(record ? [[t("Record"), record.low, null, record.high]] : [])];
  const words = ([name, low, middle, high]) => (middle === null ? t("{name}: {range}", {name, range: interval(low, high, unit)})
    : t("{name}: {middle} ({range})", {name, middle: number(middle, unit), range: span(low, high, unit)}));
  const text = lines.map(words).join("; ");
  return svg("svg", {class: "strip", viewBox: `0 0 ${WIDTH} ${lines.length * ROW + 4}`, role: "img", "aria-label": text, direction: "ltr"},
    lines.map(([name, low, middle, high], at) => {
      const y = at * ROW + ROW / 2;
      return svg("g", {class: `row-${at}`}, svg("text", {x: 0, y, dy: "0.35em"}, name),
        svg("line", {x1: x(low), x2: x(high), y1: y, y2: y}), svg("line", {x1: x(low), x2: x(low), y1: y - 6, y2: y + 6}),
        svg("line", {x1: x(high), x2: x(high), y1: y - 6, y2: y + 6}), middle === null ? null : svg("circle", {cx: x(middle), cy: y, r: 5}));
    }));
}
