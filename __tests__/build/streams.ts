// Small streams as the reference programs made them (bzip2 1.0.8, xz 5.4.1, lz4 1.9.4, zstd 1.5.4), since nothing here writes these formats. Each holds
// the same tar of two files, a.txt ("a.txt" 40 times) and b/c.txt ("b/c.txt" 40 times).

import { gunzipSync } from 'node:zlib';

const bytes = (text: string): Buffer => Buffer.from(text, 'base64');

export const bzip2Of = {
  tar: bytes(
    'QlpoOTFBWSZTWdxnSgoAAIpbgcyAQAH/gAAoeAAeQABACAggAIgSmkgaGmgGgAqShDQBpo00bU+6Ijod2UBhoToTLQqIljiBkAinIkzQqSHyEdW5ll5vRiojTS9F7DR2zpWTjwwpwYXG' +
      '2ckLU1qSF2sIzbLSIsqSGyEWYoRzH8XckU4UJDcZ0oKA',
  ),
};
export const xzOf = {
  tar: bytes(
    '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4Av/AFtdADCLiofEDvKXpPh1PcWp7dmXqQ+52fqavhm4ivTLBI1csxvaZpYO+2/8/E+qZWIRjURON3ZnmeImbZ6AUeSOWUTq1uF9XSg6kB9X' +
      'SZrDHJ5VlWjlmluh9dGfdMAAAN1w2Uic1+lnAAF3gBgAAABGJjnxscRn+wIAAAAABFla',
  ),
  /** x86 filter, SHA-256 check. */
  filtered: bytes(
    '/Td6WFoAAArh+wyhAgEEACEBFgANhjUf4Av/AFtdADCLiofEDvKXpPh1PcWp7dmXqQ+52fqavhm4ivTLBI1csxvaZpYO+2/8/E+qZWIRjURON3ZnmeImbZ6AUeSOWUTq1uF9XSg6kB9X' +
      'SZrDHJ5VlWjlmluh9dGfdMAAAIcTUPO+Dm6zzXvEDd6dxsw7y6WSUNgi1y0zF0lFeUGoAAGPAYAYAACTH7/utunfHAIAAAAAClla',
  ),
  /** Delta filter, distance 4. */
  delta: bytes(
    '/Td6WFoAAATm1rRGAgEDAQMhARaXj3H84Av/AIxdADCLiofAxHtKKDzqq7wlhbw4VHHMVKrmxLCvMdxaSADzvhTV7B873reuvgVUvnK9nHpZbeJO6j5uInAOYmmTtTfpZdOQx+ozXRT4' +
      'GgBvNTovDsICIIvL5tZB43VJyrStHGx8TJa6fZ+e2EUVgRbgEOEIBmF242prmWC3AcW30kaqcNValR9n6yFXcycAAN1w2Uic1+lnAAGoAYAYAAAdKhb0scRn+wIAAAAABFla',
  ),
};
export const lzmaOf = {
  /** `xz --format=lzma`: ends at a mark. */
  tar: bytes(
    'XQAAgAD//////////wAwi4qHxA7yl6T4dT3Fqe3Zl6kPudn6mr4ZuIr0ywSNXLMb2maWDvtv/PxPqmViEY1ETjd2Z5niJm2egFHkjllE6tbhfV0oOpAfV0mawxyeVZVo5ZpbofXTHTYL' +
      'f/8R508A',
  ),
  /** A cpio archive that holds ./usr/lib/x.so. */
  cpio: bytes('XQAAgAD//////////wAYDd0EY5xyG3ahwCjxde+nTL7hCywu3g0uTxrTMdk2UVsErnxA5h0jbVYoWk1QapC78umALDbwo2qlWwbFnpAyXIuOTmJBa/Rf/iSMoA=='),
  /** Method 14 of a zip, as Python's zipfile packs it. */
  inZip: bytes(
    'CQQFAF0AAIAAADCLiofEDvKXpPh1PcWp7dmXqQ+52fqavhm4ivTLBI1csxvaZpYO+2/8/E+qZWIRjURON3ZnmeImbZ6AUeSOWUTq1uF9XSg6kB9XSZrDHJ5VlWjlmluh9dMdNgt//xHn' +
      'TwA=',
  ),
};
export const lz4Of = {
  tar: bytes(
    'BCJNGGxAAAwAAAAAAACKhwAAAG9hLnR4dAABAEtxMDAwMDY0NAgAPDAwMAgANTAzMRQAAAIArwAwMDY3MjAAIDCXAEsCAgB/dXN0YXIAMGwAUg8CAIABAAIPBQCwD1sBgA8CAJI/Yi9j' +
      'AgROANUDDwAECSw0MwAETzcxNDYABP9UAwACDwcA/g+9A5IPAgD/////L1AAAAAAAAAAAADIxw55',
  ),
};
export const zstdOf = {
  tar: bytes(
    'KLUv/WQAC00DAOQCYS50eHQAMDAwMDY0NDAwMDAzMQAwMDY3MjAAIDAAdXN0YXIAMGIvYzQzNzE0NhQA/UEFZUCBg4qCAcIFY0AlAMEBMh68gDwNH1BgcAIQhWCAaAECFBBvSA0A6bgV' +
      'bmoD4Fi5zE6gCLKBo+0=',
  ),
};

/** The tar itself. */
export const plainTar: Buffer = gunzipSync(
  bytes(
    'H4sIAAAAAAACA0vUK6koYaAtMAACMxMTMA0E6LSBsSGCDRE3MzcyYFAwYKADKC0uSSwCWskwMkEiKP6HAcEwCsgCSfrJNA8+QvnfxBg9/5sbmpiN5n86xv8ohUaNlgyjYBSMguEOADa5wegADAAA',
  ),
);
