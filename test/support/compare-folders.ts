import assert from "node:assert/strict";
import { describeFolder, type Entry, type Folder } from "./describe-folder.ts";

export interface CompareOptions {
  /** Paths (byte for byte as Latin-1) that are left out on both sides, with all below them. */
  readonly without?: (path: string, entry: Entry) => boolean;
  /** Do not compare the times of folders, whose content somebody changed since. */
  readonly ignoreFolderTimes?: boolean;
}

/** Times are set through a double: they come back within this. */
const timeToleranceNs = 1000n;
const shownDifferences = 12;

/**
 * Sees that two folders are the same to whoever looks: content, names, modes, owners, links, times
 * within a microsecond, and which names are one file. Either may be a description taken earlier.
 */
export function assertSameFolders(
  actual: string | Folder,
  expected: string | Folder,
  options: CompareOptions = {},
): void {
  const differences = compareFolders(
    typeof actual === "string" ? describeFolder(actual) : actual,
    typeof expected === "string" ? describeFolder(expected) : expected,
    options,
  );
  const shown = differences.slice(0, shownDifferences).join("\n");
  assert.equal(differences.length, 0, `${differences.length} differences:\n${shown}`);
}

function compareFolders(
  actual: Folder,
  expected: Folder,
  { without = () => false, ignoreFolderTimes = false }: CompareOptions,
): string[] {
  const differences: string[] = [];
  for (const path of new Set([...expected.keys(), ...actual.keys()])) {
    const [is, should] = [actual.get(path), expected.get(path)];
    if (without(path, (should ?? is)!)) continue;
    const name = JSON.stringify(path);
    if (is === undefined) differences.push(`${name} is missing`);
    else if (should === undefined) differences.push(`${name} should not be there`);
    else {
      differences.push(
        ...compareEntries(is, should, ignoreFolderTimes).map((text) => `${name}: ${text}`),
      );
    }
  }
  return differences;
}

function compareEntries(is: Entry, should: Entry, ignoreFolderTimes: boolean): string[] {
  const differences: string[] = [];
  const fields = ["type", "mode", "uid", "gid", "size", "content", "target", "sameAs"] as const;
  for (const field of fields) {
    if (is[field] === should[field]) continue;
    const [found, wanted] = [is[field], should[field]].map((value) =>
      field === "mode" ? Number(value).toString(8) : String(value),
    );
    differences.push(`${field} is ${found}, should be ${wanted}`);
  }
  const apart = is.mtimeNs - should.mtimeNs;
  const isApart = apart > timeToleranceNs || apart < -timeToleranceNs;
  if (isApart && !(ignoreFolderTimes && is.type === "dir")) {
    differences.push(`mtime is ${is.mtimeNs}, should be ${should.mtimeNs}`);
  }
  return differences;
}
