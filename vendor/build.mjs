// Bundles the libraries of the live page into the package, once (`make vendor`), with their licences beside them.
// What is exported is what the page uses: a name that it needs more goes into the list, and the bundle is made anew.
import {mkdir, readFile, readdir, writeFile} from "node:fs/promises";
import {existsSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {build} from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../src/rekindle/web/static/vendor");

const PLOT = `export {
  plot, areaY, lineY, ruleX, ruleY, dot, dotX, text, textX, link, arrow, tickX, barX, rectX, rectY, gridX, gridY, axisX, axisY, frame
} from "@observablehq/plot";`;
const GEO = `export {
  geoPath, geoMercator, geoEqualEarth, geoNaturalEarth1, geoGraticule10, geoInterpolate, geoCentroid, geoBounds, geoDistance, geoCircle
} from "d3-geo";
export {feature, mesh} from "topojson-client";`;

async function bundle(name, contents) {
  const made = await build({
    stdin: {contents, resolveDir: here}, bundle: true, minify: true, format: "esm", target: "es2022", charset: "utf8",
    outfile: join(out, `${name}.js`), metafile: true, legalComments: "none",
    banner: {js: `/* Bundled by "make vendor"; licences in LICENSES.txt. */`},
  });
  const used = Object.values(made.metafile.outputs)[0].inputs;
  return Object.entries(used).filter(([, input]) => input.bytesInOutput > 0).map(([path]) => path);
}

// "node_modules/@scope/name/…" -> "@scope/name"
function packageOf(path) {
  const parts = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length).split("/");
  return parts[0].startsWith("@") ? parts.slice(0, 2).join("/") : parts[0];
}

async function licence(name) {
  const folder = join(here, "node_modules", name);
  const {version, license} = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = existsSync(folder) && (await readdir(folder)).find((one) => /^licen[cs]e/i.test(one));
  if (!file) throw new Error(`${name} ${version} comes without the text of its licence: do not bundle it.`);
  const text = (await readFile(join(folder, file), "utf8")).trim();
  return `${name} ${version} (${license})\n${"-".repeat(72)}\n${text}\n`;
}

await mkdir(out, {recursive: true});
const inputs = [...await bundle("plot", PLOT), ...await bundle("geo", GEO)];
const names = [...new Set(inputs.filter((path) => path.includes("node_modules/")).map(packageOf))].sort();
const texts = await Promise.all(names.map(licence));
await writeFile(join(out, "LICENSES.txt"), `What plot.js and geo.js are made of, and its licences.\n\n${texts.join("\n\n")}`);
console.log(`${names.length} packages bundled into ${out}`);
