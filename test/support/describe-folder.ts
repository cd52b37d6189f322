import { createHash } from "node:crypto";
import { type BigIntStats, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";

/** What can be seen of a file, folder, link or pipe. */
export interface Entry {
  readonly type: "file" | "dir" | "symlink" | "fifo" | "other";
  /** The twelve permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtimeNs: bigint;
  /** Bytes; files only. */
  readonly size?: number;
  /** SHA-256 of the content; files only. */
  readonly content?: string;
  /** Where a link points to, byte for byte as Latin-1. */
  readonly target?: string;
  /** Path of the first entry that is the same file. */
  readonly sameAs?: string;
}

/** Everything below a folder, and the folder itself as `.`: by path, byte for byte as Latin-1. */
export type Folder = ReadonlyMap<string, Entry>;

/** Reads a folder whole: content, names, modes, owners, links, times and which names are one file. */
export function describeFolder(path: string): Folder {
  const found = new Map<string, Entry>();
  const firstNames = new Map<string, string>();
  const visit = (bytes: Buffer, name: string): void => {
    const stat = lstatSync(bytes, { bigint: true });
    found.set(name, describeEntry(bytes, stat, firstName(stat, name, firstNames)));
    if (!stat.isDirectory()) return;
    for (const child of readdirSync(bytes, { encoding: "buffer" }).toSorted((a, b) =>
      Buffer.compare(a, b),
    )) {
      const below = child.toString("latin1");
      visit(
        Buffer.concat([bytes, Buffer.from("/"), child]),
        name === "." ? below : `${name}/${below}`,
      );
    }
  };
  visit(Buffer.from(path), ".");
  return found;
}

function firstName(
  stat: BigIntStats,
  name: string,
  names: Map<string, string>,
): string | undefined {
  if (stat.nlink < 2n || stat.isDirectory()) return undefined;
  const key = `${stat.dev}:${stat.ino}`;
  const first = names.get(key);
  if (first === undefined) names.set(key, name);
  return first;
}

function describeEntry(path: Buffer, stat: BigIntStats, sameAs: string | undefined): Entry {
  const common = {
    mode: Number(stat.mode) & 0o7777,
    uid: Number(stat.uid),
    gid: Number(stat.gid),
    mtimeNs: stat.mtimeNs,
    ...(sameAs === undefined ? {} : { sameAs }),
  };
  if (stat.isFile()) {
    const content = createHash("sha256").update(readFileSync(path)).digest("hex");
    return { type: "file", ...common, size: Number(stat.size), content };
  }
  if (stat.isSymbolicLink()) {
    return { type: "symlink", ...common, target: readlinkSync(path, "buffer").toString("latin1") };
  }
  return { type: stat.isDirectory() ? "dir" : stat.isFIFO() ? "fifo" : "other", ...common };
}
