// Writes schemas/facts.schema.json: the JSON Schema of one subject's facts, as `inspect --format json` prints them in an array. `--check` only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { factsJsonSchema } from '../src/judge/facts-schema.ts';

const target = fileURLToPath(new URL('../schemas/facts.schema.json', import.meta.url));

export const factsSchemaText = (): string => `${JSON.stringify(factsJsonSchema(), null, 2)}\n`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!process.argv.includes('--check')) writeFileSync(target, factsSchemaText());
  else if (readFileSync(target, 'utf8') !== factsSchemaText()) {
    process.stderr.write('schemas/facts.schema.json differs: node scripts/generate-facts-schema.ts\n');
    process.exitCode = 1;
  }
}
