// Numbers by place and date out of an answer: what the map, its sentence and its table show.
import {date, number, percent, signed, t, tn} from "./i18n.js";
import {isolated} from "./dom.js";
import {isFar} from "./mapdraw.js";

const DAY = 86400000;

/** What can be shown of a place, civilians first, with the unit; only what the answer has is offered. */
export const VARIABLES = {
  control: {label: () => t("Share of residents under the group's control"), unit: "share"},
  displaced: {label: () => t("People displaced from the place"), unit: "people"},
  civilians_killed: {label: () => t("Civilians killed a week"), unit: "people"},
  deaths_documented: {label: () => t("Documented deaths a week"), unit: "people"},
  attacks: {label: () => t("Attacks a week"), unit: "attacks"},
};

export const variablesOf = (answer) => Object.keys(VARIABLES).filter((name) => answer?.places?.[name]);

/** The dates of the map; none where the answer has no places. */
export const datesOf = (answer) => answer?.places?.dates ?? [];

export const asTime = (day) => Date.parse(`${day}T00:00:00Z`);
export const weekOf = (day, start) => Math.round((asTime(day) - asTime(start)) / DAY / 7);

/** The date that lies nearest to a week counted from the start; the first where no week is asked for. */
export function indexOf(answer, week, start) {
  const dates = datesOf(answer);
  if (week === null || week === undefined || !dates.length) return 0;
  const gap = (day) => Math.abs(weekOf(day, start) - week);
  return dates.reduce((best, day, at) => (gap(day) < gap(dates[best]) ? at : best), 0);
}

/** Places of the theatre; home regions and affiliates abroad have few of the numbers. */
export const theatre = (places) => places.filter((place) => !isFar(place));

/** Places that the map shows of a variable: those of the theatre, and others that the answer has numbers of. */
export const placesOf = (answer, variable, places) => places.filter((place) => !isFar(place) || answer.places?.[variable]?.[place.name] !== undefined);

/** One value; null where the answer has none of the variable. A place left out is 0 throughout. */
export function value(answer, variable, place, policy, at) {
  const all = answer?.places?.[variable];
  if (all && !(place in all)) return variable === "residents" ? null : 0;
  const row = all?.[place];
  const series = Array.isArray(row) || typeof row === "number" ? row : row?.[policy];
  const found = Array.isArray(series) ? series[at] : series;
  return Number.isFinite(found) ? found : null;
}

/** What is drawn of a place: its value, and the difference to another policy where one is chosen. */
export function shown(answer, choice, place, at) {
  const own = value(answer, choice.variable, place, choice.policy, at);
  if (!choice.against) return {value: own, other: null, difference: null};
  const other = value(answer, choice.variable, place, choice.against, at);
  return {value: own, other, difference: own === null || other === null ? null : own - other};
}

/** The largest value or difference over places and dates, so that sizes and colours mean the same at every date. */
export function largest(answer, choice, places) {
  let most = 0;
  for (const place of places) {
    for (let at = 0; at < datesOf(answer).length; at += 1) {
      const one = shown(answer, choice, place.name, at);
      most = Math.max(most, Math.abs((choice.against ? one.difference : one.value) ?? 0));
    }
  }
  return most;
}

/** How many people a place is drawn for. */
export function residents(answer, choice, place, at) {
  if (isFar(place)) return null; // a home region stands for a continent: its people would dwarf every other place
  return value(answer, "residents", place.name, choice.policy, at);
}

const unitOf = (choice) => VARIABLES[choice.variable].unit;
/** A value or difference below this is rounding. */
export const noise = (choice) => (unitOf(choice) === "share" ? 0.005 : 0.05);

/** A place's value in words, for the pointer, the keyboard and screen readers. */
export function told(answer, choice, place, at, titles) {
  const unit = unitOf(choice);
  const one = shown(answer, choice, place.name, at);
  const name = isolated(place.label);
  if (one.value === null) return t("{place}: no number", {place: name});
  const people = residents(answer, choice, place, at);
  const own = t("{place}: {value}.", {place: name, value: number(one.value, unit)});
  if (!choice.against) return people === null ? own : [own, t("{people} live there.", {people: number(people, "people")})].join(" ");
  return t("{place}: {value} under {policy}, {other} under {baseline} ({difference}).", {
    place: name, value: number(one.value, unit), policy: isolated(titles[choice.policy]), other: number(one.other, unit),
    baseline: isolated(titles[choice.against]), difference: signed(one.difference, unit),
  });
}

