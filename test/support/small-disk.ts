import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Owner } from "./temporary-folder.ts";

/** A file system of its own, in memory. */
export interface SmallDisk {
  readonly folder: string;
  /** Changes how it is mounted: `size=64m`, `ro`, `rw`. */
  remount(option: string): void;
}

/** Why no small disk can be had here; false when it can. */
export const noSmallDisk = reasonAgainst();

/** Mounts a disk of so many MiB, which goes when the test ends. */
export function smallDisk(owner: Owner, mib: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), "restera-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${mib}m,mode=755`, "tmpfs", folder]);
  owner.after(() => {
    execFileSync("umount", ["--lazy", folder]);
    rmdirSync(folder);
  });
  return {
    folder,
    remount: (option) => void execFileSync("mount", ["-o", `remount,${option}`, folder]),
  };
}

function reasonAgainst(): string | false {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return "only root mounts a small disk";
  const folder = mkdtempSync(join(tmpdir(), "restera-disk-"));
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]);
  if (status === 0) execFileSync("umount", [folder]);
  rmdirSync(folder);
  return status !== 0 && "nothing can be mounted here";
}
