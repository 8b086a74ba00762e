// Scoring of a prediction against many worlds. Numbers only: words are made in teach.js.
// The worlds are known by their 5, 25, 50, 75 and 95 % points; between them, and a little beyond, straight lines.
const LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95];
const STEPS = 200;
export const LEVEL = 0.9; // the range asked for should hold nine worlds in ten
const PENALTY = 2 / (1 - LEVEL); // per unit that a world lies outside (Winkler 1972; Gneiting & Raftery 2007, eq. 43)

/** Points of the distribution of worlds: [level, value], from 0 to 1. The ends lie a quarter of the outer stretch further out. */
export function points(q) {
  const first = q[0] - (q[1] - q[0]) / 4;
  const last = q[4] + (q[4] - q[3]) / 4;
  return [[0, q[0] >= 0 ? Math.max(0, first) : first], ...LEVELS.map((level, at) => [level, q[at]]), [1, last]];
}

/** Outcomes that can be asked for: every quantile is a number. */
export const askable = (found) => Boolean(found?.defined) && found.q.every(Number.isFinite);

function between(list, from, to, x) {
  if (x <= list[0][from]) return list[0][to];
  for (let at = 1; at < list.length; at += 1) {
    const [one, other] = [list[at - 1], list[at]];
    if (x > other[from]) continue;
    const step = other[from] - one[from];
    return step > 0 ? one[to] + ((x - one[from]) / step) * (other[to] - one[to]) : other[to];
  }
  return list[list.length - 1][to];
}

export const quantile = (q, level) => between(points(q), 0, 1, level);
/** Share of worlds at most x. */
export function below(q, x) {
  const list = points(q);
  return x < list[0][1] ? 0 : x >= list[6][1] ? 1 : between(list, 1, 0, x);
}

/** Share of worlds within a range. A range that is one point wide holds what lies exactly there. */
export function inside(q, low, high) {
  if (q[0] === q[4]) return low <= q[0] && q[0] <= high ? 1 : 0;
  return Math.max(0, below(q, high) - below(q, low));
}

/** Interval score of a 90 % range for one value: its width, and twenty times how far the value lies outside. */
export function winkler(low, high, x) {
  return high - low + PENALTY * (Math.max(0, low - x) + Math.max(0, x - high));
}

/** The interval score averaged over worlds: lower is better. */
export function overWorlds(q, low, high) {
  let sum = 0;
  for (let step = 0; step < STEPS; step += 1) sum += winkler(low, high, quantile(q, (step + 0.5) / STEPS));
  return sum / STEPS;
}

/**
 * @param {number[]} q five quantiles of the worlds
 * @param {{low: number, middle: number, high: number}} guess
 * @returns {{score, best, points, held, off}} score of the guess and of the worlds' own 90 % range; points out of 100; the
 *   share of worlds within the guess; and how far its middle lies from the median
 */
export function scored(q, guess) {
  const score = overWorlds(q, guess.low, guess.high);
  const best = overWorlds(q, q[0], q[4]);
  const share = score > 0 ? Math.min(1, best / score) : 1;
  return {score, best, points: Math.round(100 * share), held: inside(q, guess.low, guess.high), off: guess.middle - q[2]};
}

/** Of a share of worlds, which is one number: the score in percentage points, against a range of no width at the share itself. */
export function scoredShare(share, guess) {
  const score = winkler(guess.low, guess.high, share);
  return {score, best: 0, points: Math.round(100 * Math.max(0, 1 - score)), held: guess.low <= share && share <= guess.high ? 1 : 0, off: guess.middle - share};
}

/** Of a direction: how often it holds, and which holds most often. @param {{less, same, more}} shares */
export function scoredDirection(shares, guess) {
  const best = ["less", "same", "more"].reduce((one, other) => (shares[other] > shares[one] ? other : one));
  return {held: shares[guess], best, most: shares[best], points: shares[best] > 0 ? Math.round((100 * shares[guess]) / shares[best]) : 0};
}