function highest(answer, choice, places, at) {
  const size = (place) => {
    const one = shown(answer, choice, place.name, at);
    return Math.abs((choice.against ? one.difference : one.value) ?? 0);
  };
  return [...places].sort((one, other) => size(other) - size(one))[0];
}

function controlSentence(answer, choice, places, at, when) {
  const held = places.filter((place) => value(answer, "control", place.name, choice.policy, at) > 0.5).length;
  const any = places.filter((place) => value(answer, "control", place.name, choice.policy, at) > 0.05).length;
  const known = places.filter((place) => value(answer, "control", place.name, choice.policy, at) !== null).length;
  if (!any) return t("On {date}, by the middle value over worlds, the group controls nothing in any of {known} places.", {date: when, known: number(known)});
  if (!held) {
    return tn("On {date}, by the middle value over worlds, the group controls most of no place out of {known}, and a part of {n}.",
      "On {date}, by the middle value over worlds, the group controls most of no place out of {known}, and a part of {n}.", any,
      {date: when, known: number(known)});
  }
  return tn("On {date}, by the middle value over worlds, the group controls most of {n} place out of {known}, and a part of {any}.",
    "On {date}, by the middle value over worlds, the group controls most of {n} places out of {known}, and a part of {any}.", held,
    {date: when, known: number(known), any: number(any)});
}

function differenceSentence(answer, choice, places, at, titles, when) {
  const rows = places.map((place) => shown(answer, choice, place.name, at).difference).filter((one) => one !== null);
  const [less, more] = [rows.filter((one) => one < -noise(choice)).length, rows.filter((one) => one > noise(choice)).length];
  const names = {date: when, policy: isolated(titles[choice.policy]), baseline: isolated(titles[choice.against])};
  if (!less && !more) return t("On {date} {policy} and {baseline} hardly differ in any place.", names);
  const top = highest(answer, choice, places, at);
  const most = t("The difference is largest in {place}: {difference}.", {
    place: isolated(top.label), difference: signed(shown(answer, choice, top.name, at).difference, unitOf(choice)),
  });
  const counts = {...names, less: number(less), more: number(more), all: number(rows.length)};
  return [t("On {date}, {policy} against {baseline}: less in {less} places of {all}, more in {more}.", counts), most].join(" ");
}

/** The sentence above the map, worked out from the numbers in view. */
export function sentence(answer, choice, places, at, titles) {
  const when = date(datesOf(answer)[at]);
  const here = places.filter((place) => shown(answer, choice, place.name, at).value !== null);
  if (!here.length) return t("The answer has no numbers by place.");
  if (choice.against) return differenceSentence(answer, choice, here, at, titles, when);
  if (choice.variable === "control") return controlSentence(answer, choice, here.filter((place) => !isFar(place)), at, when);
  const top = highest(answer, choice, here, at);
  const most = shown(answer, choice, top.name, at).value;
  if (most < noise(choice)) return t("On {date} the middle value is 0 in every place.", {date: when});
  return t("On {date} the middle value is highest in {place}: {value}.",
    {date: when, place: isolated(top.label), value: number(most, unitOf(choice))});
}

/** The same numbers as rows: place, value, and with a comparison the other value and the difference. */
export function rows(answer, choice, places, at) {
  const unit = unitOf(choice);
  const write = (x) => (x === null ? "–" : unit === "share" ? percent(x) : number(x));
  return places.map((place) => {
    const one = shown(answer, choice, place.name, at);
    const cells = [place.label, write(one.value)];
    if (choice.against) cells.push(write(one.other), one.difference === null ? "–" : signed(one.difference, unit));
    const people = residents(answer, choice, place, at);
    return [...cells, people === null ? "–" : number(people)];
  });
}

export function heads(choice, titles) {
  const {label} = VARIABLES[choice.variable];
  const own = choice.against ? [titles[choice.policy], titles[choice.against], t("Difference")] : [label()];
  return [t("Place"), ...own, t("Residents")];
}
