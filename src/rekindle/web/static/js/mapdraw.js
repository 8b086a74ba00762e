// The drawing of the map: panels, outlines and places. It knows nothing of what the numbers mean.
import {geoEqualEarth, geoMercator, geoPath} from "../vendor/geo.js";
import {clear, svg} from "./dom.js";

const FAR = new Set(["home", "affiliate"]);
/** Whether a place lies abroad: home regions and affiliates, which stand in a panel of their own. */
export const isFar = (place) => FAR.has(place.kind);
const MARGIN = 26;
const NARROW = 600;
const LEAST = 5; // degrees that a panel shows at the least, so that there is something to recognise
const SHOWN = {region: ["lake", "river", "coast", "admin1", "border"], world: ["land", "border"]};

const LONGEST = 24;
const nowhere = (place) => !place.lon && !place.lat; // a place without coordinates

/** A name that fits beside a circle: what stands before a bracket or a colon. */
export function shortName(label) {
  const name = label.split(/[(:]/)[0].trim().replace(/^.*[,،].*$/, (whole) => (whole.length > LONGEST ? whole.split(/[,،]/)[0] : whole));
  return name.length > LONGEST ? `${name.slice(0, LONGEST - 1).trim()}…` : name;
}

function cityName(name, places, cities) {
  const known = Array.isArray(cities) ? cities.find((one) => one.name === name) : cities?.[name];
  return known?.label ?? (typeof known === "string" ? known : places[0].label.split(",")[0]);
}

/** Places by panel: the theatre, a panel for every city of several sectors, the world, and what has no place on a map. */
export function panelsOf(places, cities) {
  const here = places.filter((place) => !isFar(place) && !nowhere(place));
  const byCity = new Map();
  for (const place of here) if (place.city) byCity.set(place.city, [...(byCity.get(place.city) ?? []), place]);
  const crowded = [...byCity].filter(([, inside]) => inside.length > 1);
  const inner = new Set(crowded.flatMap(([, inside]) => inside));
  const main = here.filter((place) => !inner.has(place));
  const middle = (list, key) => list.reduce((sum, place) => sum + place[key], 0) / list.length;
  const marks = crowded.map(([name, inside], at) => ({
    letter: String.fromCharCode(65 + at), label: cityName(name, inside, cities), lon: middle(inside, "lon"),
    lat: middle(inside, "lat"), places: inside,
  }));
  return {main, marks, far: places.filter((place) => isFar(place) && !nowhere(place)), nowhere: places.filter(nowhere)};
}

/** Where the panels stand in a picture of some width: side by side from `narrow` on. */
export function layout(width, panels, narrow = NARROW) {
  const insets = [...panels.marks.map((mark) => ({kind: "city", mark})), ...(panels.far.length ? [{kind: "world"}] : [])];
  if (width < narrow || !insets.length) {
    const tall = Math.round(width * (insets.length ? 0.82 : 0.6));
    let top = tall + 8;
    const below = insets.map((inset) => {
      const box = {...inset, x: 0, y: top, width, height: Math.round(width * 0.55)};
      top += box.height + 8;
      return box;
    });
    return {width, height: top, boxes: [{kind: "main", x: 0, y: 0, width, height: tall}, ...below]};
  }
  const [wide, side] = [Math.round(width * 0.64), Math.round(width * 0.36) - 8];
  const tall = Math.round(Math.max(wide * 0.78, insets.length * (narrow < NARROW ? 110 : 190)));
  const each = Math.floor((tall - 8 * (insets.length - 1)) / insets.length);
  const right = insets.map((inset, at) => ({...inset, x: wide + 8, y: at * (each + 8), width: side, height: each}));
  return {width, height: tall, boxes: [{kind: "main", x: 0, y: 0, width: wide, height: tall}, ...right]};
}

function projectionFor(points, box, kind) {
  const [lon, lat] = [points.map((one) => one.lon), points.map((one) => one.lat)];
  const grow = (values, least) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const pad = Math.max(0, least - (high - low)) / 2;
    return [low - pad, high + pad];
  };
  const least = kind === "city" ? 0.02 : LEAST;
  const [[west, east], [south, north]] = [grow(lon, least), grow(lat, least * 0.6)];
  const corners = {type: "MultiPoint", coordinates: [[west, south], [east, south], [west, north], [east, north]]};
  const projection = kind === "world" ? geoEqualEarth().rotate([-(west + east) / 2, 0]) : geoMercator();
  return projection.fitExtent([[MARGIN, MARGIN + 6], [box.width - MARGIN, box.height - MARGIN]], corners)
    .clipExtent([[0, 0], [box.width, box.height]]);
}

