// JVM class files (JVM specification 4.1): 0xCAFEBABE, minor and major version, constant pool. Universal Mach-O files share the magic: there
// the minor version is 0 and the major one is the number of slices, while class files begin with major version 45 (JDK 1.1).
import type { BytecodeFormat } from '../../types.ts';

const oldest = 45; // with any minor version (JVM specification 4.1)
const newest = 120; // Java 25 is 69; one is added twice a year
const preview = 0xffff;

export const javaClass: BytecodeFormat = {
  id: 'class',
  sniff(head) {
    if (head.length < 11 || head[0] !== 0xca || head[1] !== 0xfe || head[2] !== 0xba || head[3] !== 0xbe) return false;
    const [minor, major, pool, tag] = [number(head, 4), number(head, 6), number(head, 8), head[10] ?? 0];
    return major >= oldest && major <= newest && (minor <= 3 || minor === preview || major === oldest) && pool > 0 && tag >= 1 && tag <= 20;
  },
  version: (head) => String(number(head, 6)),
  sources(path) {
    const outermost = path.replace(/(\$[^/]*)?\.class$/, '');
    return ['java', 'kt', 'scala', 'groovy'].map((suffix) => `${outermost}.${suffix}`);
  },
};

const number = (head: Uint8Array, at: number): number => (head[at] ?? 0) * 256 + (head[at + 1] ?? 0);
