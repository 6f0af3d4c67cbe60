import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withManifestLines } from '../../src/gate/manifests.ts';
import type { Facts } from '../../src/types.ts';

const locked = (name: string, wayIn: string[]): Facts => ({
  subject: { kind: 'locked-package', purl: `pkg:pypi/${name}@1`, path: 'uv.lock', at: { path: 'uv.lock', line: 9 }, depth: 'index' },
  native: [],
  bytecode: [],
  components: [],
  hostLibraries: [],
  packages: [],
  problems: [],
  wayIn,
});

test('a transitive package stands on the manifest line of what brings it in', () => {
  const root = mkdtempSync(join(tmpdir(), 'manifests-'));
  writeFileSync(join(root, 'pyproject.toml'), '[project]\nname = "demo"\ndependencies = ["torchvision==0.10.0"]\n');
  const [torch, stray] = withManifestLines(
    [locked('torch', ['torchvision@0.10.0', 'torch@1.9.0']), locked('x', ['y@1', 'x@1'])],
    root,
    ['uv.lock'],
    (path) => path,
  );
  rmSync(root, { recursive: true });
  expect(torch?.declaredAt).toMatchObject({ path: 'pyproject.toml', line: 3 });
  expect(stray?.declaredAt).toBeUndefined();
});
