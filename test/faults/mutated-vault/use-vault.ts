import assert from "node:assert/strict";
import {
  type CheckReport,
  openVault,
  ResteraError,
  type RestoreResult,
  type StatsInput,
  type Vault,
} from "../../../src/index.ts";
import { password } from "../../support/test-vault.ts";
import { pick, type Random } from "./mutate-json.ts";

export interface Use {
  readonly url: string;
  readonly source: string;
  readonly target: string;
  readonly random: Random;
  /** Whether locks are taken, and so read. */
  readonly withLocks: boolean;
  /** Whether the index is made anew at the end, from the packs' headers. */
  readonly repairs: boolean;
}

/** What came of it; absent where the operation was refused. */
export interface Used {
  readonly check?: CheckReport | undefined;
  readonly restored?: RestoreResult | undefined;
  readonly opened: boolean;
}

const listedAtMost = 500;
const modes: readonly StatsInput["mode"][] = [
  ...(["restore-size", "files-by-contents", "blobs-per-file", "raw-data"] as const),
];
/** What JavaScript says of a value it did not expect: the sign of something that nobody had checked. */
const accident =
  /Cannot (read|convert|mix)|is not (a function|iterable|defined)|(?<!")\b(undefined|NaN)\b|\[object |Invalid (array|string|typed)|out of (memory|bounds|range)|Maximum call stack|must be (of type|an instance)|BigInt|circular/;

/** Does with a vault what people do. Whatever is wrong with it must come as a `ResteraError` or in a report. */
export async function useVault(use: Use): Promise<Used> {
  const { url, source, target, random } = use;
  const vault = await attempt("open", () => openVault(url, { password }));
  if (vault === undefined) return { opened: false };
  const lock = { take: use.withLocks };
  try {
    const snapshots = (await attempt("snapshots", () => vault.snapshots())) ?? [];
    const newest = snapshots.slice(-2).map(({ id }) => id);
    const any = pick(snapshots, random)?.id ?? "latest";
    for (const id of new Set([...newest, any])) await look(vault, id, random);
    await attempt("locks", () => vault.locks());
    const check = await attempt("check", () => vault.check({ readData: true, lock }));
    noteAccidents(check?.findings ?? []);
    const restore = async (
      snapshot: string,
      target: string,
    ): Promise<RestoreResult | undefined> => {
      const run = await attempt("restore", () => vault.restore({ snapshot, target, lock }));
      noteAccidents(run?.problems ?? []);
      return run;
    };
    const restored = await restore(newest.at(-1) ?? any, target);
    // One more, because threads take time to start.
    const more = [
      () => restore(any, `${target} of another`),
      () => attempt("backup", () => vault.backUp({ paths: [source], lock })),
      ...(use.repairs ? [() => repair(vault, random)] : []),
    ];
    await pick(more, random)!();
    return { check, restored, opened: true };
  } finally {
    await vault.close();
  }
}

/** Everything that only reads. */
async function look(vault: Vault, snapshot: string, random: Random): Promise<void> {
  const listing = await attempt("ls", () => firstOf(vault.ls(snapshot, { recursive: true })));
  await attempt("stats", () => vault.stats({ mode: pick(modes, random)!, snapshots: [snapshot] }));
  const file = pick(
    (listing ?? []).filter(({ type }) => type === "file"),
    random,
  );
  if (file !== undefined) {
    await attempt("dump", () => firstOf(vault.readFile(snapshot, file.path)));
    await attempt("history", () => vault.history({ path: file.path }));
  }
  await attempt("find", () => firstOf(vault.find({ patterns: ["*e*"], snapshots: [snapshot] })));
  await attempt("diff", () => firstOf(vault.diff(snapshot, "latest")));
  await attempt("cat", () => vault.cat("snapshot", snapshot));
}

async function repair(vault: Vault, random: Random): Promise<void> {
  const readAllPacks = random() < 0.5;
  await attempt("repair index", () => vault.repairIndex({ readAllPacks }));
  const snapshots = (await attempt("snapshots", () => vault.snapshots())) ?? [];
  await attempt("repair snapshots", () =>
    vault.repairSnapshots({ snapshots: snapshots.map(({ id }) => id) }),
  );
}

async function firstOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const first: T[] = [];
  for await (const item of items) {
    first.push(item);
    if (first.length === listedAtMost) break;
  }
  return first;
}

/** What it gives, or undefined when it was refused in our own words. */
async function attempt<T>(name: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    assert.ok(error instanceof ResteraError, `${name} threw what is not ours: ${told}`);
    assert.notEqual(error.code, "worker-died", `${name}: ${told}`);
    assert.doesNotMatch(error.message, accident, `${name}: ${told}`);
    return undefined;
  }
}

function noteAccidents(told: readonly { readonly problem: string }[]): void {
  for (const { problem } of told) assert.doesNotMatch(problem, accident);
}
