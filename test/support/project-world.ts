import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { projectStorage, type StorageLimits } from "../../src/services/projects/project-storage.ts";
import { type Owner, temporaryFolder } from "./temporary-folder.ts";

/** A storage and a folder to store from. */
export function projectWorld(owner: Owner, limits: StorageLimits = {}) {
  const folder = temporaryFolder(owner);
  const root = join(folder, "storage");
  const source = join(folder, "work");
  writeTree(source, {
    "package.json": '{"dependencies": {"react": "19.0.0", "left-pad": "1"}}',
    "requirements.txt": "# django\nfastapi==0.115\n",
    "src/main.py": "print('hello')\n".repeat(40),
    "src/app.ts": "export {};\n".repeat(40),
    "node_modules/x/index.js": "// others' work\n".repeat(1000),
    "empty.txt": "",
    ".git/config": '[remote "origin"]\n\turl = https://me:secret@github.com/user/repo\n',
  });
  mkdirSync(join(source, "empty folder"));
  chmodSync(join(source, "src/main.py"), 0o750);
  symlinkSync("src/main.py", join(source, "link"));
  let now = new Date("2026-01-09T15:00:00Z");
  const storage = projectStorage(root, limits, () => now);
  return { folder, root, source, storage, at: (time: string) => (now = new Date(time)) };
}

export function writeTree(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** The same names, contents and links, as `diff` sees them; and the same rights to run. */
export function assertSameTree(folder: string, wanted: string): void {
  execFileSync("diff", ["-r", "--no-dereference", folder, wanted]);
  const modeOf = (path: string) => statSync(join(path, "src/main.py")).mode & 0o777;
  assert.equal(modeOf(folder), modeOf(wanted));
}

/** Everything that is in a storage but for projects and their versions: what is being written, removed or locked. */
export function leftovers(root: string): string[] {
  return ["staging", "trash", "locks", "next", "unsettled", "reserved"].flatMap((name) => {
    const folder = join(root, ".restera", name);
    return existsSync(folder) ? readdirSync(folder) : [];
  });
}
