// Foreign text made visible: what would move a cursor, end a line, hide or reorder letters is written as \u{..}.
// Every report builds its one escaping function on this; terminals and plain logs use it as it is.

// By Unicode's own properties: controls (ANSI sequences begin with one), format characters (bidirectional and zero-width marks,
// tags), halves of surrogate pairs, line and paragraph separators, all spaces but the ordinary one, and all that draws nothing.
const invisible = /(?! )[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Zs}\p{Default_Ignorable_Code_Point}]/gu;

const code = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

// The runner takes a line for a command when it begins with `::`, spaces before it allowed, or holds `##[` anywhere
// (actions/runner, ActionCommand.cs). Wrapping may put any word of a text at the start of a line.
const command = /(?<!\S)::|##\[/g;

// A login that stands in an address was somebody's secret before it was published: it is shown nowhere. `git@` of ssh addresses is none.
const login = /\b((?:(?:git|hg|svn|bzr|registry|sparse)\+)?(?:https?|ssh|git|svn|s?ftps?):\/\/)(?!git@)[^\s/?#@"'<>\\]{1,300}@/gi;
export const withoutLogins = (text: string): string => text.replace(login, '$1***@');

/** The text on one line, every invisible or reordering character written as `\u{..}`. Idempotent on its own output. */
export function clean(text: string): string {
  return withoutLogins(text)
    .replace(invisible, code)
    .replace(command, (found) => found[0] + code(found[1] ?? '') + found.slice(2));
}

/** As `clean`, with the text's own line ends kept: for places that show several lines. Each line is safe by itself. */
export const cleanLines = (text: string): string => text.split(/\r?\n/).map(clean).join('\n');

/** As `clean`, and everything outside of ASCII as well: for consoles that are not UTF-8. */
export function cleanAscii(text: string): string {
  return clean(text).replace(/[^\x20-\x7e]/gu, code);
}
