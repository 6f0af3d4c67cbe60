// Header lines as RFC 822 has them and as METADATA, PKG-INFO, WHEEL, debian control, MANIFEST.MF and others use them: `Name: value`, continued by
// lines that begin with white space, ended by an empty line (METADATA: then follows the description; control files: the next paragraph).
import { mostValues } from './text.ts';

/** The fields of one paragraph: names in lower case, every value of a repeated field in order. */
export class Fields {
  readonly #values = new Map<string, string[]>();

  add(name: string, value: string): void {
    const key = name.toLowerCase();
    const values = this.#values.get(key);
    if (values === undefined) this.#values.set(key, [value]);
    else if (values.length < mostValues) values.push(value);
  }
  /** The first value, trimmed; undefined where there is none, or only `UNKNOWN`, which setuptools wrote for nothing. */
  one(name: string): string | undefined {
    const value = this.#values.get(name.toLowerCase())?.[0]?.trim();
    return value === '' || value === 'UNKNOWN' ? undefined : value;
  }
  all(name: string): string[] {
    return (this.#values.get(name.toLowerCase()) ?? []).map((value) => value.trim()).filter((value) => value !== '' && value !== 'UNKNOWN');
  }
  get size(): number {
    return this.#values.size;
  }
}

const mostParagraphs = 100_000;
const field = /^([^\s:][^:]{0,200}?)[ \t]*:(.*)$/;

/** All paragraphs of a text. Continuation lines are joined with a newline, their first blank removed. */
export function* paragraphs(text: string): Generator<Fields> {
  let fields = new Fields();
  let name: string | undefined;
  let value: string[] = [];
  let count = 0;
  const close = () => {
    if (name !== undefined) fields.add(name, value.join('\n'));
    name = undefined;
  };
  for (const line of lines(text)) {
    const match = isContinuation(line) ? null : field.exec(line);
    if (match) {
      close();
      name = match[1];
      value = [match[2]!];
    } else if (isContinuation(line)) {
      if (name !== undefined) value.push(line.slice(1));
    } else {
      close(); // an empty line, or one that is no field: readers of mail headers end here as well
      if (fields.size > 0) {
        yield fields;
        if (++count === mostParagraphs) return;
        fields = new Fields();
      }
    }
  }
  close();
  if (fields.size > 0) yield fields;
}

/** White space alone continues a field as well: licence texts in METADATA hold such lines. */
const isContinuation = (line: string): boolean => line.startsWith(' ') || line.startsWith('\t');

/** The first paragraph; without one, no fields. */
export const firstParagraph = (text: string): Fields => paragraphs(text).next().value ?? new Fields();

/** Lines without their ends; CR LF, LF and CR all end one. Lazily, so that a long description behind the fields costs nothing. */
export function* lines(text: string): Generator<string> {
  const end = /\r\n|\n|\r/g;
  let at = 0;
  for (let match = end.exec(text); match !== null; match = end.exec(text)) {
    yield text.slice(at, match.index);
    at = end.lastIndex;
  }
  if (at < text.length) yield text.slice(at);
}
