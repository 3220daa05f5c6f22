import { crc32 } from 'node:zlib';

import { Invalid } from '@cube/platform/errors';

export type PictureType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';

/** A picture as we store it: what its bytes say it is, without comments, places and whatever else it carried along. */
export interface Picture {
  readonly type: PictureType;
  readonly bytes: Buffer;
}

/** Pixels of a side. */
const largest = 4096;

/**
 * Takes a picture apart and puts it together again from the parts that make it up. What a caller calls it does not count.
 * A file that goes on behind its picture (and may be a page or an archive as well), or is broken, is refused.
 */
export function pictureOf(bytes: Buffer): Picture {
  try {
    if (bytes.subarray(0, 8).equals(pngSignature)) return { type: 'image/png', bytes: pngOf(bytes) };
    if (bytes.readUInt16BE(0) === 0xffd8) return { type: 'image/jpeg', bytes: jpegOf(bytes) };
    if (/^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6))) return { type: 'image/gif', bytes: gifOf(bytes) };
    if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP') {
      return { type: 'image/webp', bytes: webpOf(bytes) };
    }
  } catch (error) {
    // Reading beyond the end of a Buffer.
    if (Object(error).name === 'RangeError') throw broken();
    throw error;
  }
  throw new Invalid('This is no PNG, JPEG, GIF or WebP picture.');
}

const broken = () =>
  new Invalid('This picture is broken, or the file holds more than the picture: save it anew.');

function refuseUnless(condition: boolean): void {
  if (!condition) throw broken();
}

function refuseLarge(width: number, height: number): void {
  refuseUnless(width > 0 && height > 0);
  if (width > largest || height > largest) {
    throw new Invalid(`This picture is ${width} × ${height} pixels: ${largest} each way is the most.`);
  }
}

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const pngParts = new Set([
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'gAMA',
  'cHRM',
  'sRGB',
  'acTL',
  'fcTL',
  'fdAT',
]);

/** https://www.w3.org/TR/png-3/#5DataRep */
function pngOf(bytes: Buffer): Buffer {
  const kept: Buffer[] = [pngSignature];
  const seen: string[] = [];
  for (let at = 8; at < bytes.length;) {
    refuseUnless(seen.at(-1) !== 'IEND');
    const end = at + 12 + bytes.readUInt32BE(at);
    refuseUnless(end <= bytes.length);
    const type = bytes.toString('latin1', at + 4, at + 8);
    refuseUnless(crc32(bytes.subarray(at + 4, end - 4)) === bytes.readUInt32BE(end - 4));
    if (type === 'IHDR') refuseLarge(bytes.readUInt32BE(at + 8), bytes.readUInt32BE(at + 12));
    if (pngParts.has(type)) kept.push(bytes.subarray(at, end));
    seen.push(type);
    at = end;
  }
  refuseUnless(seen[0] === 'IHDR' && seen.includes('IDAT') && seen.at(-1) === 'IEND');
  return Buffer.concat(kept);
}

/** ITU T.81, annex B. Of the application segments JFIF's (0) and Adobe's (14) say how to read the colours. */
function jpegOf(bytes: Buffer): Buffer {
  const kept = [bytes.subarray(0, 2)];
  let hasFrame = false;
  for (let at = 2; ;) {
    refuseUnless(bytes.readUInt8(at) === 0xff);
    const marker = bytes.readUInt8(at + 1);
    if (marker === 0xd9) {
      refuseUnless(hasFrame && at + 2 === bytes.length);
      return Buffer.concat([...kept, bytes.subarray(at)]);
    }
    refuseUnless(marker >= 0xc0 && !(marker >= 0xd0 && marker <= 0xd8));
    let end = at + 2 + bytes.readUInt16BE(at + 2);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) refuseLarge(bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5));
    hasFrame ||= isFrame;
    // The scan itself has no length: it ends at a marker that is no restart and no stuffed byte.
    if (marker === 0xda) {
      for (; ; end += 1) {
        end = bytes.indexOf(0xff, end);
        refuseUnless(end >= 0);
        const next = bytes.readUInt8(end + 1);
        if (next !== 0 && !(next >= 0xd0 && next <= 0xd7)) break;
      }
    }
    refuseUnless(end <= bytes.length);
    const isApart =
      (marker >= 0xe0 && marker <= 0xef && marker !== 0xe0 && marker !== 0xee) || marker === 0xfe;
    if (!isApart) kept.push(bytes.subarray(at, end));
    at = end;
  }
}

/** https://www.w3.org/Graphics/GIF/spec-gif89a.txt */
function gifOf(bytes: Buffer): Buffer {
  refuseLarge(bytes.readUInt16LE(6), bytes.readUInt16LE(8));
  const tableOf = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  const afterBlocks = (from: number): number => {
    let at = from;
    while (bytes.readUInt8(at) !== 0) at += 1 + bytes.readUInt8(at);
    return at + 1;
  };
  const start = 13 + tableOf(bytes.readUInt8(10));
  const kept = [bytes.subarray(0, start)];
  let hasImage = false;
  for (let at = start; ;) {
    const kind = bytes.readUInt8(at);
    if (kind === 0x3b) {
      refuseUnless(hasImage && at + 1 === bytes.length);
      return Buffer.concat([...kept, bytes.subarray(at)]);
    }
    refuseUnless(kind === 0x21 || kind === 0x2c);
    const end =
      kind === 0x21 ? afterBlocks(at + 2) : afterBlocks(at + 10 + tableOf(bytes.readUInt8(at + 9)) + 1);
    hasImage ||= kind === 0x2c;
    // How a frame is shown, and how often all of them are.
    const isPart =
      kind === 0x2c ||
      bytes.readUInt8(at + 1) === 0xf9 ||
      bytes.toString('latin1', at + 3, at + 14) === 'NETSCAPE2.0';
    if (isPart) kept.push(bytes.subarray(at, end));
    at = end;
  }
}

const webpParts = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF']);

/** RFC 9649 */
function webpOf(bytes: Buffer): Buffer {
  refuseUnless(bytes.readUInt32LE(4) + 8 === bytes.length);
  const kept: Buffer[] = [];
  for (let at = 12; at < bytes.length;) {
    const size = bytes.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    refuseUnless(end <= bytes.length);
    const type = bytes.toString('latin1', at, at + 4);
    if (webpParts.has(type)) {
      const part = Buffer.from(bytes.subarray(at, end));
      if (type === 'VP8X') {
        refuseLarge(part.readUIntLE(12, 3) + 1, part.readUIntLE(15, 3) + 1);
        // Says that there are a colour profile, Exif and XMP: none of them is left.
        part.writeUInt8(part.readUInt8(8) & ~0x2c, 8);
      } else if (type === 'VP8 ') {
        refuseLarge(part.readUInt16LE(14) & 0x3fff, part.readUInt16LE(16) & 0x3fff);
      } else if (type === 'VP8L') {
        const bits = part.readUInt32LE(9);
        refuseLarge((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
      }
      kept.push(part);
    }
    at = end;
  }
  refuseUnless(kept.length > 0);
  const body = Buffer.concat(kept);
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([head, body]);
}
