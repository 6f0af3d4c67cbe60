// What fills an artifact, as a treemap of list items: find-in-page and screen readers see a list, the eye sees areas. Squarified
// layout (Bruls, Huizing, van Wijk 2000). Positions go into the style sheet, since the page's policy allows no style attributes.
import type { Facts } from '../types.ts';
import { html } from './html-escape.ts';
import { amount, baseName, count, isCopyleft, isProprietary } from './words.ts';

/** M own code with proprietary code linked in, P proprietary file, C copyleft file, B file of others, O own native code, T text and data. */
export type Owner = 'M' | 'P' | 'C' | 'B' | 'O' | 'T';
export const ownerWords: Readonly<Record<Owner, string>> = {
  M: 'own code, proprietary code linked in',
  P: 'proprietary file',
  C: 'copyleft file',
  B: 'file of another project',
  O: 'own native code',
  T: 'text, data and small files',
};

/** Whose a file is, as far as components say; `kind` decides what is left. */
export function ownerOf(path: string, { components, native }: Facts): Owner {
  const here = components.filter(({ paths }) => paths.includes(path));
  if (here.some((each) => each.how === 'bundled' && isProprietary(each))) return 'P';
  if (here.some((each) => each.how === 'static' && isProprietary(each))) return 'M';
  if (here.some((each) => each.how === 'bundled' && isCopyleft(each))) return 'C';
  if (here.some((each) => each.how === 'bundled')) return 'B';
  return native.some((file) => file.path === path) ? 'O' : 'T';
}

interface Tile {
  name: string;
  bytes: number;
  owner: Owner;
}
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const tilesShown = 60;
/** A tile smaller than this part of the whole is a speck: it is counted with the rest, and stands in the table. */
const smallest = 0.0025;
const aspect = 2.4;
/** Below this share of the width only the letter fits. */
const wideEnough = 9;
const tallEnough = 9;

export interface Treemap {
  markup: string;
  style: string;
  /** What the areas add up to: bytes of the download, or unpacked ones where the files share one compressed stream. */
  total: number;
  of: 'download' | 'unpacked';
}

/** The list and the rules that lay it out; nothing when sizes are not known. `id` must be unique in the page. */
export function treemap(facts: Facts, id: string): Treemap | undefined {
  const { contents } = facts;
  if (!contents || contents.largest.length === 0) return undefined;
  const of = contents.largest.some(({ packed }) => packed === undefined) ? 'unpacked' : 'download';
  const total = of === 'download' ? contents.packed : contents.unpacked;
  if (total <= 0) return undefined;
  const weighed = contents.largest.map(({ path, packed, unpacked }) => ({ path, bytes: of === 'download' ? (packed ?? 0) : unpacked }));
  const files = weighed.slice(0, tilesShown).filter(({ bytes }) => bytes / total >= smallest);
  const rest = total - files.reduce((sum, { bytes }) => sum + bytes, 0);
  const left = contents.files - files.length;
  const tiles: Tile[] = files.map(({ path, bytes }) => ({ name: path, bytes, owner: ownerOf(path, facts) }));
  if (rest > 0 && left > 0) tiles.push({ name: `${count(left)} more`, bytes: rest, owner: 'T' });
  tiles.sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
  const boxes = squarify(
    tiles.map(({ bytes }) => bytes),
    { x: 0, y: 0, width: 100 * aspect, height: 100 },
  );
  const style = boxes.map((box, at) => tileStyle(box, `#${id} .t${at}`, (tiles[at]?.bytes ?? 0) / total)).join('\n');
  const items = tiles.map((tile, at) => tileItem(tile, at, boxes[at] as Box, total));
  return { markup: `<ul class="treemap" id="${id}" role="list">\n${items.join('\n')}\n</ul>`, style, total, of };
}

const percent = (number: number): string => `${Number(number.toFixed(3))}%`;

function tileStyle({ x, y, width, height }: Box, selector: string, share: number): string {
  const place = `left:${percent(x / aspect)};top:${percent(y)};width:${percent(width / aspect)};height:${percent(height)}`;
  return `@media (min-width:700px){${selector}{${place}}}${selector} i{width:${percent(Math.min(100, Math.max(0.5, share * 100)))}}`;
}

function tileItem({ name, bytes, owner }: Tile, at: number, { width, height }: Box, total: number): string {
  const share = ((bytes / total) * 100).toFixed(1);
  const small = width / aspect < wideEnough || height < tallEnough ? ' small' : '';
  const words = `${baseName(name)} ${amount(bytes)}, ${share}%`;
  return `<li class="t${at} o${owner}${small}" title="${html(`${name}: ${amount(bytes)}, ${share}%, ${ownerWords[owner]}`)}"><b class="mark m${owner}">${owner}</b> <span>${html(words)}</span><i></i></li>`;
}

/** Boxes whose areas are as the values, in their order; near to squares. Values are positive and sorted, largest first. */
export function squarify(values: readonly number[], within: Box): Box[] {
  const total = values.reduce((sum, value) => sum + value, 0);
  const scale = (within.width * within.height) / total;
  const areas = values.map((value) => value * scale);
  const boxes: Box[] = [];
  let room = within;
  for (let at = 0; at < areas.length; ) {
    const side = Math.min(room.width, room.height);
    let end = at + 1;
    while (end < areas.length && worst(areas, at, end + 1, side) <= worst(areas, at, end, side)) end++;
    const row = areas.slice(at, end);
    boxes.push(...layRow(row, room));
    room = without(row, room);
    at = end;
  }
  return boxes;
}

/** The worst ratio of sides in a row of the areas [from, to) along `side`. */
function worst(areas: readonly number[], from: number, to: number, side: number): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum += areas[at] as number;
  const largest = areas[from] as number;
  const smallest = areas[to - 1] as number;
  return Math.max((side * side * largest) / (sum * sum), (sum * sum) / (side * side * smallest));
}

const thickness = (row: readonly number[], { width, height }: Box): number =>
  row.reduce((sum, area) => sum + area, 0) / Math.max(Number.MIN_VALUE, Math.min(width, height));

function layRow(row: readonly number[], room: Box): Box[] {
  const thick = thickness(row, room);
  const upright = room.width >= room.height;
  let along = 0;
  return row.map((area) => {
    const length = thick === 0 ? 0 : area / thick;
    const box = upright
      ? { x: room.x, y: room.y + along, width: thick, height: length }
      : { x: room.x + along, y: room.y, width: length, height: thick };
    along += length;
    return box;
  });
}

function without(row: readonly number[], room: Box): Box {
  const thick = thickness(row, room);
  return room.width >= room.height
    ? { ...room, x: room.x + thick, width: Math.max(0, room.width - thick) }
    : { ...room, y: room.y + thick, height: Math.max(0, room.height - thick) };
}
