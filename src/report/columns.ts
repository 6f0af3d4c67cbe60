// Lines within a width: words wrapped, labels with their text hanging beside them, and the few colours a terminal gets.

export interface Style {
  verbose: boolean;
  colour: boolean;
  columns: number;
  /** The console shows UTF-8. */
  unicode: boolean;
}
export const plain: Style = { verbose: false, colour: false, columns: 80, unicode: false };

const narrowest = 40;
const widest = 100;

/** The width that lines are wrapped to: the terminal's, within what reads well. */
export const widthOf = (style: Style): number => Math.min(widest, Math.max(narrowest, style.columns || plain.columns));

/** Breaks at spaces only, so that paths and names stay whole (and may stick out). Every line after the first is indented. */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const room = lines.length === 0 ? width : width - indent.length;
    if (line === '') line = word;
    else if (line.length + 1 + word.length <= room) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  lines.push(line);
  return lines.map((each, at) => (at === 0 ? each : indent + each));
}

/** A label in a column of `wide`, its text beside it, wrapped under itself: `  libgcc_s.so.1       for 18 files`. */
export function hanging(label: string, text: string, wide: number, width: number): string[] {
  const indent = ' '.repeat(wide);
  if (label.length >= wide) return [label, ...wrap(text, width - wide).map((line) => indent + line)];
  return wrap(text, width - wide).map((line, at) => (at === 0 ? label.padEnd(wide) : indent) + line);
}

/** Left and right on one line where both fit, else under each other. */
export function ends(left: string, right: string, width: number): string[] {
  if (right === '') return [left];
  const gap = width - left.length - right.length;
  return gap >= 2 ? [left + ' '.repeat(gap) + right] : [left, `  ${right}`];
}

type Paint = 'error' | 'warning' | 'note' | 'strong' | 'dim';
const codes: Readonly<Record<Paint, string>> = { error: '1;31', warning: '33', note: '36', strong: '1', dim: '2' };

/** The one place that writes an ANSI sequence. */
export const paint = (style: Style, what: Paint, text: string): string => (style.colour && text !== '' ? `\x1b[${codes[what]}m${text}\x1b[0m` : text);
