// Foreign text in HTML: shown letter for letter in text and in quoted attributes.
import { clean } from './text-escape.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

/** The one escaping function of the HTML report. */
export const html = (text: string): string => clean(text).replace(/[&<>"'`]/g, (letter) => entities[letter] ?? '');
