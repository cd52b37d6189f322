import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openVault } from "../../src/index.ts";
import { assertSameFolders } from "../support/compare-folders.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { newVault, objectPath, objectsIn, password } from "../support/test-vault.ts";

test("the blobs of packs that vanished are stored again by the next backup, whatever did not change", async (t) => {
  const folder = temporaryFolder(t);
  const { vault, access } = await newVault(t, folder);
  const [kept, lost] = [join(folder, "kept"), join(folder, "lost")];
  for (const [i, source] of [kept, lost].entries()) {
    mkdirSync(join(source, "below"), { recursive: true });
    writeFileSync(join(source, "file"), seededBytes(i, 3_000_000));
    writeFileSync(join(source, "below/small"), `small ${i}`);
  }
  const first = await vault.backUp({ paths: [kept] });
  const before = new Set(objectsIn(access.url, "data"));
  await vault.backUp({ paths: [lost] });
  const vanished = objectsIn(access.url, "data").filter((id) => !before.has(id));
  for (const id of vanished) rmSync(objectPath(access.url, "data", id));

  const later = await openVault(access.url, { password });
  t.after(() => later.close());
  const { findings } = await later.check();
  for (const id of vanished) {
    assert.ok(
      findings.some(({ level, object }) => level === "error" && object === `pack ${id}`),
      id,
    );
  }
  const target = join(folder, "target");
  await later.restore({ snapshot: `${first.snapshot!.id}:${kept}`, target });
  assertSameFolders(target, kept, { without: (path) => path === "." });

  const again = await later.backUp({ paths: [lost] });
  assert.deepEqual(again.problems, []);
  const restored = join(folder, "restored");
  const { problems } = await later.restore({
    snapshot: `${again.snapshot!.id}:${lost}`,
    target: restored,
  });
  assert.deepEqual(problems, []);
  assertSameFolders(restored, lost, { without: (path) => path === "." });
});
