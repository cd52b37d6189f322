import assert from "node:assert/strict";
import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openObjectStore } from "../../src/compose/open-object-store.ts";
import { backUp } from "../../src/engine/backup.ts";
import { openVault as openEngineVault } from "../../src/engine/vault/open-vault.ts";
import type {
  ListOptions,
  ObjectInfo,
  ObjectStore,
} from "../../src/stores/objects/object-store.ts";
import { WrappedStore } from "../../src/stores/objects/wrappers/wrapped-store.ts";
import { makeSlowFile } from "../support/make-slow-file.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { collect, newVault, password } from "../support/test-vault.ts";

const largeBytes = 1 << 30;
const mib = 1 << 20;

/** What happens to a file of a gibibyte once some of it was read. */
const changes: Record<string, { change(path: string): void; sizes: (size: number) => boolean }> = {
  shrinks: { change: (path) => truncateSync(path, mib), sizes: (size) => size < largeBytes },
  "is emptied": { change: (path) => truncateSync(path, 0), sizes: (size) => size < largeBytes },
  grows: {
    change: (path) => appendFileSync(path, Buffer.alloc(10 * mib, 1)),
    sizes: (size) => size >= largeBytes && size <= largeBytes + 10 * mib,
  },
  "is written to": {
    change: (path) => writeFileSync(path, seededBytes(2, mib), { flag: "r+" }),
    sizes: (size) => size === largeBytes,
  },
  "is replaced": {
    change: (path) => {
      writeFileSync(`${path}.new`, "new");
      renameSync(`${path}.new`, path);
    },
    sizes: (size) => size === largeBytes || size === 3,
  },
  "is removed": { change: (path) => rmSync(path), sizes: (size) => size === largeBytes },
};

for (const [what, { change, sizes }] of Object.entries(changes)) {
  test(`a file that ${what} while it is read is kept as it was read`, async (t) => {
    const folder = temporaryFolder(t);
    const { vault } = await newVault(t, folder);
    const source = join(folder, "source");
    const large = join(source, "large");
    mkdirSync(source);
    writeFileSync(join(source, "a file"), "before");
    makeSlowFile(large, largeBytes);
    writeFileSync(join(source, "z file"), "after");
    let changed = false;
    const onProgress = ({ bytesDone }: { bytesDone: number }): void => {
      if (changed || bytesDone < 20 * mib) return;
      changed = true;
      change(large);
    };
    const { snapshot } = await vault.backUp({ paths: [source] }, { onProgress });
    assert.ok(changed, "it changed before it was read whole");
    assert.ok(snapshot);

    const listed = await collect(vault.ls(`latest:${source}`));
    const sizesByName = new Map(listed.map(({ name, size }) => [name, size]));
    assert.equal(sizesByName.get("a file"), 6);
    assert.equal(sizesByName.get("z file"), 5);
    const size = sizesByName.get("large");
    assert.ok(size === undefined || sizes(size), `${size} bytes`);
    assert.equal((await vault.check({ readData: true })).ok, true);
    if (size === undefined) return;
    let read = 0;
    for await (const part of vault.readFile("latest", large)) read += part.length;
    assert.equal(read, size, "the node has the size of what was read");
    // The next backup sees that it changed.
    rmSync(large, { force: true });
    writeFileSync(large, "now");
    const next = await vault.backUp({ paths: [source] });
    assert.equal(next.summary.filesChanged, 1);
  });
}

/** Does something once, when a backup that has found its targets begins to read the index. */
class WhileIndexIsRead extends WrappedStore {
  private readonly act: () => void;

  constructor(inner: ObjectStore, act: () => void) {
    super(inner);
    this.act = act;
  }

  override list(prefix: string, options?: ListOptions): AsyncIterable<ObjectInfo> {
    if (prefix === "index/") this.act();
    return super.list(prefix, options);
  }
}

test("a target that is gone with the folders above it, when its turn comes, is told and the others are kept", async (t) => {
  const folder = temporaryFolder(t);
  const { vault, access } = await newVault(t, folder);
  const above = join(folder, "above");
  const kept = join(folder, "kept");
  mkdirSync(join(above, "between"), { recursive: true });
  mkdirSync(kept);
  const paths = [join(above, "between", "file"), join(kept, "file")];
  for (const path of paths) writeFileSync(path, path);
  const store = new WhileIndexIsRead(await openObjectStore(access.url), () =>
    rmSync(above, { recursive: true, force: true }),
  );
  const { snapshot, problems } = await backUp(await openEngineVault(store, { password }), {
    paths,
  });
  assert.ok(snapshot);
  assert.equal(problems.length, 1);
  assert.match(problems[0]!.path, /above/);
  assert.deepEqual(
    (await collect(vault.ls(`latest:${kept}`))).map(({ name }) => name),
    ["file"],
  );
  await assert.rejects(collect(vault.ls(`latest:${above}`)));
});
