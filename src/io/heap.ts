// Imported first by what runs as a process. The young generation of a heap doubles while much is made in little time, up to 48 MB, and hardly
// gives it back; kept as small as it starts, reading is as fast (measured: docs/performance.md) and a run of thousands of files some 20 MB smaller.
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--semi-space-growth-factor=1');
