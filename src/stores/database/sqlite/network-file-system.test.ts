import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { describe, it } from "node:test";
import { ResteraError } from "../../../foundation/errors.ts";
import { type FileSystemFacts, refuseNetworkFileSystem } from "./network-file-system.ts";

const fuse = 0x65735546;
const facts = (type: number, mounts = ""): FileSystemFacts => ({
  platform: "linux",
  type: async () => type,
  mounts: async () => mounts,
});
const line = (point: string, type: string) => `36 35 98:0 / ${point} rw - ${type} source rw`;
const refused = (folder: string, given: FileSystemFacts) =>
  assert.rejects(
    refuseNetworkFileSystem(folder, given),
    (error) =>
      error instanceof ResteraError &&
      error.code === "database-on-network" &&
      /RESTERA_DATABASE_URL=postgres/.test(error.message),
  );

describe("a network file system", () => {
  it("is refused for SQLite, with a word about PostgreSQL", async () => {
    for (const type of [0x6969, 0xff534d42, 0xfe534d42, 0x01021997, 0x00c36400]) {
      await refused("/srv/data", facts(type));
      // Where the number comes as a signed one.
      await refused("/srv/data", facts(type | 0));
    }
    await refused("\\\\server\\share\\restera", facts(0));
  });

  it("is told from a local disk behind FUSE by the innermost mount", async () => {
    const mounts = [
      line("/", "ext4"),
      line("/mnt/disk", "fuse.ntfs3"),
      line("/mnt/disk/far\\040away", "fuse.sshfs"),
    ].join("\n");
    await refused("/mnt/disk/far away/home", facts(fuse, mounts));
    await refuseNetworkFileSystem("/mnt/disk/far awayness", facts(fuse, mounts));
    await refuseNetworkFileSystem("/mnt/disk/home", facts(fuse, mounts));
  });

  it("is told by its name on a Mac", async () => {
    const mounts = [
      "/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)",
      "//ada@nas/home on /Volumes/my home (smbfs, nodev, nosuid, mounted by ada)",
      "/dev/disk4s1 on /Volumes/Disk (apfs, local)",
    ].join("\n");
    const mac = { ...facts(0x17, mounts), platform: "darwin" as const };
    await refused("/Volumes/my home/restera", mac);
    await refuseNetworkFileSystem("/Volumes/Disk/restera", mac);
    await refuseNetworkFileSystem("/Users/ada", mac);
  });

  it("is not what this machine's temporary folder is on", () => refuseNetworkFileSystem(tmpdir()));
});
