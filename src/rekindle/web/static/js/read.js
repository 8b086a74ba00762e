// A document and its draft side by side: chosen, sent to this server only, decided line by line, and saved as draft files.
import {send} from "./api.js";
import {button, clear, el, isolated} from "./dom.js";
import {DraftFile} from "./draftfile.js";
import {DraftLine, input} from "./draftline.js";
import {number, said, t, tn} from "./i18n.js";
import {save} from "./save.js";

const FORMATS = ".txt,.html,.htm,.docx,.pdf";
const LISTS = ["figures", "claims", "events"];

export function mount(root, store) {
  new ReadPage(root, store);
}

class ReadPage {
  constructor(root, store) {
    Object.assign(this, {root, store, lines: [], files: [], unsaved: false});
    this.file = el("input", {type: "file", accept: FORMATS, id: "read-file"});
    this.go = button(t("Read it"), () => this.send(), {class: "primary"});
    this.said = el("p", {role: "status", class: "note"});
    this.fault = el("p", {role: "alert", class: "notice", hidden: true});
    this.found = el("div", {class: "found", hidden: true});
    root.append(
      el("p", {class: "sentence"}, t("A commentary goes in, and a draft of its figures, claims and events comes out. You accept, correct or drop each line.")),
      el("p", {class: "note"}, t("Texts, web pages, Word and PDF documents, in English. The document goes to this server only and is forgotten once it is answered.")),
      el("div", {class: "controls"}, el("label", {class: "chooser"}, el("span", {}, t("Document")), this.file), this.go),
      this.said, this.fault, this.found,
    );
    window.addEventListener("beforeunload", (event) => this.unsaved && event.preventDefault());
  }

  fail(text) {
    this.said.textContent = "";
    this.fault.hidden = !text;
    clear(this.fault, text ? said(text) : null);
  }

  async send() {
    const [file] = this.file.files;
    this.fail("");
    if (!file) return this.fail(t("Choose a document first."));
    const most = this.store.scenario?.limits?.document ?? Infinity;
    if (file.size > most) return this.fail(t("The document has more than {n} MB, the most that the page takes.", {n: number(most / 1e6)}));
    this.go.disabled = true;
    this.said.textContent = t("The document is being read …");
    this.store.begin("read");
    try {
      const asked = `scenario=${encodeURIComponent(this.store.state.scenario)}&document=${encodeURIComponent(file.name.slice(0, 80))}`;
      this.show(await send(`/api/read?${asked}`, file));
    } catch (problem) {
      this.fail(problem.message);
    } finally {
      this.go.disabled = false;
      this.store.finish("read");
    }
  }

  show(answer) {
    this.unsaved = false;
    this.files = Object.entries(answer.files).map(([name, text]) => new DraftFile(name, text));
    this.lines = LISTS.flatMap((what) => answer[what].flatMap((read) => {
      const file = this.files.find((one) => one.what === what && one.rows.has(read.id));
      return file ? [new DraftLine(what, read, file, (line, on) => this.decided(line, on))] : []; // dates stand in no file
    }));
    this.lines.sort((one, other) => one.read.start - other.read.start);
    this.progress = el("p", {class: "progress", role: "status"});
    this.draft = el("div", {class: "lines", on: {keydown: (event) => this.key(event)}}, this.lines.map((line) => line.node));
    for (const line of this.lines) line.node.addEventListener("focusin", () => this.select(line));
    this.paper = el("div", {class: "paper", tabindex: "0", role: "region", "aria-label": t("Document"), lang: "en", dir: "auto"}, this.paragraphs(answer));
    clear(this.found,
      ...answer.document.notes.map((note) => el("p", {class: "notice"}, said(note))),
      this.progress,
      el("p", {class: "note"}, t("Keys on a line of the draft: A accepts, C corrects, D drops, arrows go to the next and the previous line, Escape goes to its sentence.")),
      el("div", {class: "reading"},
        el("section", {}, el("h3", {}, t("Document")), this.paper),
        el("section", {}, el("h3", {}, t("Draft")), this.lines.length ? this.draft : el("p", {class: "notice"}, t("Nothing was found in this document.")))),
      this.export());
    this.found.hidden = false;
    this.said.textContent = tn("Read: {n} line is drafted.", "Read: {n} lines are drafted.", this.lines.length);
    this.count();
    (this.lines[0]?.node ?? this.paper).focus();
  }

