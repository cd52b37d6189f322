import { fstatSync, statfsSync } from "node:fs";
import { asPath, type FsPath } from "../../foundation/fs-path.ts";
import { loadSystemCalls, type SystemCalls } from "./system-calls.ts";

/** How many bytes from a position on are a hole of a sparse file, and so zeros; 0 inside data. */
export type HoleAt = (position: number) => number;

/**
 * File systems that never call a hole what has data that is not on disk yet, by the magic numbers of statfs(2): ext4,
 * XFS, tmpfs. Others have been wrong about it, and so have silently made zeros of data.
 */
const trusted: ReadonlySet<number> = new Set([0xef53, 0x58465342, 0x01021994]);
/** `st_blocks` counts these. */
const BLOCK_BYTES = 512n;

let calls: SystemCalls | undefined;
let isLoaded = false;

/**
 * Finds the holes of an open file, so that they need not be read. `undefined` for a file without holes, and where its holes
 * are not to be known.
 */
export function findHoles(path: FsPath, fd: number): HoleAt | undefined {
  const { size, blocks } = fstatSync(fd, { bigint: true });
  if (blocks * BLOCK_BYTES >= size || !trusted.has(statfsSync(asPath(path)).type)) return undefined;
  if (!isLoaded) calls = loadSystemCalls();
  isLoaded = true;
  const seek = calls?.seekData;
  if (seek === undefined) return undefined;
  return (position) => (seek(fd, position) ?? fstatSync(fd).size) - position;
}
