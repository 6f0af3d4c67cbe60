// The hostile suite of __tests__/build/hostile.ts: each archive is opened, every byte read, containers inside opened as well, and the problem that its
// technique must raise is among those found. Nothing may throw, and none may take long.
import { sourceFromBuffer } from '../../src/io/bytes.ts';
import { defaultLimits } from '../../src/open/index.ts';
import { hostile } from '../build/hostile.ts';
import { lookThrough } from './look-through.ts';

test('the suite is as large as it is meant to be', () => {
  expect(hostile.length).toBeGreaterThanOrEqual(200);
  expect(new Set(hostile.map((each) => each.technique)).size).toBeGreaterThanOrEqual(60);
  expect(hostile.filter((each) => each.readers === '')).toEqual([]);
});

describe.each([...new Set(hostile.map((each) => each.technique))])('%s', (technique) => {
  test.each(hostile.filter((each) => each.technique === technique).map((each) => [each.name, each] as const))('as %s', async (name, each) => {
    const bytes = each.bytes();
    const started = process.cpuUsage();
    const { problems } = await lookThrough(sourceFromBuffer(bytes), name, defaultLimits);
    expect(problems.map((problem) => problem.code)).toContain(each.code);
    for (const problem of problems) expect(problem.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    const { user, system } = process.cpuUsage(started); // of the processor, not of the clock: the machine may be busy with other things
    expect((user + system) / 1e6).toBeLessThan(20);
  });
});
