import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { licenceTexts } from '../../src/identify/knowledge/licence-texts.ts';
import { expressionSatisfies, licencesIn, recogniseLicence, toSpdx } from '../../src/identify/licences.ts';

const folder = join(dirname(createRequire(import.meta.url).resolve('spdx-license-list/package.json')), 'licenses');
const textOf = (id: string): string => JSON.parse(readFileSync(join(folder, `${id}.json`), 'utf8')).licenseText;

describe('texts of licences', () => {
  test('every text of the list is recognised as itself', () => {
    const wrong: string[] = [];
    for (const id of Object.keys(licenceTexts)) {
      const gnu = /^(A|L)?GPL-/.test(id);
      const ids = recogniseLicence(textOf(gnu ? `${id}-only` : id));
      const expected = gnu ? [`${id}-only`, `${id}-or-later`] : [id];
      if (!expected.every((one) => ids.includes(one))) wrong.push(`${id}: ${ids.join(' ')}`);
    }
    expect(wrong).toEqual([]);
  });

  test.each([
    ['MIT', ['MIT']],
    ['BSD-2-Clause', ['BSD-2-Clause']],
    ['BSD-3-Clause', ['BSD-3-Clause']],
    ['Apache-2.0', ['Apache-2.0']],
    ['ISC', ['ISC']],
    ['GPL-3.0-only', ['GPL-3.0-only', 'GPL-3.0-or-later']],
    ['LGPL-2.1-only', ['LGPL-2.1-only', 'LGPL-2.1-or-later']],
    ['AGPL-3.0-only', ['AGPL-3.0-only', 'AGPL-3.0-or-later']],
    ['MPL-2.0', ['MPL-2.0']],
    ['Zlib', ['Zlib']],
    ['BSL-1.0', ['BSL-1.0']],
    ['Unlicense', ['Unlicense']],
    ['0BSD', ['0BSD']],
    ['EPL-2.0', ['EPL-2.0']],
  ])('%s is that and nothing else', (id, expected) => {
    expect(recogniseLicence(textOf(id))).toEqual(expected);
  });

  test('with names filled in, wrapped anew, behind comment signs, in capitals', () => {
    const mit = textOf('MIT').replace('<year> <copyright holders>', '2024 Jane Doe <jane@example.org>');
    const words = mit.split(/\s+/);
    const wrapped = words.map((word, index) => (index % 7 === 6 ? `${word}\n * ` : word)).join(' ');
    expect(recogniseLicence(`/*\n * ${wrapped}\n */`)).toEqual(['MIT']);
    expect(recogniseLicence(mit.toUpperCase())).toEqual(['MIT']);
    const bsd = textOf('BSD-3-Clause').replace('<owner>', 'The Regents');
    expect(recogniseLicence(bsd)).toEqual(['BSD-3-Clause']);
  });

  test('a file of several texts names them all', () => {
    const several = ['MIT', 'BSD-3-Clause', 'Apache-2.0', 'libtiff', 'GPL-3.0-only'].map(textOf).join('\n-----\n');
    expect(recogniseLicence(several)).toEqual(['Apache-2.0', 'BSD-3-Clause', 'GPL-3.0-only', 'GPL-3.0-or-later', 'MIT', 'libtiff']);
  });

  test.each([
    ['Licensed under the Apache License, Version 2.0 (the "License");', ['Apache-2.0']],
    [
      'it under the terms of the GNU General Public License as published by the Free Software Foundation; either version 2 of the License, or (at your option) any later version.',
      ['GPL-2.0-or-later'],
    ],
    [
      'under the terms of the GNU Lesser General Public License as published by the Free Software Foundation; version 2.1 of the License.',
      ['LGPL-2.1-only'],
    ],
    ['SPDX-License-Identifier: GPL-3.0-or-later WITH GCC-exception-3.1', ['GPL-3.0-or-later']],
    ['GCC RUNTIME LIBRARY EXCEPTION\n\nVersion 3.1, 31 March 2009', ['GCC-exception-3.1']],
    ['LICENSE AGREEMENT FOR NVIDIA SOFTWARE DEVELOPMENT KITS\nThis license agreement', ['LicenseRef-NVIDIA-CUDA-EULA']],
    ['Intel Simplified Software License (Version October 2022)\n\nUse and Redistribution.', ['LicenseRef-Intel-Simplified-Software-License']],
    ['This program is mine. All rights reserved.', []],
    ['', []],
  ])('%s', (text, expected) => {
    expect(recogniseLicence(text)).toEqual(expected);
  });

  test('any text is read, and a megabyte of it quickly', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => Array.isArray(recogniseLicence(text))),
      { numRuns: 300 },
    );
    const start = performance.now();
    for (const piece of [
      'gnu general public license as published by the free software foundation ',
      'SPDX-License-Identifier: (',
      'the name of ',
      'a ',
      'permission ',
    ])
      recogniseLicence(piece.repeat(Math.ceil((1 << 20) / piece.length)));
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe('expressions', () => {
  test.each([
    ['MIT', ['MIT'], true],
    ['MIT OR GPL-3.0-only', ['MIT'], true],
    ['MIT AND GPL-3.0-only', ['MIT'], false],
    ['(MIT OR Apache-2.0) AND BSD-3-Clause', ['Apache-2.0', 'BSD-3-Clause'], true],
    ['GPL-2.0-or-later', ['GPL-3.0-only'], true],
    ['GPL-2.0-only', ['GPL-3.0-only'], false],
    ['LGPL-2.1-or-later', ['GPL-3.0-only'], false],
    ['GPL-3.0-or-later WITH GCC-exception-3.1', ['GPL-3.0-or-later WITH GCC-exception-3.1'], true],
    ['GPL-3.0-or-later WITH GCC-exception-3.1', ['GPL-3.0-or-later'], true],
    ['GPL-3.0-or-later', ['GPL-3.0-or-later WITH GCC-exception-3.1'], false],
    ['LicenseRef-Mine', ['LicenseRef-Mine'], true],
    ['LicenseRef-Mine', ['MIT'], false],
    ['not an expression', ['MIT'], false],
    ['MIT', [], false],
  ])('%s by %j: %s', (expression, allowed, expected) => {
    expect(expressionSatisfies(expression, allowed)).toBe(expected);
  });

  test('the ids in an expression, and none of a text too long or too deep', () => {
    expect(licencesIn('(MIT OR Apache-2.0) AND BSD-3-Clause WITH LLVM-exception')).toEqual(['MIT', 'Apache-2.0', 'BSD-3-Clause']);
    expect(licencesIn(`${'MIT OR '.repeat(1000)}MIT`)).toEqual([]);
    expect(licencesIn(`${'('.repeat(2000)}MIT${')'.repeat(2000)}`).length).toBeLessThanOrEqual(1);
  });
});

describe('declared names', () => {
  test.each([
    ['MIT', 'MIT'],
    ['mit', 'MIT'],
    ['MIT License', 'MIT'],
    ['The MIT License', 'MIT'],
    ['Apache 2.0', 'Apache-2.0'],
    ['Apache License, Version 2.0', 'Apache-2.0'],
    ['Apache License 2.0', 'Apache-2.0'],
    ['Apache-2.0/MIT', 'Apache-2.0 OR MIT'],
    ['MIT/Apache-2.0', 'MIT OR Apache-2.0'],
    ['(MIT OR Apache-2.0)', '(MIT OR Apache-2.0)'],
    ['BSD-3', 'BSD-3-Clause'],
    ['3-Clause BSD License', 'BSD-3-Clause'],
    ['GPLv3', 'GPL-3.0-only'],
    ['GPL-2+', 'GPL-2.0-or-later'],
    ['LGPL-2.1+', 'LGPL-2.1-or-later'],
    ['Expat', 'MIT'],
    ['License :: OSI Approved :: MIT License', 'MIT'],
    ['License :: OSI Approved :: Apache Software License', undefined],
    ['License :: OSI Approved :: GNU General Public License v3 or later (GPLv3+)', 'GPL-3.0-or-later'],
    ['License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)', 'MPL-2.0'],
    ['Eclipse Public License v2.0', 'EPL-2.0'],
    ['BSD', undefined],
    ['GPL', undefined],
    ['License :: OSI Approved :: BSD License', undefined],
    ['see LICENSE', undefined],
    ['', undefined],
  ])('%s is %s', (declared, expected) => {
    expect(toSpdx(declared)).toBe(expected);
  });

  test('whatever is declared, the answer parses', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('MIT', 'GPL', '-2', '+', '/', ' or ', ' and ', 'BSD', 'v3', '(', ')', 'License', 'Apache', ' 2.0', '::', 'the'), {
          maxLength: 8,
        }),
        (parts) => {
          const answer = toSpdx(parts.join(''));
          return answer === undefined || licencesIn(answer).length > 0;
        },
      ),
      { numRuns: 1000 },
    );
  });
});
