// What is inside: names, symbols and texts held against the catalogue, and joined into components with their evidence.
export { assemble } from './assemble.ts';
export { recogniseName, recognisePackage } from './by-name.ts';
export { knowledge, knowledgeDate, known } from './catalogue.ts';
export { recogniseImage } from './image.ts';
export { expressionSatisfies, recogniseLicence, toSpdx } from './licences.ts';
export { withNamesIn } from './named.ts';
export type { KnownComponent } from './record.ts';
export { recogniseText, wantsText } from './text.ts';
