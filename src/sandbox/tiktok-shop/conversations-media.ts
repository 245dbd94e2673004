import type { Call, Endpoint } from './call.ts';
import { invalidParams } from './call.ts';
import { badRequest } from './envelope.ts';

const MAX_BYTES = 10 * 1024 * 1024;
/** First bytes by type: what a file says about itself counts, not its name. */
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);

/** The one part named `data`, without its headers. Null when there is none. */
function partNamedData(upload: { contentType: string; bytes: Buffer }): Buffer | null {
  const boundary = /boundary="?([^";]+)"?/.exec(upload.contentType)?.[1];
  if (boundary === undefined) return null;
  const { bytes } = upload;
  const mark = Buffer.from(`--${boundary}`);
  let start = bytes.indexOf(mark);
  while (start >= 0) {
    const next = bytes.indexOf(mark, start + mark.length);
    if (next < 0) return null;
    const part = bytes.subarray(start + mark.length + 2, next - 2);
    const body = part.indexOf('\r\n\r\n');
    const headers = part.subarray(0, Math.max(0, body)).toString('latin1');
    if (body >= 0 && /content-disposition:[^\r\n]*;\s*name="?data"?(;|\s|$)/i.test(headers))
      return part.subarray(body + 4);
    start = next;
  }
  return null;
}

interface Picture {
  extension: string;
  width: number;
  height: number;
}

/** What kind of picture the bytes are, and its size in pixels where the format's header has it plainly. */
function pictureOf(bytes: Buffer): Picture | null {
  if (bytes.length >= 24 && bytes.subarray(0, 4).equals(PNG)) {
    return { extension: 'png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  if (bytes.length >= 10 && bytes.subarray(0, 4).toString('latin1') === 'GIF8') {
    return { extension: 'gif', width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  }
  if (bytes.subarray(0, 3).equals(JPEG)) return { extension: 'jpg', width: 800, height: 800 };
  const riff = bytes.subarray(0, 4).toString('latin1') === 'RIFF';
  if (riff && bytes.subarray(8, 12).toString('latin1') === 'WEBP')
    return { extension: 'webp', width: 800, height: 800 };
  return null;
}

function upload({ moment, upload: given }: Call): object {
  if (given === null) throw badRequest('Invalid header: content-type must be multipart/form-data.');
  const bytes = partNamedData(given);
  if (bytes === null || bytes.length === 0) throw badRequest('Missing parameter: data.');
  if (bytes.length > MAX_BYTES) throw invalidParams('The image is larger than 10 MB.');
  const picture = pictureOf(bytes);
  if (picture === null) throw invalidParams('The image must be jpg, gif, webp or png.');
  const { extension, width, height } = picture;
  const name = moment.state.nextId('image');
  return { url: `https://cdn.example.com/im/${name}.${extension}`, width, height };
}

const SCOPE = 'seller.affiliate_messages.write';

export const MEDIA: readonly Endpoint[] = [
  // Uploads of images refuse a shop_cipher (platform reference 1.4).
  {
    method: 'POST',
    path: '/affiliate_seller/202608/media/upload',
    scope: SCOPE,
    shopLevel: false,
    handle: upload,
  },
  {
    method: 'POST',
    path: '/affiliate_seller/202511/images/upload',
    scope: SCOPE,
    shopLevel: false,
    handle: upload,
  },
];
