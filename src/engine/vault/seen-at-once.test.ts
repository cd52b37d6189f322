import assert from "node:assert/strict";
import { statfsSync } from "node:fs";
import { test } from "node:test";
import { LocalStore } from "../../stores/objects/local/local-store.ts";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { isSeenAtOnce } from "./seen-at-once.ts";

test("a folder that is not there, and a store that is no folder, are not relied on", async (t) => {
  const folder = temporaryFolder(t);
  assert.equal(await isSeenAtOnce(new LocalStore(`${folder}/none`)), false);
  const { localPath: _, ...bucket } = new LocalStore(folder);
  assert.equal(await isSeenAtOnce(bucket as LocalStore), false);
});

test("what the kernel shares with other machines is not relied on", async (t) => {
  const proc = { localPath: () => "/proc/self/status" } as unknown as LocalStore;
  assert.equal(await isSeenAtOnce(proc), false);
  const shared = { localPath: () => "/dev/shm" } as unknown as LocalStore;
  const isTmpfs = process.platform === "linux" && statfsSync("/dev/shm").type === 0x01021994;
  if (!isTmpfs) return t.skip("/dev/shm is no tmpfs here");
  assert.equal(await isSeenAtOnce(shared), true);
});
