// The dependency graph around findings as SVG: columns by distance from this repository, letters and line styles beside colours.
// Attributes only, no style: the page's policy allows none inline.
import { html } from './html-escape.ts';
import type { Graph } from './mermaid.ts';

const rowHeight = 54;
const boxHeight = 36;
const letterWidth = 8.2;
const columnGap = 56;
const longestName = 34;

/** A drawing with a title; the same must be given as a list beside it. */
export function svgOf(graph: Graph): string {
  const depth = depths(graph);
  const columns = Math.max(...depth.values()) + 1;
  const names = new Map(
    graph.nodes.map(({ id, name, letter }) => [
      id,
      `${letter ? `${letter} ` : ''}${name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name}`,
    ]),
  );
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(0, ...graph.nodes.filter(({ id }) => depth.get(id) === column).map(({ id }) => (names.get(id) ?? '').length * letterWidth + 24)),
  );
  const lefts = widths.map((_, column) => 2 + widths.slice(0, column).reduce((sum, width) => sum + width + columnGap, 0));
  const filled = Array.from({ length: columns }, () => 0);
  const spots = new Map<string, { x: number; y: number; width: number }>();
  for (const { id } of graph.nodes) {
    const column = depth.get(id) ?? 0;
    const row = filled[column] ?? 0;
    filled[column] = row + 1;
    spots.set(id, { x: lefts[column] ?? 0, y: 2 + row * rowHeight, width: (names.get(id) ?? '').length * letterWidth + 24 });
  }
  const width = Math.ceil(Math.max(...[...spots.values()].map((spot) => spot.x + spot.width)) + 2);
  const height = Math.max(...filled) * rowHeight;
  const edges = graph.edges.map(({ from, to }) => edge(spots.get(from), spots.get(to)));
  const nodes = graph.nodes.map(({ id, name, letter }, at) => {
    const { x, y, width: wide } = spots.get(id) ?? { x: 0, y: 0, width: 0 };
    const kind = letter ? `g${letter === '?' ? 'Q' : letter === '-' ? 'X' : letter}` : 'g0';
    return `<g class="${kind}"><title>${html(name)}</title><rect x="${x}" y="${y}" width="${wide.toFixed(1)}" height="${boxHeight}" rx="${at === 0 ? 18 : 3}"/><text x="${(x + wide / 2).toFixed(1)}" y="${y + 23}" text-anchor="middle">${html(names.get(id) ?? '')}</text></g>`;
  });
  return `<svg class="graph" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="How the findings came in; the same follows as a list">\n${edges.join('\n')}\n${nodes.join('\n')}\n</svg>`;
}

/** Distance from the first node; the graph has no cycles that matter, and a bound ends those that a lock may hold. */
function depths({ nodes, edges }: Graph): Map<string, number> {
  const depth = new Map(nodes.map(({ id }, at) => [id, at === 0 ? 0 : 1]));
  for (let round = 0; round < nodes.length && round < 6; round++)
    for (const { from, to } of edges) depth.set(to, Math.min(5, Math.max(depth.get(to) ?? 0, (depth.get(from) ?? 0) + 1)));
  return depth;
}

function edge(from: { x: number; y: number; width: number } | undefined, to: { x: number; y: number } | undefined): string {
  if (!from || !to) return '';
  const [x1, y1, x2, y2] = [from.x + from.width, from.y + boxHeight / 2, to.x - 8, to.y + boxHeight / 2];
  return `<path class="edge" d="M${x1.toFixed(1)} ${y1}L${x2.toFixed(1)} ${y2}"/><path class="tip" d="M${(to.x - 1).toFixed(1)} ${y2}l-9 -5v10z"/>`;
}
