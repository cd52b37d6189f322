import assert from "node:assert/strict";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openObjectStore } from "../../src/compose/open-object-store.ts";
import { type OpenVault, openVault } from "../../src/engine/vault/open-vault.ts";
import { VaultObjects } from "../../src/engine/vault/vault-objects.ts";
import { ReadyThreads } from "../../src/engine/workers/ready-threads.ts";
import { VaultSession } from "../../src/services/snapshots/vault-session.ts";
import type { ObjectStore } from "../../src/stores/objects/object-store.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { collect, newVault, password, readWhole } from "../support/test-vault.ts";
import type { Owner } from "../support/temporary-folder.ts";

const files = 8;
const fileBytes = 9_000;

/** A vault that has something to keep, something to repack and something to delete. */
export interface PruneCase {
  readonly url: string;
  /** Snapshots that stay, with what is in their files, by path. */
  readonly kept: ReadonlyMap<string, ReadonlyMap<string, Buffer>>;
  /** Of a snapshot that was forgotten: none of it is used any more. */
  readonly unused: Buffer;
  /** Its root tree; the file is `/unused` in it. */
  readonly unusedTree: string;
  readonly folder: string;
  readonly opened: OpenVault;
}

/** Makes the vault: four snapshots, two of them forgotten; a pack that no index names. */
export async function makePruneCase(owner: Owner, folder: string): Promise<PruneCase> {
  const { vault, access } = await newVault(owner, folder);
  const source = join(folder, "source");
  mkdirSync(source);
  const kept = new Map<string, Map<string, Buffer>>();
  for (let round = 0; round < 4; round++) {
    const contents = new Map<string, Buffer>();
    for (let i = 0; i < files; i++) {
      const path = join(source, `file-${i}`);
      // Some change every time, others stay: so packs of forgotten snapshots are needed in part.
      const version = i % 4 === 3 ? round : Math.floor((round + (i % 3)) / 3);
      const bytes = seededBytes(100 * version + i, fileBytes);
      writeFileSync(path, bytes);
      contents.set(path, bytes);
    }
    const { snapshot } = await vault.backUp({ paths: [source] });
    if (round % 3 === 0) kept.set(snapshot!.id, contents);
    else await vault.forget({ snapshots: [snapshot!.id] });
  }
  const unused = seededBytes(77, 400_000);
  const stdin = { name: "unused", stream: chunksOf(unused) };
  const { snapshot } = await vault.backUp({ paths: [], stdin });
  await vault.forget({ snapshots: [snapshot!.id] });
  const orphan = join(access.url, "data/ab", `ab${"0".repeat(62)}`);
  mkdirSync(join(orphan, ".."), { recursive: true });
  writeFileSync(orphan, seededBytes(5, 500));
  const opened = await openVault(await openObjectStore(access.url), { password });
  return { url: access.url, kept, unused, unusedTree: snapshot!.tree, folder, opened };
}

/** A copy of the vault, opened without another look at its password. `wrap` sees every call to its store. */
export async function copyOf(
  { url, folder, opened }: PruneCase,
  name: string,
  wrap: (store: ObjectStore) => ObjectStore = (store) => store,
): Promise<{ readonly url: string; readonly opened: OpenVault }> {
  const copy = join(folder, name);
  rmSync(copy, { recursive: true, force: true });
  cpSync(url, copy, { recursive: true });
  return { url: copy, opened: await reopen(opened, copy, wrap) };
}

/** The vault at another address, with keys that are known. */
export async function reopen(
  opened: OpenVault,
  url: string,
  wrap: (store: ObjectStore) => ObjectStore = (store) => store,
): Promise<OpenVault> {
  const store = wrap(await openObjectStore(url));
  const objects = new VaultObjects(store, opened.key, opened.config.version);
  return { ...opened, store, objects, threads: new ReadyThreads() };
}

/** Sees that the vault has no damage and that all these files come back. */
export async function assertIntact(
  opened: OpenVault,
  kept: PruneCase["kept"],
  about: string,
): Promise<void> {
  const vault = new VaultSession(opened);
  const report = await vault.check({ lock: { take: false } });
  const errors = report.findings.filter(({ level }) => level === "error");
  assert.deepEqual(errors, [], about);
  const found = (await vault.snapshots()).map(({ id }) => id);
  for (const [id, contents] of kept) {
    assert.ok(found.includes(id), `${about}: snapshot ${id} is there`);
    for (const [path, bytes] of contents) {
      assert.ok((await readWhole(vault, id, path)).equals(bytes), `${about}: ${path} of ${id}`);
    }
  }
  await collect(vault.ls(found[0]!));
}

export async function* chunksOf(bytes: Buffer, size = 65_536): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** The locks of a process that was killed. */
export function removeLocks(url: string): void {
  rmSync(join(url, "locks"), { recursive: true, force: true });
}
