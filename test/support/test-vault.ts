import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { openVault, ResteraError, type ErrorCode, type Vault } from "../../src/index.ts";
import { initQuickVault } from "./init-quick-vault.ts";
import type { VaultAccess } from "./run-restera.ts";
import type { Owner } from "./temporary-folder.ts";

export const password = "open sesame";

/** Makes a vault in a folder and closes it when the test ends. */
export async function newVault(
  owner: Owner,
  folder: string,
): Promise<{ readonly vault: Vault; readonly access: VaultAccess }> {
  const access = { url: join(folder, "vault"), password };
  await initQuickVault(access.url, password);
  const vault = await openVault(access.url, { password });
  owner.after(() => vault.close());
  return { vault, access };
}

/** Names of the objects in one part of a vault: `keys`, `index`, `snapshots`, `locks`, or `data` for packs. */
export function objectsIn(url: string, part: string): string[] {
  const folder = join(url, part);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .toSorted();
}

/** Where an object lies in a vault that is a folder. */
export function objectPath(url: string, part: string, id: string): string {
  return part === "data" ? join(url, "data", id.slice(0, 2), id) : join(url, part, id);
}

/** For `assert.rejects`: the error is ours and has this code, and its message speaks of this. */
export function isError(code: ErrorCode, about: RegExp = /./): (error: unknown) => boolean {
  return (error) =>
    error instanceof ResteraError && error.code === code && about.test(error.message);
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The bytes of one file of a snapshot. */
export async function readWhole(vault: Vault, snapshot: string, path: string): Promise<Buffer> {
  return Buffer.concat(await collect(vault.readFile(snapshot, path)));
}
