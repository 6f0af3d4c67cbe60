// What any package may carry of others, whatever its own format: Maven modules inside nested jars, and SBOM files where tools put them. Each format is given this
// in index.ts, so that none of them has to know of it.
import type { Metadata, MetadataFormat } from '../../../types.ts';
import { mavenModules, modulePath } from './maven.ts';
import { readSbom, type Sbom } from './sbom.ts';
import { compareText } from './text.ts';

/**
 * Places where an SBOM speaks of the package that it lies in: beside its manifest, META-INF/sbom (Spring Boot, Maven plugins), _manifest (sbom-tool), distribution
 * folders of images (Chainguard, Bitnami). SBOMs elsewhere, above all those in test folders, speak of something else.
 */
const sbomPath =
  /^(?:[^/!]+\/)?(?:[^/!]+\.(?:cdx|cyclonedx|spdx)\.json|(?:sbom|bom)\.json)$|^META-INF\/sbom\/[^/!]+\.json$|^(?:[^/!]+\/)?_manifest\/spdx_[\d.]+\/manifest\.spdx\.json$|^(?:\.?\/)?(?:var\/lib\/db\/sbom\/[^/!]+\.spdx\.json|opt\/bitnami\/(?:[^!]*\/)?\.spdx-[^/!]+\.spdx)$/i;

const nestedModule = (path: string): boolean => path.includes('!/') && path.endsWith('/pom.properties') && modulePath.test(path);
const sbomBytes = 16 << 20;
const mostSboms = 200;

/** The same format, which also wants what other packages left inside, and adds it to what it reads. */
export function withEmbedded(format: MetadataFormat): MetadataFormat {
  return {
    ...format,
    maxBytes: Math.max(format.maxBytes, sbomBytes),
    wants: (path) => format.wants(path) || sbomPath.test(path) || nestedModule(path),
    read(files, listing, path) {
      const read = format.read(files, listing, path);
      return read && { ...read, metadata: withOthers(read.metadata, files) };
    },
  };
}

function withOthers(metadata: Metadata, files: ReadonlyMap<string, Uint8Array>): Metadata {
  const modules = mavenModules(new Map([...files].filter(([path]) => nestedModule(path))));
  const known = new Set(metadata.sboms?.map((sbom) => sbom.path));
  const sboms: Sbom[] = [];
  for (const path of [...files.keys()]
    .filter((name) => sbomPath.test(name) && !known.has(name))
    .sort(compareText)
    .slice(0, mostSboms)) {
    const read = readSbom(files.get(path)!, path);
    if ('components' in read) sboms.push(read); // a file that is only named like one says nothing
  }
  return {
    ...metadata,
    ...(modules.length > 0 ? { modules: [...(metadata.modules ?? []), ...modules] } : {}),
    ...(sboms.length > 0 ? { sboms: [...(metadata.sboms ?? []), ...sboms].sort((a, b) => compareText(a.path, b.path)) } : {}),
  };
}
