import { oneWord, type PurlType } from './type.ts';

// A chart's name; the chart repository goes to repository_url. Not among the registered types.
export const helm: PurlType = { type: 'helm', split: oneWord };
