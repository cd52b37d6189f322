import { hostname } from "node:os";
import { resolve } from "node:path";
import type { BackUpInput, BackUpResult, RunOptions, Vault } from "./vault.ts";

/**
 * What an earlier run of the same backup made, when that was killed after its snapshot was in the vault and before anybody
 * noted it: whoever goes on with it has its snapshot already, and must not make a second one. Undefined when there is none,
 * and for backups that cannot be told from others.
 *
 * @param sinceMs no earlier run had begun before, in milliseconds since 1970
 * @param cwd what relative paths start from
 */
export async function backupMadeSince(
  vault: Vault,
  input: BackUpInput,
  { sinceMs, cwd }: { readonly sinceMs: number; readonly cwd: string },
  run: RunOptions = {},
): Promise<BackUpResult | undefined> {
  const { dryRun, time, stdin, tags = [], host = hostname() } = input;
  if (dryRun || time !== undefined || stdin !== undefined) return undefined;
  const paths = input.paths.filter((path) => typeof path === "string");
  if (paths.length < input.paths.length) return undefined;
  const absolute = input.pathsShown ?? paths.map((path) => resolve(cwd, path));
  const snapshots = await vault.snapshots({ hosts: [host] }, run);
  const snapshot = snapshots.findLast(
    (each) =>
      Date.parse(each.time) >= sinceMs &&
      isSame(each.paths, absolute) &&
      isSame(each.tags ?? [], tags),
  );
  return snapshot?.summary && { snapshot, summary: snapshot.summary, seconds: 0, problems: [] };
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  const [first, second] = [new Set(some), new Set(others)];
  return first.size === second.size && [...first].every((each) => second.has(each));
}