  /** The text in its paragraphs; a sentence with lines is a link to the first of them. Offsets count letters, not UTF-16. */
  paragraphs({text, starts}) {
    const letters = Array.from(text);
    const cut = (from, to) => letters.slice(from, to).join("");
    const sentences = new Map();
    for (const line of this.lines) {
      const at = line.read.sentence_start;
      if (!sentences.has(at)) sentences.set(at, {at, end: at + Array.from(line.read.sentence).length, lines: []});
      sentences.get(at).lines.push(line);
    }
    const sorted = [...sentences.values()].sort((one, other) => one.at - other.at);
    let next = 0;
    return starts.map((start, n) => {
      const end = n + 1 < starts.length ? starts[n + 1] - 1 : letters.length;
      const parts = [];
      let at = start;
      for (; next < sorted.length && sorted[next].at < end; next += 1) {
        const one = sorted[next];
        parts.push(cut(at, one.at), this.mark(one, cut(one.at, one.end)));
        at = one.end;
      }
      return el("p", {}, parts, cut(at, end));
    });
  }

  mark({lines}, text) {
    const link = el("a", {href: "#read", on: {click: (event) => {
      event.preventDefault();
      lines[(lines.indexOf(this.selected) + 1) % lines.length].node.focus();
    }}}, text);
    const mark = el("mark", {}, link);
    for (const line of lines) Object.assign(line, {mark, link});
    return mark;
  }

  /** Shows one line on both sides. Each side scrolls by itself, so that both stay in view. */
  select(line) {
    if (this.selected === line) return;
    this.selected?.mark.classList.remove("on");
    this.selected?.node.classList.remove("on");
    this.selected = line;
    line.mark.classList.add("on");
    line.node.classList.add("on");
    const {paper} = this, box = line.mark.getBoundingClientRect(), frame = paper.getBoundingClientRect();
    if (box.top < frame.top || box.bottom > frame.bottom) paper.scrollTop += box.top - frame.top - frame.height / 3;
  }

  key(event) {
    const line = this.lines.find((one) => one.node.contains(event.target));
    if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      if (line.form.contains(event.target)) line.correct();
      else line.link.focus();
    } else if (event.target.tagName === "INPUT") {
      if (event.key !== "Enter") return;
      line.correct();
    } else {
      const at = this.lines.indexOf(line);
      const does = {
        a: () => line.decide("accept"), c: () => line.correct(), d: () => line.decide("drop"),
        arrowdown: () => this.lines[at + 1]?.node.focus(), arrowup: () => this.lines[at - 1]?.node.focus(),
      }[event.key.toLowerCase()];
      if (!does) return;
      does();
    }
    event.preventDefault();
  }

  decided(line, goOn) {
    this.unsaved = true;
    this.count();
    if (!goOn) return;
    const at = this.lines.indexOf(line);
    const next = [...this.lines.slice(at + 1), ...this.lines.slice(0, at)].find((one) => !one.decision);
    (next ?? line).node.focus();
  }

  count() {
    const all = this.lines.length;
    const accepted = this.lines.filter((one) => one.decision === "accept").length;
    const dropped = this.lines.filter((one) => one.decision === "drop").length;
    this.progress.textContent = t("{done} of {all} lines decided: {accepted} accepted, {dropped} dropped.", {
      done: number(accepted + dropped), all: number(all), accepted: number(accepted), dropped: number(dropped),
    });
  }

  /** What is asked about the document once, and the files. */
  export() {
    const asked = new Map(this.files.flatMap((file) => file.head.map((field) => [field.key, field])));
    const fill = (key) => (answer) => {
      this.unsaved = true;
      for (const file of this.files) for (const field of file.head) if (field.key === key) file.fill(field, answer);
    };
    return el("section", {class: "export"}, el("h3", {}, t("Save the draft")),
      el("p", {class: "note"}, t("About the document, asked once:")),
      el("div", {class: "form"}, [...asked].map(([key, field]) => input(field, fill(key)))),
      el("p", {}, t("Put these files into one folder. The command below asks for the blanks that are left, and writes what you accepted.")),
      el("p", {}, el("code", {dir: "ltr"}, "rekindle read FOLDER --accept")),
      el("div", {class: "keys"}, this.files.map((file) => button(t("Download {file}", {file: isolated(file.name)}), () => {
        save(new Blob([file.text()], {type: "application/yaml;charset=utf-8"}), file.name);
        this.saved = (this.saved ?? new Set()).add(file);
        if (this.files.every((one) => this.saved.has(one))) {
          this.unsaved = false;
          this.saved = null;
        }
      }, {data: {draft: file.name}}))));
  }
}
