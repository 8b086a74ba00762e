// Charts and tables as files of one's own: CSV, SVG with its colours inside, PNG at twice the size.

const STYLED = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "stroke-linecap",
  "opacity", "font-family", "font-size", "font-weight", "text-anchor", "paint-order", "display", "visibility", "direction"];
const MARGIN = 16;
const LINE = 20;
const SVG = "http://www.w3.org/2000/svg";

export function save(blob, filename) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = filename;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A cell may hold commas and quotes; one that begins like a formula is kept from being one in a spreadsheet. */
function cell(value) {
  const text = value instanceof Node ? value.textContent : String(value ?? "");
  const safe = /^[=+@\t]/.test(text) || (text.startsWith("-") && Number.isNaN(Number(text))) ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

export function csvOf({heads, rows}) {
  return [heads, ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
}

export function saveCsv(name, table) {
  save(new Blob(["\ufeff", csvOf(table)], {type: "text/csv;charset=utf-8"}), `${name}.csv`);
}

function inlined(from, to) {
  const style = getComputedStyle(from);
  for (const one of STYLED) to.setAttribute(one, style.getPropertyValue(one));
  to.removeAttribute("class");
  to.removeAttribute("style");
  [...from.children].forEach((child, at) => inlined(child, to.children[at]));
}

function line(text, y, size, weight, width, rtl) {
  const style = getComputedStyle(document.body);
  const element = document.createElementNS(SVG, "text");
  const placed = {
    x: rtl ? width - MARGIN : MARGIN, y, fill: style.color, "font-family": style.fontFamily, "font-size": size, "font-weight": weight,
    direction: rtl ? "rtl" : "ltr",
  };
  for (const [key, value] of Object.entries(placed)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

/** The legend that a picture carries as data: on the page it stands once for all of them. */
function legend(svg, y, width, rtl) {
  const entries = JSON.parse(svg.dataset.legend ?? "[]");
  let x = MARGIN;
  return entries.flatMap(({colour, text}) => {
    const words = line(text, y, 12, 400, width, rtl);
    const dot = document.createElementNS(SVG, "circle");
    const at = (from) => (rtl ? width - from : from);
    const placed = {cx: at(x + 5), cy: y - 4, r: 5, fill: getComputedStyle(document.documentElement).getPropertyValue(colour)};
    for (const [key, value] of Object.entries(placed)) dot.setAttribute(key, value);
    words.setAttribute("x", at(x + 16));
    x += 40 + 7 * text.length;
    return [dot, words];
  });
}

/** Words in lines of about so many letters. */
function wrapped(text, letters) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length > letters && lines.at(-1)) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** The picture with title and sentence above it, nothing of it left to a style sheet. */
function standing(svg, title, sentence) {
  const {width, height} = svg.getBoundingClientRect();
  const rtl = document.documentElement.dir === "rtl";
  const copy = svg.cloneNode(true);
  inlined(svg, copy);
  const lines = sentence ? wrapped(sentence, (width - 2 * MARGIN) / 6.4) : [];
  const top = MARGIN + LINE + lines.length * LINE + 8;
  const whole = document.createElementNS(SVG, "svg");
  const foot = svg.dataset.legend ? LINE : 0;
  const size = {width: width + 2 * MARGIN, height: top + height + foot + MARGIN};
  whole.setAttribute("xmlns", SVG);
  whole.setAttribute("width", size.width);
  whole.setAttribute("height", size.height);
  whole.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
  const paper = document.createElementNS(SVG, "rect");
  paper.setAttribute("width", "100%");
  paper.setAttribute("height", "100%");
  paper.setAttribute("fill", getComputedStyle(document.documentElement).getPropertyValue("--paper").trim() || "white");
  copy.setAttribute("x", MARGIN);
  copy.setAttribute("y", top);
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  whole.append(paper, line(title, MARGIN + 12, 16, 600, size.width, rtl),
    ...lines.map((text, at) => line(text, MARGIN + 12 + (at + 1) * LINE, 13, 400, size.width, rtl)), copy, ...legend(svg, top + height + LINE - 2, size.width, rtl));
  return {text: new XMLSerializer().serializeToString(whole), ...size};
}

export function saveSvg(name, svg, title, sentence) {
  save(new Blob([standing(svg, title, sentence).text], {type: "image/svg+xml"}), `${name}.svg`);
}

export async function savePng(name, svg, title, sentence) {
  const {text, width, height} = standing(svg, title, sentence);
  const address = URL.createObjectURL(new Blob([text], {type: "image/svg+xml"}));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = 2 * width;
    canvas.height = 2 * height;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => save(blob, `${name}.png`), "image/png");
  } finally {
    URL.revokeObjectURL(address);
  }
}
