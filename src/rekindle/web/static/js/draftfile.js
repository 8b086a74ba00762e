// A draft file as lines: what a person may fill in or correct, and answers written into their lines as the terminal writes them.

const LINE = /^(\s*(?:- )?)([a-z_]+):(?:\s+("(?:[^"\\]|\\.)*"|[^#"\s][^#]*?))?(?:\s+#\s?(.*))?$/;
/** What the reader wrote, or what a line of its own decides. */
const FIXED = new Set(["id", "decision", "propositions", "scenario", "status"]);
const AS_TYPED = new Set(["mechanisms", "threshold", "horizon", "at_least", "at_most", "written", "known_on", "date", "value", "low",
  "high", "metric", "id", "name"]);
const LISTS = /^(figures|claims|events):/;

function shown(text) {
  if (!text?.startsWith('"')) return text ?? "";
  return JSON.parse(text);
}

/** An answer as YAML: numbers, dates and names as they are typed, everything else as quoted text. */
function typed(key, answer) {
  if (key === "mechanisms") {
    const names = answer.replace(/^\[|\]$/g, "").split(",").map((name) => name.trim()).filter(Boolean);
    return `[${names.map((name) => JSON.stringify(name)).join(", ")}]`;
  }
  return AS_TYPED.has(key) && /^[\p{L}\p{N}._-]+$/u.test(answer) ? answer : JSON.stringify(answer);
}

export class DraftFile {
  constructor(name, text) {
    this.name = name;
    this.lines = text.split("\n");
    this.head = [];
    this.rows = new Map();
    this.what = "";
    this.read();
  }

  /** Finds the blanks of the head, and of each row the line of its decision and what may be corrected. */
  read() {
    let row = null, open = false, inSource = false;
    this.lines.forEach((line, at) => {
      const list = LISTS.exec(line);
      if (list) this.what = list[1];
      if (line.startsWith("source:")) inSource = true;
      const begun = this.what && /^ {2}- id: (\d+)/.exec(line);
      if (begun) {
        this.rows.set(Number(begun[1]), row = {decision: -1, fields: []});
        open = true;
      }
      if (/^ {4}read:/.test(line)) open = false;
      const found = LINE.exec(line);
      if (!found) return;
      const [, lead, key, value, hint] = found;
      const field = {at, lead, key, hint: hint ?? "", value: shown(value), first: shown(value)};
      if (!this.what && (inSource ? key !== "source" && key !== "kind" : false)) this.head.push(field);
      else if (row && open && key === "decision") row.decision = at;
      else if (row && open && !FIXED.has(key) && !lead.includes("-")) row.fields.push(field);
    });
  }

  decide(id, decision) {
    this.lines[this.rows.get(id).decision] = `    decision: ${decision || "# accept or drop"}`;
  }

  /** Writes an answer into its line; an empty one is a blank again. */
  fill(field, answer) {
    field.value = answer.replace(/\s+/g, " ").trim();
    const rest = field.value ? ` ${typed(field.key, field.value)}` : field.hint ? ` # ${field.hint}` : "";
    this.lines[field.at] = `${field.lead}${field.key}:${rest}`;
  }

  blanks(id) {
    return this.rows.get(id).fields.filter((field) => !field.value).length;
  }

  text() {
    return this.lines.join("\n");
  }
}