const covers = (map, points) => map?.box && points.every(({lon, lat}) =>
  lon >= map.box[0] && lat >= map.box[1] && lon <= map.box[2] && lat <= map.box[3]);

/** Pushes circles apart until none hides another, each as near to its own place as it can be. */
export function apart(spots, rounds = 80) {
  const moved = spots.map((spot) => ({...spot, x0: spot.x, y0: spot.y}));
  for (let round = 0; round < rounds; round += 1) {
    for (let i = 0; i < moved.length; i += 1) {
      for (let j = i + 1; j < moved.length; j += 1) push(moved[i], moved[j]);
    }
    for (const spot of moved) {
      spot.x += (spot.x0 - spot.x) * 0.05;
      spot.y += (spot.y0 - spot.y) * 0.05;
    }
  }
  return moved;
}

function push(one, other) {
  const [dx, dy] = [other.x - one.x || 0.01, other.y - one.y || 0.01];
  const [gap, wanted] = [Math.hypot(dx, dy), one.room + other.room];
  if (gap >= wanted) return;
  const step = (wanted - gap) / 2 / gap;
  one.x -= dx * step;
  one.y -= dy * step;
  other.x += dx * step;
  other.y += dy * step;
}

function outlines(frame, maps, points, projection, kind) {
  const detailed = kind === "main" && covers(maps.region, points);
  const map = detailed ? maps.region : maps.world;
  const path = geoPath(projection);
  for (const wanted of detailed ? SHOWN.region : SHOWN.world) {
    for (const feature of map?.features ?? []) {
      if (feature.properties.kind === wanted) frame.append(svg("path", {class: `outline ${wanted}`, d: path(feature) ?? ""}));
    }
  }
}

const overlaps = (one, other) => one.x < other.x + other.width && other.x < one.x + one.width &&
  one.y < other.y + other.height && other.y < one.y + one.height;

/** Names beside circles, as many as fit without hiding a circle or another name. */
function names(frame, spots, box) {
  const city = box.kind === "city" ? box.mark.label : "";
  const taken = spots.map((spot) => ({x: spot.x - spot.room, y: spot.y - spot.room, width: 2 * spot.room, height: 2 * spot.room}));
  for (const spot of [...spots].sort((one, other) => other.room - one.room)) {
    const text = shortName(city && spot.label.startsWith(city) ? spot.label.slice(city.length).replace(/^[,،]\s*/, "") || spot.label : spot.label);
    const [width, height] = [text.length * 6.3 + 4, 14];
    const tries = [
      [spot.x + spot.room + 3, spot.y - 7, "start"], [spot.x - spot.room - width - 3, spot.y - 7, "end"],
      [spot.x - width / 2, spot.y + spot.room + 1, "middle"], [spot.x - width / 2, spot.y - spot.room - 15, "middle"],
    ];
    for (const [x, y, anchor] of tries) {
      const room = {x, y, width, height};
      const inside = x > 2 && y > 2 && x + width < box.width - 2 && y + height < box.height - 2;
      if (!inside || taken.some((other) => overlaps(room, other))) continue;
      taken.push(room);
      const at = {start: x, end: x + width, middle: x + width / 2}[anchor];
      frame.append(svg("text", {"aria-hidden": "true", class: "name", x: at, y: y + 11, "text-anchor": anchor, direction: "ltr"}, text));
      break;
    }
  }
}

