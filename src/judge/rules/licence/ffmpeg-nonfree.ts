import type { Rule } from '../../../types.ts';
import { evidences, placeOf } from '../reading.ts';

const sign = /--enable-nonfree|license: nonfree and unredistributable/;

export const ffmpegNonfree: Rule = {
  id: 'licence/ffmpeg-nonfree',
  meta: {
    asks: 'Was an FFmpeg inside built with --enable-nonfree?',
    why: 'FFmpeg itself then says "nonfree and unredistributable": parts of it under terms that exclude each other.',
    standard: 'FFmpeg LICENSE.md: the result of --enable-nonfree may not be passed on',
    wayOut: 'an FFmpeg that was configured without --enable-nonfree',
    level: 'error',
    needs: ['components'],
    titles: { nonfree: '{{subject}}: FFmpeg built with --enable-nonfree' },
    messages: { nonfree: '{{file}} says "{{value}}".\nSuch a build of FFmpeg may not be passed on, by its own words.' },
    examples: { passes: 'PyAV 18.1.0: "LGPL version 3 or later"', fails: 'a wheel whose libavcodec says "nonfree and unredistributable"' },
  },
  *check({ subject, components }) {
    const found = components.filter(({ id }) => /^ffmpeg/.test(id)).flatMap(({ evidence }) => evidence.filter(({ value }) => sign.test(value)));
    const seen = evidences(found);
    if (seen === undefined) return;
    const data = { file: seen[0].path, value: sign.exec(seen[0].value)?.[0] ?? '' };
    yield { outcome: 'violated', messageId: 'nonfree', data, at: placeOf(subject), evidence: seen, confidence: 'certain' };
  },
};
