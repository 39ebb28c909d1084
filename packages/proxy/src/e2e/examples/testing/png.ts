import { inflateSync } from "node:zlib";

/** The share of a picture's bytes that are not what their neighbour lets expect: 0 of a blank one (PNG, section 9: filtering). */
export function busyness(png: Buffer): number {
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") data.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const filtered = inflateSync(Buffer.concat(data));
  return filtered.filter((byte) => byte !== 0).length / filtered.length;
}
