import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stagingPrefix } from "../../foundation/staging-name.ts";
import type { ObjectStore } from "../../stores/objects/object-store.ts";

/**
 * Makes a folder of this run's own for packs: near the store where that can be, so that a pack need not be copied. A dry run has none
 * to keep, and leaves the store alone.
 */
export async function makeStagingFolder(
  store: ObjectStore,
  operation: string,
  dryRun = false,
): Promise<string> {
  const root = (dryRun ? undefined : await store.stagingFolder?.()) ?? tmpdir();
  return mkdtemp(join(root, `${stagingPrefix()}${operation}-`));
}
