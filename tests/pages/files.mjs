// Files as phones send them, made here so that none lies about.
import { crc32, deflateSync } from "node:zlib";

/** A picture (PNG) of one colour, so wide and high. */
export function picture(width, height, colour) {
  const line = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from(colour))]);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8); // 8 bits each of red, green and blue
  const data = deflateSync(Buffer.concat(Array.from({ length: height }, () => line)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(kind, data) {
  const named = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** A document (PDF) of one empty page. */
export function document() {
  const objects = "%PDF-1.7\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n10 0 obj <</Type /Page /Parent 2 0 R>> endobj\n";
  return Buffer.from(`${objects}xref\n0 1\ntrailer <</Root 1 0 R>>\nstartxref\n${objects.length}\n%%EOF\n`, "latin1");
}
