import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testObjectStore } from "../../src/testing.ts";
import { makeStore } from "./make-store.ts";

testObjectStore("a local folder", async () => {
  const folder = await mkdtemp(join(tmpdir(), "restera-local-"));
  return makeStore(folder, {}, () => rm(folder, { recursive: true }));
});
