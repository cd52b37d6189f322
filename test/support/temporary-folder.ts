import { accessSync, constants, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whatever runs functions at its end: a test's context, or `after` of a group. */
export interface Owner {
  after(work: () => void | Promise<void>): void;
}

/** For what the tests of a file share: `end` runs what was given, the last first. */
export function ownerOfMany(): Owner & { end(): Promise<void> } {
  const works: (() => void | Promise<void>)[] = [];
  return {
    after: (work) => void works.push(work),
    end: async () => {
      for (const work of works.toReversed()) await work();
    },
  };
}

interface TemporaryFolderOptions {
  /** Tens of thousands of files are wanted: in memory, where that is possible, a busy disk does not slow the test. */
  readonly manyFiles?: boolean;
}

const memory = "/dev/shm";
const wantedBytes = 2 ** 31;

/** Makes an empty folder that goes when the test ends. */
export function temporaryFolder(
  owner: Owner,
  { manyFiles = false }: TemporaryFolderOptions = {},
): string {
  const root = manyFiles && hasMemory() ? memory : tmpdir();
  const folder = mkdtempSync(join(root, "restera-test-"));
  owner.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

function hasMemory(): boolean {
  try {
    accessSync(memory, constants.W_OK);
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize > wantedBytes;
  } catch {
    return false;
  }
}
