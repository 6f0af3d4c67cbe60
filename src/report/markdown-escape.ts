// Foreign text in GitHub's Markdown: shown letter for letter, never a link, a mention, an image, a heading, a table cell or HTML.
// CommonMark 0.31 (2.4 backslash escapes, 6.1 code spans), GFM (tables, extended autolinks), and what GitHub does after rendering:
// mentions, issue references and emoji are looked for in text nodes, but never inside a code element.
import { clean } from './text-escape.ts';

/** The one escaping function of Markdown. `code` for names and paths, `prose` for sentences that hold some; both fit into a table cell. */
export function markdown(text: string, as: 'code' | 'prose'): string {
  const shown = clean(text).trim();
  if (as === 'prose') return prose(shown);
  if (shown === '') return '';
  // A span that needs no escaping stays readable in the source; a pipe would end the cell, a backtick the span.
  return /[`|\\]/.test(shown) ? `<code>${prose(shown)}</code>` : `\`${shown}\``;
}

const entities: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '|': '&#124;' };

const prose = (text: string): string =>
  text
    .replace(/[<>&|]|[\\`*_[\]~$]|[@#]|:(?=\/\/)|:(?=[\w+-]{1,40}:)|(?<![a-z\d])www(?=\.)|(?<![a-z\d])GH(?=-\d)/gi, (found) => {
      if (found in entities) return entities[found] as string;
      if ('@#:'.includes(found)) return `<code>${found}</code>`;
      return found.length > 1 ? `${found.slice(0, -1)}<code>${found.at(-1)}</code>` : `\\${found}`;
    })
    .replace(/^([-+=]|\d{1,9}[.)])/, (start) => (start.length > 1 ? `${start.slice(0, -1)}\\${start.at(-1)}` : `\\${start}`));
