import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whatever runs functions at its end: a test's context, or `after` of a group. */
export interface Owner {
  after(work: () => void | Promise<void>): void;
}

/** Makes an empty folder that goes when the test ends, whatever has no permission in it. */
export function temporaryFolder(owner: Owner): string {
  const folder = mkdtempSync(join(tmpdir(), "restera-test-"));
  owner.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}
