// What the walk is handed: the stages joined, since none of them knows another. The same in the main thread and in workers.
import { recogniseImage, recogniseText, wantsText } from '../identify/index.ts';
import { isLicenceText, isTopReadme, kindOfFile, metadataFormats } from '../inspect/metadata/index.ts';
import type { WalkTools } from '../inspect/walk.ts';
import { type Budget, openBehind, openContainer } from '../open/index.ts';
import type { Unpack } from '../types.ts';

const licenceBytes = 512 << 10;

/** The tools of a walk within one artifact's budget. `progress` is told of bytes as they come out of the artifact. */
export function walkTools(
  budget: Budget,
  progress?: (unpacked: number, path: string) => void,
  prints?: WalkTools['prints'],
  unpack?: Unpack,
): WalkTools {
  const { limits } = budget;
  const elsewhere = unpack ? { unpack } : {};
  return {
    open: (from, path, depth) => openContainer(from, path, limits, { budget, depth, ...elsewhere }),
    openBehind: (program, behind, path, depth) => openBehind(program, behind, path, limits, { budget, depth, ...elsewhere }),
    recogniseImage,
    recogniseText,
    wantsText,
    keeps: (path) =>
      Math.max(
        isLicenceText(path) || isTopReadme(path) ? licenceBytes : 0,
        ...metadataFormats.map((format) => (format.wants(path) ? format.maxBytes : 0)),
      ),
    samples: (path) => metadataFormats.some((format) => format.samples?.(path)),
    describes: (path) => metadataFormats.some((format) => format.wants(path)),
    kindOf: kindOfFile,
    ...(prints ? { prints } : {}),
    ...(progress ? { progress } : {}),
  };
}
