// Every family of the catalogue; the order does not matter, ids are unique.
import type { KnownComponent } from '../record.ts';
import { audioVideo } from './audio-video.ts';
import { compilers } from './compilers.ts';
import { compression } from './compression.ts';
import { crypto } from './crypto.ts';
import { database } from './database.ts';
import { gccRuntime } from './gcc-runtime.ts';
import { gui } from './gui.ts';
import { image } from './image.ts';
import { intel } from './intel.ts';
import { languageRuntimes } from './language-runtimes.ts';
import { math } from './math.ts';
import { microsoft } from './microsoft.ts';
import { ml } from './ml.ts';
import { network } from './network.ts';
import { nvidia } from './nvidia.ts';
import { system } from './system.ts';
import { text } from './text.ts';
import { vendors } from './vendors.ts';

/** The day on which this data was last reviewed. */
export const knowledgeDate = '2026-11-23';

export const knowledge: readonly KnownComponent[] = [
  ...audioVideo,
  ...compilers,
  ...compression,
  ...crypto,
  ...database,
  ...gccRuntime,
  ...gui,
  ...image,
  ...intel,
  ...languageRuntimes,
  ...math,
  ...microsoft,
  ...ml,
  ...network,
  ...nvidia,
  ...system,
  ...text,
  ...vendors,
];
