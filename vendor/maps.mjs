// Outlines under the map of the live page, made once (`node maps.mjs [BASEMAP.json]`) and committed.
// world.json: coasts and borders of the world from world-atlas (ISC), 1:110 million. basemap.json: a detailed map of one
// region, where somebody gives one; it gets a box, by which the page knows what it covers.
import {mkdir, readFile, writeFile} from "node:fs/promises";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {feature, mesh} from "topojson-client";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../src/rekindle/web/static/data");
const ATLAS = join(here, "node_modules/world-atlas");

function rounded(coordinates, digits) {
  if (typeof coordinates[0] === "number") return coordinates.map((x) => Number(x.toFixed(digits)));
  return coordinates.map((part) => rounded(part, digits));
}

function row(kind, geometry) {
  return {type: "Feature", properties: {kind}, geometry: {type: geometry.type, coordinates: rounded(geometry.coordinates, 2)}};
}

async function world() {
  const atlas = JSON.parse(await readFile(join(ATLAS, "countries-110m.json"), "utf8"));
  const land = feature(atlas, atlas.objects.land);
  const shape = land.features ? land.features[0].geometry : land.geometry;
  const borders = mesh(atlas, atlas.objects.countries, (one, other) => one !== other);
  return {
    type: "FeatureCollection", license: "world-atlas 2.0.2 (ISC), from Natural Earth (public domain)",
    features: [row("land", shape), row("border", borders)],
  };
}

function box(features) {
  const all = features.flatMap(({geometry}) => geometry.coordinates.flat(geometry.type === "MultiPolygon" ? 2 : 1));
  const [lon, lat] = [all.map((point) => point[0]), all.map((point) => point[1])];
  return [Math.min(...lon), Math.min(...lat), Math.max(...lon), Math.max(...lat)];
}

async function region(file) {
  const map = JSON.parse(await readFile(file, "utf8"));
  return {type: map.type, license: map.license, box: box(map.features), features: map.features};
}

async function keep(name, map) {
  const text = JSON.stringify(map);
  await writeFile(join(out, name), `${text}\n`);
  console.log(`${name}: ${Math.round(text.length / 1024)} kB`);
}

await mkdir(out, {recursive: true});
await keep("world.json", await world());
if (process.argv[2]) await keep("basemap.json", await region(process.argv[2]));
const licence = (await readFile(join(ATLAS, "LICENSE"), "utf8")).trim();
await writeFile(join(out, "LICENSES.txt"),
  `world.json is made from world-atlas 2.0.2, whose licence follows; basemap.json from Natural Earth, which is in the public domain.\n\n${licence}\n`);
