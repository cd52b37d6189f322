import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, rmSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { test, type TestContext } from "node:test";
import { openVault, type RunOptions, type Vault } from "../../src/index.ts";
import { startRestera, type VaultAccess } from "../support/run-restera.ts";
import { makeSlowFile } from "../support/make-slow-file.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { collect, isError, newVault, objectsIn, password } from "../support/test-vault.ts";

function makeSource(folder: string): { source: string } {
  const source = join(folder, "source");
  mkdirSync(source);
  writeFileSync(join(source, "a file"), seededBytes(1, 40_000_000));
  makeSlowFile(join(source, "slow"));
  return { source };
}

/** Nothing of the stopped backup is visible, and the vault needs no help for the next one. */
async function assertNothingHappened(
  t: TestContext,
  access: VaultAccess,
  source: string,
): Promise<void> {
  assert.deepEqual(objectsIn(access.url, "snapshots"), []);
  assert.deepEqual(objectsIn(access.url, "locks"), []);
  assert.deepEqual(readdirSync(join(access.url, "tmp")), []);
  const vault = await openVault(access.url, { password });
  t.after(() => vault.close());
  const report = await vault.check({ readData: true });
  assert.deepEqual(
    report.findings.filter(({ level }) => level === "error"),
    [],
  );
  rmSync(join(source, "slow"));
  const { snapshot, problems } = await vault.backUp({ paths: [source] });
  assert.ok(snapshot);
  assert.deepEqual(problems, []);
}

/** When Ctrl-C is pressed. */
const moments: Record<
  string,
  (child: ChildProcess & { stdout: Readable }, url: string) => Promise<unknown>
> = {
  "while the lock settles": (_, url) => {
    mkdirSync(join(url, "locks"), { recursive: true });
    const watcher = watch(join(url, "locks"));
    return once(watcher, "change").finally(() => watcher.close());
  },
  "while files are read and packs are stored": async (child) => {
    for await (const line of createInterface(child.stdout)) {
      const { bytes_done: bytes = 0 } = JSON.parse(line) as { bytes_done?: number };
      if (bytes > 100_000_000) return;
    }
  },
};

for (const [moment, reached] of Object.entries(moments)) {
  test(`Ctrl-C ${moment} ends a backup with 130 and leaves nothing behind`, async (t) => {
    const folder = temporaryFolder(t);
    const { access } = await newVault(t, folder);
    const { source } = makeSource(folder);
    const child = startRestera(access, ["backup", "--json", source]);
    t.after(() => child.kill("SIGKILL"));
    await reached(child, access.url);
    child.stdout.resume();
    child.stderr.resume();
    child.kill("SIGINT");
    const [code] = (await once(child, "close")) as [number | null];
    assert.equal(code, 130);
    await assertNothingHappened(t, access, source);
  });
}

test("a signal stops a backup of the library, which says that it was cancelled", async (t) => {
  const folder = temporaryFolder(t);
  const { vault, access } = await newVault(t, folder);
  const { source } = makeSource(folder);
  const controller = new AbortController();
  const onProgress = ({ bytesDone }: { bytesDone: number }): void => {
    if (bytesDone > 100_000_000) controller.abort();
  };
  const work = vault.backUp({ paths: [source] }, { signal: controller.signal, onProgress });
  await assert.rejects(work, isError("cancelled"));
  await assertNothingHappened(t, access, source);
});

test("a restore and a check that are stopped say so, and leave no lock", async (t) => {
  const folder = temporaryFolder(t);
  const { vault, access } = await newVault(t, folder);
  writeFileSync(join(folder, "file"), seededBytes(2, 60_000_000));
  await vault.backUp({ paths: [join(folder, "file")] });
  const stopped = (): RunOptions<unknown> => {
    const controller = new AbortController();
    return { signal: controller.signal, onProgress: () => controller.abort() };
  };
  const target = join(folder, "target");
  await assert.rejects(
    vault.restore({ snapshot: "latest", target }, stopped()),
    isError("cancelled"),
  );
  await assert.rejects(vault.check({ readData: true }, stopped()), isError("cancelled"));
  assert.deepEqual(objectsIn(access.url, "locks"), []);
});

test("whatever is asked with a signal that was raised before is cancelled", async (t) => {
  const folder = temporaryFolder(t);
  const { vault, access } = await newVault(t, folder);
  writeFileSync(join(folder, "file"), "content");
  const paths = [join(folder, "file")];
  await vault.backUp({ paths });
  const run = { signal: AbortSignal.abort() };
  const calls: Record<string, (vault: Vault) => Promise<unknown>> = {
    backUp: (vault) => vault.backUp({ paths }, run),
    restore: (vault) => vault.restore({ snapshot: "latest", target: join(folder, "t") }, run),
    check: (vault) => vault.check({}, run),
    snapshots: (vault) => vault.snapshots({}, run),
    snapshot: (vault) => vault.snapshot("latest", {}, run),
    ls: (vault) => collect(vault.ls("latest", {}, run)),
    readFile: (vault) => collect(vault.readFile("latest", paths[0]!, {}, run)),
    dump: (vault) => vault.dump("latest", folder, {}, run),
    list: (vault) => collect(vault.list("blobs", run)),
    cat: (vault) => vault.cat("snapshot", "latest", run),
    stats: (vault) => vault.stats({ mode: "restore-size" }, run),
    addKey: (vault) => vault.addKey("another", run),
    openVault: () => openVault(access.url, { password }, run),
  };
  for (const [name, call] of Object.entries(calls)) {
    await assert.rejects(call(vault), isError("cancelled"), name);
  }
  assert.equal(objectsIn(access.url, "keys").length, 1);
  assert.equal(objectsIn(access.url, "snapshots").length, 1);
});

test("a listing, a file and an archive that are left in the middle stop with the signal", async (t) => {
  const folder = temporaryFolder(t);
  const { vault } = await newVault(t, folder);
  mkdirSync(join(folder, "source/below"), { recursive: true });
  writeFileSync(join(folder, "source/below/file"), seededBytes(3, 20_000_000));
  await vault.backUp({ paths: [join(folder, "source")] });
  for (const read of [
    (signal: AbortSignal) => vault.ls("latest", {}, { signal }),
    (signal: AbortSignal) =>
      vault.readFile("latest", join(folder, "source/below/file"), {}, { signal }),
    ...(["tar", "zip"] as const).map(
      (archive) =>
        async function* (signal: AbortSignal) {
          yield* (await vault.dump("latest", folder, { archive }, { signal })).content;
        },
    ),
  ]) {
    const controller = new AbortController();
    const work = async (): Promise<void> => {
      for await (const _ of read(controller.signal)) controller.abort();
    };
    await assert.rejects(work(), isError("cancelled"));
  }
});
