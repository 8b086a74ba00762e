// Elements in one line: el("p", {class: "note"}, "text", child). No markup is ever parsed from text.
const SVG = "http://www.w3.org/2000/svg";

function put(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : String(child));
  }
}

function assign(node, props) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name in node && !(node instanceof SVGElement) && typeof value !== "string") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
}

export function el(tag, props, ...children) {
  const node = document.createElement(tag);
  assign(node, props);
  put(node, children);
  return node;
}

export function svg(tag, props, ...children) {
  const node = document.createElementNS(SVG, tag);
  assign(node, props);
  put(node, children);
  return node;
}

export function clear(node, ...children) {
  node.replaceChildren();
  put(node, children);
  return node;
}

// <select> with a label; options are [value, text] pairs
export function chooser(label, options, value, change, id) {
  const select = el("select", {id, on: {change: (event) => change(event.target.value)}},
    options.map(([name, text]) => el("option", {value: name}, text)));
  select.value = value;
  return el("label", {class: "chooser"}, el("span", {}, label), select);
}

export function button(text, click, props) {
  return el("button", {type: "button", ...props, on: {click, ...props?.on}}, text);
}

// a table from heads and rows of texts; the first cell of a row names it
export function table(caption, heads, rows) {
  const row = (cells) => el("tr", {}, cells.map((cell, at) =>
    at ? el("td", {}, cell) : el("th", {scope: "row"}, cell)));
  return el("table", {}, el("caption", {}, caption),
    el("thead", {}, el("tr", {}, heads.map((head) => el("th", {scope: "col"}, head)))), el("tbody", {}, rows.map(row)));
}

// a name within a sentence keeps its own direction (Unicode's first-strong isolate, where <bdi> cannot stand)
export function isolated(name) {
  return `\u2068${name}\u2069`;
}
