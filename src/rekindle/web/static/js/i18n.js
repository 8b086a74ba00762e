// Words and numbers in the reader's language. Every text that people see is a literal first argument of `t` or `tn`.

const CATEGORIES = ["zero", "one", "two", "few", "many", "other"];
const LATIN_DIGITS = "-u-nu-latn"; // Arabic pages use Latin digits: reports and press of the region mix both
const LOCALES = {en: "en-GB", ar: `ar${LATIN_DIGITS}`};
const DATES = {ar: `ar-IQ${LATIN_DIGITS}`}; // months as the catalogue calls them: those of Iraq and Syria
const MONTH = {year: "numeric", month: "short", timeZone: "UTC"};
const DAY = {year: "numeric", month: "long", day: "numeric", timeZone: "UTC"};

let language = "en";
let messages = {};
let categories = ["one", "other"];
let rules = new Intl.PluralRules("en");

/** Loads the words of a language; where there are none, the English of the code stands. */
export async function load(lang) {
  language = lang;
  const locale = LOCALES[lang] ?? lang;
  rules = new Intl.PluralRules(locale);
  categories = CATEGORIES.filter((one) => rules.resolvedOptions().pluralCategories.includes(one));
  messages = {};
  if (lang === "en") return;
  const answer = await fetch(`/static/locale/${lang}.json`);
  if (answer.ok) messages = (await answer.json()).messages ?? {};
}

/** Words that do not come from a catalogue: the page that stands in one file brings its own. */
export function use(lang, words) {
  language = lang;
  rules = new Intl.PluralRules(LOCALES[lang] ?? lang);
  categories = CATEGORIES.filter((one) => rules.resolvedOptions().pluralCategories.includes(one));
  messages = words ?? {};
}

