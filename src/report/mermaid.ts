// How findings came in, as a graph that GitHub draws (Mermaid flowchart) and as the same list in words.
import type { Finding, Verdict } from '../types.ts';
import { type Letter, letterOf, letters, shownFindings } from './causes.ts';
import { byText, spoken } from './words.ts';

export interface Graph {
  nodes: readonly { id: string; name: string; letter?: Letter }[];
  edges: readonly { from: string; to: string }[];
}

const nodesShown = 40;
const linksShown = 3; // the direct dependency and two steps beyond: further links are counted in the last label

/** Chains of a verdict, worst first, each once; only those that lead through another package or to a finding. */
export function chainsOf(verdict: Verdict): { links: readonly string[]; letters: readonly (Letter | undefined)[] }[] {
  const worst = worstByLink(shownFindings(verdict));
  const chains = new Map<string, readonly string[]>();
  for (const { wayIn } of shownFindings(verdict)) if (wayIn.length > 0) chains.set(wayIn.join('\n'), wayIn);
  const prefixes = new Set([...chains.values()].flatMap((chain) => chain.slice(0, -1).map((_, at) => chain.slice(0, at + 1).join('\n'))));
  const whole = [...chains].filter(([key]) => !prefixes.has(key)).map(([, chain]) => chain);
  return whole.map((links) => ({ links, letters: links.map((link) => worst.get(link)) }));
}

function worstByLink(findings: readonly Finding[]): Map<string, Letter> {
  const worst = new Map<string, Letter>();
  for (const finding of findings) {
    const link = finding.wayIn.at(-1);
    const letter = letterOf(finding);
    const before = link === undefined ? undefined : worst.get(link);
    if (link !== undefined && (before === undefined || letters.indexOf(letter) < letters.indexOf(before))) worst.set(link, letter);
  }
  return worst;
}

/** Nodes and edges of all chains; undefined when there is nothing to draw or too much to be read. */
export function graphOf(verdict: Verdict): Graph | undefined {
  const nodes = new Map<string, { id: string; name: string; letter?: Letter }>();
  const edges = new Map<string, { from: string; to: string }>();
  const node = (link: string, letter?: Letter): string => {
    const known = nodes.get(link);
    if (known) return known.id;
    const id = `n${nodes.size}`;
    nodes.set(link, { id, name: spoken(link), ...(letter ? { letter } : {}) });
    return id;
  };
  const root = node('this repository');
  for (const chain of chainsOf(verdict)) {
    let from = root;
    for (const [at, link] of shortened(chain.links).entries()) {
      const to = node(link, chain.links.length <= linksShown ? chain.letters[at] : chain.letters[chain.links.indexOf(link)]);
      edges.set(`${from} ${to}`, { from, to });
      from = to;
    }
  }
  if (nodes.size < 3 || nodes.size > nodesShown) return undefined;
  return {
    nodes: [...nodes.values()],
    edges: [...edges.values()].sort((a, b) => number(a.from) - number(b.from) || number(a.to) - number(b.to) || byText(a.to, b.to)),
  };
}

const number = (id: string): number => Number(id.slice(1));

/** A long chain keeps its first two links and its end. */
function shortened(links: readonly string[]): readonly string[] {
  const last = links.at(-1);
  return links.length <= linksShown || last === undefined ? links : [...links.slice(0, linksShown - 1), last];
}

const classes: Readonly<Record<Letter, [name: string, style: string, word: string]>> = {
  E: ['E', 'fill:#a40e26,color:#fff,stroke-width:4px', 'E'],
  '?': ['Q', 'fill:#7a4a00,color:#fff,stroke-dasharray:2', 'unknown'],
  W: ['W', 'fill:#7a4a00,color:#fff,stroke-width:2px', 'W'],
  N: ['N', 'fill:#0a4a8a,color:#fff', 'N'],
  '-': ['X', 'fill:#57606a,color:#fff,stroke-dasharray:4', 'waived'],
};

/** The graph as Mermaid source. One classDef a line: a `;` breaks it; both fill and colour, since one alone is unreadable in dark mode. */
export function mermaid(graph: Graph): string {
  const label = (name: string, letter?: Letter): string =>
    `["${letter ? `${classes[letter][2]}${letter === '-' ? ':' : ''} ` : ''}${labelText(name)}"]${letter ? `:::${classes[letter][0]}` : ''}`;
  const used = letters.filter((letter) => graph.nodes.some((node) => node.letter === letter));
  return [
    'flowchart LR',
    '  accTitle: How the findings came in',
    '  accDescr: Which package requires which. The same follows as a list.',
    ...graph.nodes.map(({ id, name, letter }, at) => `  ${id}${at === 0 ? `([${labelText(name)}])` : label(name, letter)}`),
    ...graph.edges.map(({ from, to }) => `  ${from} --> ${to}`),
    ...used.map((letter) => `  classDef ${classes[letter][0]} ${classes[letter][1]}`),
  ].join('\n');
}

/** Mermaid takes markup inside labels: only these letters are let through. */
const labelText = (name: string): string => name.replace(/[^A-Za-z0-9._+/@:\- ]/gu, '_').slice(0, 80);