function placeNode(spot) {
  const node = svg("g", {class: "place", transform: `translate(${spot.x.toFixed(1)},${spot.y.toFixed(1)})`, role: "img",
    tabindex: "-1", "data-place": spot.name, "aria-label": spot.label});
  node.append(svg("circle", {class: "hit", r: Math.max(12, spot.room)}), svg("circle", {class: "disc", r: 3}),
    svg("path", {class: "ring"}), svg("text", {"aria-hidden": "true", class: "sign", "text-anchor": "middle", dy: "0.35em"}));
  return node;
}

function panel(root, box, content, maps, room) {
  const frame = svg("svg", {x: box.x, y: box.y, width: box.width, height: box.height, class: `panel ${box.kind}`,
    role: box.title ? "group" : "none", "aria-label": box.mark?.label || box.title || null});
  root.append(frame);
  frame.append(svg("rect", {class: "sea", width: box.width, height: box.height}));
  const points = [...content.places, ...content.marks];
  const projection = projectionFor(points, box, box.kind);
  if (box.kind !== "city") outlines(frame, maps, points, projection, box.kind);
  const spot = (place, size) => {
    const [x, y] = projection([place.lon, place.lat]);
    return {...place, x, y, room: size + 2};
  };
  const spots = apart([...content.places.map((place) => spot(place, room(place))), ...content.marks.map((mark) => spot(mark, 9))]);
  for (const one of spots) leader(frame, one);
  names(frame, spots, box);
  for (const one of spots) frame.append(one.letter ? cityMark(one) : placeNode(one));
  if (box.title) frame.append(svg("text", {"aria-hidden": "true", class: "panel-title", x: 8, y: 17, direction: "ltr"}, box.title));
  frame.append(svg("rect", {class: "edge", width: box.width, height: box.height}));
}

function leader(frame, spot) {
  if (Math.hypot(spot.x - spot.x0, spot.y - spot.y0) < 4) return;
  frame.append(svg("line", {class: "leader", x1: spot.x0, y1: spot.y0, x2: spot.x, y2: spot.y}));
}

function cityMark(mark) {
  return svg("g", {"aria-hidden": "true", class: "city-mark", transform: `translate(${mark.x.toFixed(1)},${mark.y.toFixed(1)})`},
    svg("rect", {x: -8, y: -8, width: 16, height: 16}), svg("text", {"text-anchor": "middle", dy: "0.35em"}, mark.letter));
}

/**
 * Draws the panels without their numbers.
 * @param {{panels, maps, width: number, narrow?: number, room: (place) => number, world: string}} how
 */
export function drawMap(root, how) {
  const {panels, maps, width} = how;
  const plan = layout(width, panels, how.narrow);
  clear(root);
  root.setAttribute("viewBox", `0 0 ${plan.width} ${plan.height}`);
  root.setAttribute("width", plan.width);
  root.setAttribute("height", plan.height);
  for (const box of plan.boxes) {
    const content = {
      main: () => ({places: panels.main, marks: panels.marks}), world: () => ({places: panels.far, marks: []}),
      city: () => ({places: box.mark.places, marks: []}),
    }[box.kind]();
    const title = {main: "", world: how.world, city: box.mark && `${box.mark.letter}  ${box.mark.label}`}[box.kind];
    if (content.places.length + content.marks.length) panel(root, {...box, title}, content, maps, how.room);
  }
  return plan;
}

/** An arc around a circle, as far round as the share. */
export function arc(radius, share) {
  if (share <= 0.005) return "";
  if (share >= 0.995) return `M0,${-radius}A${radius},${radius} 0 1 1 0,${radius}A${radius},${radius} 0 1 1 0,${-radius}`;
  const angle = share * 2 * Math.PI;
  const [x, y] = [Math.sin(angle) * radius, -Math.cos(angle) * radius];
  return `M0,${-radius}A${radius},${radius} 0 ${share > 0.5 ? 1 : 0} 1 ${x.toFixed(2)},${y.toFixed(2)}`;
}
