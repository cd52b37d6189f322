import { createHash } from "node:crypto";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  lstatSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { childPath, type FsPath, pathBytes } from "../../src/foundation/fs-path.ts";
import { withReach } from "../../src/engine/disk/reach.ts";

/** Makes nested folders with a small file in each, and a large one and a link at the bottom: some `levels` × 240 bytes of path. */
export function makeDeepFolders(root: string, levels: number, large: Uint8Array): void {
  let path: FsPath = root;
  for (let level = 0; level < levels; level++) {
    path = childPath(path, level === 1 ? Buffer.from([0x78, 0xff]) : `${level}-${"y".repeat(230)}`);
    withReach(path, (access) => mkdirSync(access));
    withReach(childPath(path, "small"), (access) => writeFileSync(access, `level ${level}`));
  }
  withReach(childPath(path, "large"), (access) => writeFileSync(access, large));
  withReach(childPath(path, "link"), (access) => symlinkSync("small", access));
}

/** Everything below a folder at any depth: path, mode, time, and content or target. */
export function describeDeepFolders(root: FsPath): string[] {
  const found: string[] = [];
  const visit = (path: FsPath, name: string): void => {
    const stat = withReach(path, (access) => lstatSync(access, { bigint: true }));
    const read = (): string =>
      stat.isSymbolicLink()
        ? withReach(path, (access) => readlinkSync(access))
        : stat.isFile()
          ? createHash("sha256")
              .update(withReach(path, (access) => readFileSync(access)))
              .digest("hex")
          : "";
    found.push(`${name} ${stat.mode.toString(8)} ${stat.mtimeNs} ${read()}`);
    if (!stat.isDirectory()) return;
    for (const child of withReach(path, (access) => readdirSync(access, "buffer"))) {
      visit(childPath(path, child), `${name}/${child.toString("latin1")}`);
    }
  };
  for (const child of withReach(root, (access) => readdirSync(access, "buffer"))) {
    visit(Buffer.concat([pathBytes(root), Buffer.from("/"), child]), child.toString("latin1"));
  }
  return found.toSorted();
}
