// What the page shows is what its address says: reading the address, and writing it in one canonical form.

/** Keys that decide the numbers; the server gets these. */
export const SETTINGS = ["scenario", "policies", "set", "variant", "shift", "seed", "worlds", "worlds_from"];
/** Keys that only decide what is looked at. */
export const VIEW = ["view", "outcome", "world", "week", "claim", "lang", "lock", "predict"];
export const VIEWS = ["outcomes", "map", "world", "claims", "read", "teach"];
export const LANGUAGES = ["en", "ar"];
export const MOST_POLICIES = 4;
export const MOST_WEEKS = 104;

const ORDER = ["scenario", "digest", ...SETTINGS.slice(1), ...VIEW];

/** @returns the state of a page whose address says nothing. */
export function initial() {
  return {
    scenario: "", digest: "", policies: [], set: {}, variant: {}, shift: {}, seed: 1, worlds: 500, worlds_from: "",
    view: "outcomes", outcome: "", world: null, week: null, claim: null, lang: "en", lock: false, predict: "",
  };
}

const whole = (low, high) => (text) => {
  const number = Number(text);
  return text.trim() !== "" && Number.isInteger(number) && number >= low && number <= high ? number : undefined;
};
const oneOf = (words) => (text) => (words.includes(text) ? text : undefined);
const words = (text) => text.trim();

/** `a:1,b:2` as an object; a name may hold colons, a value may not. Undefined where an entry is malformed. */
function pairs(read) {
  return (text) => {
    const found = {};
    for (const entry of text.split(",").filter(Boolean)) {
      const at = entry.lastIndexOf(":");
      const value = at > 0 ? read(entry.slice(at + 1)) : undefined;
      if (value === undefined) return undefined;
      found[entry.slice(0, at)] = value;
    }
    return found;
  };
}

const real = (text) => (text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined);
const READ = {
  scenario: words, digest: words, worlds_from: words, outcome: words, predict: words,
  policies: (text) => [...new Set(text.split(",").map(words).filter(Boolean))].slice(0, MOST_POLICIES),
  set: pairs(real), variant: pairs((text) => words(text) || undefined), shift: pairs(whole(-MOST_WEEKS, MOST_WEEKS)),
  seed: whole(0, 2 ** 31 - 1), worlds: whole(20, 2000), world: whole(0, 1999), week: whole(0, 5000), claim: whole(1, 9999),
  view: oneOf(VIEWS), lang: oneOf(LANGUAGES), lock: (text) => text === "1",
};

/** Reads an address. `unread` lists what it says that nobody could read, as `key=value`. */
export function parse(search) {
  const state = initial();
  const unread = [];
  for (const [key, text] of new URLSearchParams(search)) {
    if (key === "token") continue;
    const value = READ[key]?.(text);
    if (value === undefined) unread.push(`${key}=${text}`);
    else state[key] = value;
  }
  return {state, unread};
}

const sorted = (object) => Object.keys(object).sort().map((name) => [name, object[name]]);
/** Six significant digits: what a slider can set, and short. */
export const short = (number) => String(Number(number.toPrecision(6)));

function written(key, value) {
  if (key === "policies") return value.join(",");
  if (key === "set") return sorted(value).map(([path, number]) => `${path}:${short(number)}`).join(",");
  if (key === "variant") return sorted(value).map((pair) => pair.join(":")).join(",");
  if (key === "shift") return sorted(value).filter(([, weeks]) => weeks !== 0).map((pair) => pair.join(":")).join(",");
  if (key === "lock") return value ? "1" : "";
  return value === null || value === undefined ? "" : String(value);
}

const escaped = (text) => encodeURIComponent(text).replace(/%2C/g, ",").replace(/%3A/g, ":").replace(/%2F/g, "/");

/** The canonical query string of `keys`; what equals `defaults` is left out. */
export function query(state, keys = ORDER, defaults = initial()) {
  return keys
    .filter((key) => written(key, state[key]) !== written(key, defaults[key]))
    .map((key) => `${key}=${escaped(written(key, state[key]))}`)
    .filter((pair) => !pair.endsWith("="))
    .join("&");
}

/** The query string that the server gets: whatever decides a number, policies always. */
export function settings(state) {
  return query(state, SETTINGS);
}

/** Whether two states ask for the same worlds. */
export function same(one, other) {
  return settings(one) === settings(other);
}
