// XML of packages (pom.xml, .nuspec), read as a stream of elements under bounds. Entities that a document type defines are not expanded (saxes knows only the
// five of XML itself), nothing outside is fetched, and what comes after the first error is not read: a person sees the same up to there.
import { SaxesParser } from 'saxes';

const deepest = 100;
const mostElements = 200_000;
const longestText = 20_000;
const chunk = 1 << 16;

export interface Element {
  /** Local names from the root to this element, joined by `/`: `project/licenses/license/name`. */
  path: string;
  /** Its own text, trimmed. Elements inside are told of before it. */
  text: string;
  attributes: Readonly<Record<string, string>>;
}

/** Tells `visit` of every element when it ends. Returns false where the text is not well-formed or goes past a bound. */
export function readXml(text: string, visit: (element: Element) => void): boolean {
  const parser = new SaxesParser();
  const open: { path: string; text: string; attributes: Record<string, string> }[] = [];
  let elements = 0;
  let failed = false;
  parser.on('error', () => {
    failed = true;
  });
  parser.on('opentag', (tag) => {
    if (failed) return;
    elements += 1;
    if (open.length === deepest || elements > mostElements) failed = true;
    else {
      const above = open.at(-1)?.path;
      open.push({ path: above === undefined ? localName(tag.name) : `${above}/${localName(tag.name)}`, text: '', attributes: { ...tag.attributes } });
    }
  });
  const add = (part: string): void => {
    const top = open.at(-1);
    if (top !== undefined && top.text.length < longestText) top.text += part.slice(0, longestText);
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', () => {
    const element = open.pop();
    if (!failed && element !== undefined) visit({ ...element, text: element.text.trim() });
  });
  for (let at = 0; at < text.length && !failed; at += chunk) parser.write(text.slice(at, at + chunk));
  if (!failed) parser.close();
  return !failed && elements > 0;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1, name.indexOf(':') + 121);
