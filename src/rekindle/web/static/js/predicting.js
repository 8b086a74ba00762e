// Which question a link asks, and whether its answer must still be hidden.
import {settings} from "./state.js";

/** "level:OUTCOME:POLICY" or "direction:OUTCOME:POLICY:BASELINE"; null where the text asks nothing. */
export function question(text) {
  const [kind, outcome, policy, baseline] = (text ?? "").split(":");
  if (kind === "level" && outcome && policy) return {kind, outcome, policy};
  return kind === "direction" && outcome && policy && baseline ? {kind, outcome, policy, baseline} : null;
}

export const written = ({kind, outcome, policy, baseline}) => [kind, outcome, policy, ...(kind === "direction" ? [baseline] : [])].join(":");

const key = (state, asked) => `rekindle predicted ${settings(state)} ${asked}`;

/** What was predicted in this tab of the browser; a page that may keep nothing asks again. */
export function kept(state, asked = state.predict) {
  try {
    return JSON.parse(sessionStorage.getItem(key(state, asked)));
  } catch {
    return null;
  }
}

export function keep(state, asked, guess) {
  try {
    sessionStorage.setItem(key(state, asked), JSON.stringify(guess));
  } catch { /* without storage the prediction lasts as long as the page */ }
}

/** A lecturer's link hides every number until the reader has predicted. */
export const hides = (state) => Boolean(state.lock && question(state.predict) && !kept(state));
