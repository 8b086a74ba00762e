// Asking the server. Whatever it refuses comes back as a Problem with its one line.

export class Problem extends Error {
  constructor(message, {nearest = "", status = 0} = {}) {
    super(message);
    this.nearest = nearest;
    this.status = status;
  }
}

async function problemOf(response) {
  const said = await response.json().catch(() => ({}));
  return new Problem(said.error ?? `${response.status} ${response.statusText}`, {nearest: said.nearest, status: response.status});
}

/** JSON of an address; null where there is none (204). */
export async function get(path, {signal} = {}) {
  const response = await fetch(path, {signal, headers: {accept: "application/json"}});
  if (response.status === 204) return null;
  if (!response.ok) throw await problemOf(response);
  return response.json();
}

/** Sends a file's bytes, and reads the JSON that is made of them. */
export async function send(path, file) {
  const response = await fetch(path, {method: "POST", body: file, headers: {"content-type": "application/octet-stream"}});
  if (!response.ok) throw await problemOf(response);
  return response.json();
}

/** Why a stream never opened: EventSource does not say, an ordinary request does. */
async function whyClosed(path) {
  const stop = new AbortController();
  try {
    const response = await fetch(path, {signal: stop.signal, headers: {accept: "text/event-stream"}});
    return response.ok ? new Problem("") : await problemOf(response);
  } catch {
    return new Problem("");
  } finally {
    stop.abort();
  }
}

/**
 * Listens to a stream of answers until `end`.
 * @param {{name?: string, answer: (data: object) => void, wait?: (data: object) => void, end?: () => void, problem?: (problem: Problem) => void}} hears
 *   a problem without a message is a lost connection
 * @returns {() => void} stops listening, and lets the server drop the work
 */
export function stream(path, {name = "answer", answer, wait = () => {}, end = () => {}, problem = () => {}}) {
  const source = new EventSource(path);
  let open = true;
  const close = () => {
    open = false;
    source.close();
  };
  const listen = (event, heard) => source.addEventListener(event, (message) => open && heard(message));
  listen(name, (message) => answer(JSON.parse(message.data)));
  listen("wait", (message) => wait(JSON.parse(message.data)));
  listen("end", () => { close(); end(); });
  listen("problem", (message) => { close(); problem(new Problem(JSON.parse(message.data).error)); });
  listen("error", async () => {
    close();
    problem(await whyClosed(path));
  });
  return close;
}

/** Events of a file that somebody is editing: kept open; the browser connects again by itself. */
export function watch(path, heard) {
  const source = new EventSource(path);
  source.addEventListener("scenario", (message) => heard(JSON.parse(message.data)));
  return () => source.close();
}
