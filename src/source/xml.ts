// XML of indexes and clients (POM, settings.xml, nuspec, maven-metadata), bounded: size, depth and nodes; entities of a DTD are
// not expanded (saxes knows the five of XML only, and a document type with a subset is refused).
import { SaxesParser } from 'saxes';

const largest = 4 << 20;
const mostNodes = 200_000;
const deepest = 100;

export class XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlNode[] = [];
  value = '';
  constructor(name: string, attributes: Readonly<Record<string, string>>) {
    this.name = name;
    this.attributes = attributes;
  }
  /** All nodes below at a path of names: `mirrors/mirror`. */
  all(path: string): XmlNode[] {
    let level: XmlNode[] = [this];
    for (const name of path.split('/')) level = level.flatMap((node) => node.children.filter((child) => child.name === name));
    return level;
  }
  /** The trimmed text of the first node at a path; undefined if there is none. */
  text(path: string): string | undefined {
    return this.all(path)[0]?.value;
  }
}

/** The root element, names without prefix; undefined when it is no well-formed XML within the bounds. */
export function readXml(text: string): XmlNode | undefined {
  if (text.length > largest) return undefined;
  const parser = new SaxesParser();
  const open: XmlNode[] = [];
  let root: XmlNode | undefined;
  let nodes = 0;
  const local = (name: string) => name.slice(name.indexOf(':') + 1);
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', (doctype) => {
    if (doctype.includes('[')) throw new Error('a document type with a subset');
  });
  parser.on('opentag', (tag) => {
    if (++nodes > mostNodes || open.length >= deepest) throw new Error('too large');
    const node = new XmlNode(local(tag.name), tag.attributes as Record<string, string>);
    open.at(-1)?.children.push(node);
    root ??= node;
    open.push(node);
  });
  const add = (more: string) => {
    const node = open.at(-1);
    if (node) node.value += more;
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', () => {
    const node = open.pop();
    if (node) node.value = node.value.trim();
  });
  try {
    parser.write(text.replace(/^\uFEFF/, '')).close();
  } catch {
    return undefined;
  }
  return root;
}
