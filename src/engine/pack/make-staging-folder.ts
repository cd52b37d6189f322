import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stagingPrefix } from "../../foundation/staging-name.ts";
import type { ObjectStore } from "../../stores/objects/object-store.ts";

/** Makes a folder of this run's own for packs: near the store where that can be, so that a pack need not be copied. */
export async function makeStagingFolder(store: ObjectStore, operation: string): Promise<string> {
  const root = (await store.stagingFolder?.()) ?? tmpdir();
  return mkdtemp(join(root, `${stagingPrefix()}${operation}-`));
}
