import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

/** One entry of a tar that no honest program would write. */
export interface CraftedEntry {
  readonly name: string;
  /** Type flag: `0` a file, `1` hard link, `2` symbolic link, `3` device, `5` folder, `6` pipe, `S` sparse. */
  readonly type?: string;
  readonly content?: string | Uint8Array;
  readonly link?: string;
  /** What the header says, when that is not the content's size. */
  readonly size?: number;
  readonly wrongChecksum?: boolean;
}

/** The bytes of a tar with these entries. */
export function craftedTar(entries: readonly CraftedEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(entryBlocks), Buffer.alloc(1024)]);
}

/** Writes it as a file, compressed when its name says so. */
export function writeCraftedTar(path: string, entries: readonly CraftedEntry[]): string {
  const tar = craftedTar(entries);
  writeFileSync(path, path.endsWith("gz") ? gzipSync(tar) : tar);
  return path;
}

function entryBlocks(entry: CraftedEntry): Buffer[] {
  const { name, type = "0", content = "", link = "", wrongChecksum = false } = entry;
  const body = Buffer.from(content);
  const block = Buffer.alloc(512);
  block.write(name, 0, 100);
  block.write("0000644\0", 100);
  block.write("0000000\0", 108);
  block.write("0000000\0", 116);
  block.write(`${(entry.size ?? body.length).toString(8).padStart(11, "0")}\0`, 124);
  block.write("14000000000\0", 136);
  block.write("        ", 148);
  block.write(type, 156);
  block.write(link, 157, 100);
  block.write("ustar\x0000", 257);
  const sum = block.reduce((all, byte) => all + byte, wrongChecksum ? 1 : 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return [block, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
}
