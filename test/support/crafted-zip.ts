import { crc32, deflateRawSync } from "node:zlib";

/** An entry of a zip that a test makes; whatever is given wins over what would be right. */
export interface ZipEntry {
  readonly path: string;
  readonly content?: string | Buffer;
  /** With the type's bits: 0o100644, 0o040755, 0o120777. */
  readonly mode?: number;
  readonly stored?: boolean;
  readonly flags?: number;
  readonly method?: number;
  /** What the directory says of the content. */
  readonly size?: number;
  readonly crc?: number;
  /** With 64-bit sizes, as for what is larger than 4 GiB. */
  readonly long?: boolean;
}

const all32 = 0xffff_ffff;

/** Writes a zip as PKWARE's APPNOTE has it, or nearly so. */
export function craftedZip(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const records: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { path, mode = 0o100644, stored = false, flags = 0x800, long = false } = entry;
    const content = Buffer.from(entry.content ?? "");
    const packed = stored ? content : deflateRawSync(content);
    const [size, crc] = [entry.size ?? content.length, entry.crc ?? crc32(content)];
    const name = Buffer.from(path);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(entry.method ?? (stored ? 0 : 8), 4);
    common.writeUInt16LE(((2026 - 1980) << 9) | (1 << 5) | 9, 8);
    common.writeUInt32LE(crc, 10);
    common.writeUInt32LE(long ? all32 : packed.length, 14);
    common.writeUInt32LE(long ? all32 : size, 18);
    common.writeUInt16LE(name.length, 22);
    const extra = long ? longExtra(size, packed.length) : Buffer.alloc(0);
    locals.push(Buffer.concat([Buffer.from("PK\x03\x04"), common, name, packed]));
    common.writeUInt16LE(extra.length, 24);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(mode * 2 ** 16, 6);
    rest.writeUInt32LE(offset, 10);
    records.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x03"), common, rest, name, extra]));
    offset += locals.at(-1)!.length;
  }
  const directory = Buffer.concat(records);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

function longExtra(size: number, packed: number): Buffer {
  const extra = Buffer.alloc(20);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(16, 2);
  extra.writeBigUInt64LE(BigInt(size), 4);
  extra.writeBigUInt64LE(BigInt(packed), 12);
  return extra;
}
