import type { Component, Rule } from '../../../types.ts';
import { some } from '../../words.ts';
import { componentEvidence, evidences, idsOf, placeOf, weakest } from '../reading.ts';

const drivers: ReadonlySet<string> = new Set(['nvidia-driver']);
// Stub libraries are made for linking against and hold no driver.
const isStub = (path: string): boolean => /(^|\/)stubs?\//.test(path) || /(^|\/)libnvidia-ml-stub/.test(path);

export const driverLibrary: Rule = {
  id: 'proprietary/driver-library',
  meta: {
    asks: 'Are parts of a graphics driver shipped?',
    why: "They belong to the driver of the host: another version than the host's fails or crashes, and their terms do not provide for shipping them.",
    standard: 'NVIDIA driver licence; manylinux: libcuda is never in a wheel',
    wayOut: 'leave them out: the host brings them (auditwheel repair --exclude libcuda.so.1)',
    level: 'error',
    needs: ['components'],
    titles: { shipped: '{{subject}}: a driver library is shipped', name: '{{subject}}: a driver library? By name only' },
    messages: {
      shipped: '{{files}}: part of the display driver of the host.',
      name: '{{files}}: called like a part of the display driver. Only the name says so.',
    },
    examples: { passes: 'torch 1.9.0: libcuda.so.1 is needed and left to the host', fails: 'a wheel in which auditwheel put a copy of libcuda.so.1' },
  },
  *check(facts) {
    const found = facts.components.flatMap((component) => withoutStubs(component));
    const seen = evidences(componentEvidence(found));
    if (seen === undefined) return;
    const isSure = found.some(({ confidence }) => confidence !== 'by-name');
    const data = { files: some(found.flatMap(({ paths }) => paths)) };
    const rest = { data, at: placeOf(facts.subject), evidence: seen, confidence: weakest(found), about: idsOf(found) };
    yield isSure ? { outcome: 'violated', messageId: 'shipped', ...rest } : { outcome: 'unknown', messageId: 'name', ...rest };
  },
};

function withoutStubs(component: Component): Component[] {
  if (!drivers.has(component.id) || component.how !== 'bundled') return [];
  const paths = component.paths.filter((path) => !isStub(path));
  return paths.length === 0 ? [] : [{ ...component, paths }];
}
