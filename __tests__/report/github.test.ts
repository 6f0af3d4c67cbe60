import fc from 'fast-check';
import { annotationsOf, commandsOf, githubReport } from '../../src/report/github.ts';
import { forbidden, hostileText, printed, verdictWith } from './hostile.ts';
import { blocked, finding, torch, torchLocked, verdictOf } from './samples.ts';

const many = (number: number, level: 'error' | 'warning' | 'note' = 'error') =>
  verdictOf(
    Array.from({ length: number }, (_, at) =>
      finding(`area/rule-${String(at).padStart(3, '0')}`, torchLocked, { level, title: `torch 1.9.0: finding ${at}` }),
    ),
  );

describe('annotations', () => {
  test('as workflow commands', () => expect(printed(githubReport, blocked)).toMatchSnapshot());

  test('stand on the line of the lock', () => {
    expect(annotationsOf(blocked).map(({ level, path, line }) => `${level} ${path}:${line}`)).toEqual([
      'error uv.lock:121',
      'error uv.lock:121',
      'warning uv.lock:121',
      'notice uv.lock:60',
    ]);
  });

  test('of an artifact stand where the subject says', () => {
    const at = { path: 'sourcegate.yml', line: 6 };
    const built = { ...torch, subject: { ...torch.subject, at } as never };
    const [only] = annotationsOf(verdictOf([finding('source/missing', built, { at: { path: 'torch/lib/libtorch_cpu.so', offset: 12 } })]));
    expect(only).toMatchObject(at);
  });

  test.each([0, 1, 9, 10, 50, 500])('%d errors: at most ten commands, and the tenth counts the rest', (number) => {
    const commands = commandsOf(annotationsOf(many(number)));
    expect(commands).toHaveLength(Math.min(10, number));
    if (number > 10) expect(commands[9]).toBe(`::error::${number - 9} more findings: see the job summary`);
  });

  test('errors come before warnings, and each level has its own ten', () => {
    const mixed = verdictOf([...many(30, 'note').findings, ...many(30, 'warning').findings, ...many(30).findings]);
    const levels = commandsOf(annotationsOf(mixed)).map((line) => line.split(/[ :]/)[2]);
    expect(levels).toEqual([...Array(10).fill('error'), ...Array(10).fill('warning'), ...Array(10).fill('notice')]);
  });

  test('waived findings and those of the baseline are not annotated', () => {
    expect(annotationsOf(blocked).some(({ lines }) => lines.join().includes('bundled/undeclared'))).toBe(false);
  });

  test('titles, lines and bytes stay within what the platform shows', () => {
    const long = verdictOf([finding('a/b', torchLocked, { title: 'ü'.repeat(200), message: 'ß'.repeat(5000), wayOut: '語'.repeat(900) })]);
    for (const { title, lines } of annotationsOf(long)) {
      expect([...title].length).toBeLessThanOrEqual(60);
      expect(lines.length).toBeLessThanOrEqual(6);
      expect(Buffer.byteLength(lines.join('\n'))).toBeLessThan(1024);
    }
  });

  test('no text from outside makes a command of its own', () => {
    fc.assert(
      fc.property(hostileText, (name) => {
        const written = printed(githubReport, verdictWith(name));
        expect(forbidden.exec(written)?.[0]).toBeUndefined();
        const lines = written.trimEnd().split('\n');
        for (const line of lines.slice(0, -1))
          expect(line).toMatch(/^::(error|warning|notice) (file=[^:,\n]*(,line=\d+)?(,col=\d+)?,)?title=[^:,\n]*::[^\n\r]*$/);
        expect(lines.at(-1)).toMatch(/^sourcegate: /);
      }),
      { numRuns: 150 },
    );
  });
});