/** Formats are dear to make and needed by the thousand: one of each kind is kept for every language. */
const formats = new Map();
function format(Kind, options) {
  const key = `${Kind.name} ${language} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Kind((Kind === Intl.DateTimeFormat && DATES[language]) || locale(), options));
  return formats.get(key);
}

export const lang = () => language;
export const direction = () => (language === "ar" ? "rtl" : "ltr");
export const locale = () => LOCALES[language] ?? language;

const filled = (text, fields) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in fields ? String(fields[name]) : whole));

/** The text in the page's language, its fields filled in. */
export function t(text, fields = {}) {
  const found = messages[text];
  return filled(typeof found === "string" && found ? found : text, fields);
}

/** One text for one and another for many; `{n}` is the number as people write it. */
export function tn(one, many, n, fields = {}) {
  const forms = messages[one];
  const form = Array.isArray(forms) ? forms[Math.max(0, categories.indexOf(rules.select(n)))] : "";
  return filled(form || (n === 1 ? one : many), {n: plain(n, Number.isInteger(n) ? 0 : 1), ...fields});
}

/** Words that come from a scenario: they keep their own direction, and say so where they are English on another page. */
export function said(text) {
  const element = document.createElement("bdi");
  element.textContent = text ?? "";
  if (language === "ar" && !/[\u0600-\u06FF]/.test(text)) element.lang = "en";
  return element;
}

function plain(x, digits = 0) {
  return format(Intl.NumberFormat, {maximumFractionDigits: digits}).format(x);
}

/** Decimals that leave three significant digits, none from a hundred on. */
function decimals(x) {
  const size = Math.abs(x);
  if (size === 0 || size >= 100) return 0;
  return Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(size))));
}

/** Large numbers to three significant digits: a quantile of 500 worlds is not known better. */
function rounded(x) {
  return Math.abs(x) >= 1000 ? Number(x.toPrecision(3)) : x;
}

const HEADS = new Set(["people", "count", "people/week"]);
/** People are counted: a tenth of one only where there are few. */
const places = (x, unit) => (HEADS.has(unit) ? (Math.abs(x) < 10 && x !== 0 ? 1 : 0) : decimals(x));

const UNITS = {
  people: (n, x) => tn("{n} person", "{n} people", x, {n}),
  weeks: (n, x) => tn("{n} week", "{n} weeks", x, {n}),
  months: (n, x) => tn("{n} month", "{n} months", x, {n}),
  years: (n, x) => tn("{n} year", "{n} years", x, {n}),
  "USD million": (n) => t("{n} million US dollars", {n}),
  "1/week": (n) => t("{n} a week", {n}),
  "people/week": (n) => t("{n} people a week", {n}),
  km2: (n) => t("{n} km²", {n}),
};
const BARE = new Set(["", "1", "log", "count", undefined, null]);

export const isShare = (unit) => unit === "share";

/** A number as people read it: with its unit where one is given. `never` and nothing have their words. */
export function number(x, unit = "") {
  if (x === null || x === undefined || Number.isNaN(x)) return t("not defined");
  if (x === "never" || x === Infinity) return t("never");
  if (isShare(unit)) return percent(x);
  const value = rounded(Number(x));
  const text = plain(value, places(value, unit));
  if (BARE.has(unit)) return text;
  return UNITS[unit] ? UNITS[unit](text, value) : `${text} ${t(unit)}`;
}

const NAMES = {
  people: () => t("people"), weeks: () => t("weeks"), years: () => t("years"), share: () => t("share"), km2: () => t("km²"),
  "USD million": () => t("million US dollars"), "person years": () => t("person years"), count: () => "", 1: () => "",
};
/** A unit on its own, as in a head of a table. */
export const unitName = (unit) => (NAMES[unit] ?? (() => (unit ? t(unit) : "")))();

/** Without its unit: for tables and axes, whose heads say it. */
export function bare(x, unit = "") {
  return isShare(unit) || typeof x !== "number" ? number(x, unit) : plain(rounded(x), places(rounded(x), unit));
}

/** A difference: with its sign; of shares, in percentage points. */
export function signed(x, unit = "") {
  if (x === null || x === undefined) return number(x);
  if (x === "never") return t("never against some time");
  if (x === "-never") return t("some time against never");
  const value = rounded(isShare(unit) ? x * 100 : x);
  const options = {maximumFractionDigits: places(value, unit), signDisplay: "exceptZero"};
  const text = format(Intl.NumberFormat, options).format(value).replace("-", "\u2212");
  const kept = direction() === "rtl" ? `\u2066${text}\u2069` : text; // the sign stays before its number
  return isShare(unit) ? t("{n} points", {n: kept}) : kept;
}

export function percent(x) {
  if (x === null || x === undefined || Number.isNaN(x)) return t("not defined");
  const digits = x > 0 && x < 0.1 ? 1 : 0;
  return format(Intl.NumberFormat, {style: "percent", maximumFractionDigits: digits}).format(x);
}

/** A change by a share of what it was: "−10%". */
export function changed(share) {
  const text = format(Intl.NumberFormat, {style: "percent", maximumFractionDigits: Math.abs(share) < 0.1 ? 1 : 0, signDisplay: "exceptZero"}).format(share).replace("-", "\u2212");
  return direction() === "rtl" ? `\u2066${text}\u2069` : text;
}

const DAY_MS = 86_400_000;
/** A date some weeks later, as a Date. */
export const weeksLater = (d, weeks) => new Date(asDate(d).getTime() + weeks * 7 * DAY_MS);
export const asDate = (d) => (d instanceof Date ? d : new Date(`${d}T00:00:00Z`));
export const date = (d) => format(Intl.DateTimeFormat, DAY).format(asDate(d));
export const month = (d) => format(Intl.DateTimeFormat, MONTH).format(asDate(d));
export const year = (d) => format(Intl.DateTimeFormat, {year: "numeric", timeZone: "UTC"}).format(asDate(d));

/** A range in words, its unit said once. */
export function interval(low, high, unit = "") {
  if (isShare(unit)) return t("{low} to {high}", {low: percent(low), high: percent(high)});
  return t("{low} to {high}", {low: bare(low, unit), high: number(high, unit)});
}

/** The same without its unit, where that was said already. */
export const span = (low, high, unit = "") => t("{low} to {high}", {low: bare(low, unit), high: bare(high, unit)});

/** "a, b and c", or "a or b". */
export const listed = (texts, type = "conjunction") => format(Intl.ListFormat, {type}).format(texts);

/** For axes: 12K, 3M. */
export function compact(x, unit = "") {
  if (isShare(unit)) return percent(x);
  return format(Intl.NumberFormat, {notation: "compact", maximumSignificantDigits: 3}).format(x);
}

/** "in 7 of 10 worlds", never "in 10 of 10" or "in 0 of 10" where one world says otherwise. */
export function ofTen(share) {
  if (share >= 1) return t("in every world");
  if (share <= 0) return t("in no world");
  if (share > 0.95) return t("in over 9 of 10 worlds");
  if (share < 0.05) return t("in fewer than 1 of 20 worlds");
  const n = Math.round(share * 10);
  if (n === 0 || n === 10) return t("in about {percent} of worlds", {percent: percent(share)});
  return tn("in {n} of 10 worlds", "in {n} of 10 worlds", n);
}
