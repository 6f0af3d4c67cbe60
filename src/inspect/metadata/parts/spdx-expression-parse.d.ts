/** spdx-expression-parse ships no types. Throws for a text that is no SPDX expression. */
declare module 'spdx-expression-parse' {
  const parse: (text: string) => unknown;
  export default parse;
}
