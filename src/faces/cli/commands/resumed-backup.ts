import { hostname } from "node:os";
import { resolve } from "node:path";
import type { BackUpInput, BackUpResult, Vault } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";

/**
 * What an earlier run of the same task made, when that was killed after its snapshot was in the vault and before that was
 * noted: the task then has its snapshot already, and must not make a second one. Undefined in every other case.
 */
export async function backupMadeBefore(
  vault: Vault,
  input: BackUpInput,
  { system, signal }: Pick<CommandContext, "system" | "signal">,
): Promise<BackUpResult | undefined> {
  const since = Date.parse(system.environment.RESTERA_TASK_RESUMES ?? "");
  const { dryRun, time, stdin, tags = [], host = hostname() } = input;
  if (Number.isNaN(since) || dryRun || time !== undefined || stdin !== undefined) return undefined;
  const paths = input.paths.map((path) => (typeof path === "string" ? path : undefined));
  if (paths.includes(undefined)) return undefined;
  const absolute = paths.map((path) => resolve(system.cwd, path!));
  const snapshots = await vault.snapshots({ hosts: [host] }, { signal });
  const snapshot = snapshots.findLast(
    (each) =>
      Date.parse(each.time) >= since &&
      isSame(each.paths, absolute) &&
      isSame(each.tags ?? [], tags),
  );
  return snapshot?.summary && { snapshot, summary: snapshot.summary, seconds: 0, problems: [] };
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  const [first, second] = [new Set(some), new Set(others)];
  return first.size === second.size && [...first].every((each) => second.has(each));
}
