import assert from "node:assert/strict";
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { newVault } from "../support/test-vault.ts";

const notRoot = process.geteuid?.() !== 0 && "only root gives files away";

test(
  "a program that lends its owner's rights lends nobody else's, when it is restored to another owner",
  { skip: notRoot },
  async (t) => {
    const folder = temporaryFolder(t);
    const { vault } = await newVault(t, folder);
    const source = join(folder, "source");
    mkdirSync(source);
    for (const [name, mode] of [
      ["setuid", 0o4755],
      ["setgid", 0o2755],
      ["plain", 0o755],
    ] as const) {
      writeFileSync(join(source, name), name);
      chownSync(join(source, name), 1234, 1235);
      chmodSync(join(source, name), mode);
    }
    await vault.backUp({ paths: [source] });
    const modes = async (owners: "skip" | undefined): Promise<Record<string, number>> => {
      const target = join(folder, `target ${owners}`);
      const snapshot = `latest:${source}`;
      await vault.restore({ snapshot, target, ...(owners && { owners }) });
      return Object.fromEntries(
        readdirSync(target).map((name) => [name, lstatSync(join(target, name)).mode & 0o7777]),
      );
    };
    assert.deepEqual(await modes(undefined), { plain: 0o755, setgid: 0o2755, setuid: 0o4755 });
    assert.deepEqual(await modes("skip"), { plain: 0o755, setgid: 0o755, setuid: 0o755 });
  },
);

/** Nothing can be put in the place of a file that is immutable, and not every file system knows that. */
function setImmutable(file: string, on: boolean): boolean {
  return spawnSync("chattr", [on ? "+i" : "-i", file]).status === 0;
}

test("a file that must not change stays as it is, is told of, and nothing is left beside it", async (t) => {
  const folder = temporaryFolder(t);
  const { vault } = await newVault(t, folder);
  const [source, target] = [join(folder, "source"), join(folder, "target")];
  for (const path of [source, target]) mkdirSync(path);
  for (const name of ["a", "b"]) writeFileSync(join(source, name), `${name} as it was`);
  await vault.backUp({ paths: [source] });
  for (const name of ["a", "b"]) writeFileSync(join(target, name), "as it is");
  if (!setImmutable(join(target, "a"), true)) return t.skip("files cannot be made immutable here");
  const { problems } = await vault
    .restore({ snapshot: `latest:${source}`, target })
    .finally(() => setImmutable(join(target, "a"), false));
  assert.deepEqual(
    problems.map(({ path }) => path),
    ["/a"],
  );
  assert.deepEqual(readdirSync(target), ["a", "b"]);
  assert.equal(readFileSync(join(target, "a"), "utf8"), "as it is");
  assert.equal(readFileSync(join(target, "b"), "utf8"), "b as it was");
});
