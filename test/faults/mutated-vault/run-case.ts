import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { seededRandom } from "../../servers/faults.ts";
import { assertSameFolders } from "../../support/compare-folders.ts";
import { describeFolder } from "../../support/describe-folder.ts";
import { type Mutation, kinds } from "./mutations.ts";
import { type Used, useVault } from "./use-vault.ts";
import { VaultEditor } from "./vault-editor.ts";

/** What one case did. */
export interface CaseResult {
  readonly kind: string;
  readonly mutations: number;
}

const names = Object.keys(kinds);
/** Deep trees and bombs are one in so many. */
const rarely = 20;

/**
 * Mutates a copy of the base vault and uses it. Throws when something else than a refusal or a report
 * comes of it, or anything was written beside the target of a restore.
 */
export async function runCase(base: string, folder: string, seed: number): Promise<CaseResult> {
  const random = seededRandom(seed);
  const kind = kindOf(seed);
  const world = join(folder, "world");
  const url = join(folder, "vault");
  const [outside, source] = [join(world, "outside"), join(world, "source")];
  for (const path of [join(outside, "folder"), join(world, "deep")])
    mkdirSync(path, { recursive: true });
  for (const name of ["evil", "folder/evil"]) writeFileSync(join(outside, name), "precious");
  cpSync(join(base, "vault"), url, { recursive: true });
  cpSync(join(base, "source"), source, { recursive: true, preserveTimestamps: true });
  const before = describeWorld(world);
  const target = join(world, "deep/target");
  try {
    const mutation = await kinds[kind]!({ editor: await VaultEditor.open(url), random, outside });
    const used = await useVault({
      ...{ url, source, target, random, withLocks: kind === "locks" },
      repairs: kind !== "locks",
    });
    assertSeen(mutation, used);
    assertUntouched(world, before);
    return { kind, mutations: mutation.count };
  } catch (error) {
    throw new Error(`${kind}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    // Deeper folders than Node can remove may be there.
    execFileSync("rm", ["-rf", folder]);
  }
}

function kindOf(seed: number): string {
  if (seed % rarely === 0) return "deep trees";
  if (seed % rarely === 1) return "bombs";
  const common = names.filter((name) => name !== "deep trees" && name !== "bombs");
  return common[seed % common.length]!;
}

/** Damage is found by a check; what is restored without a word is what was kept. */
function assertSeen({ mustBeFound = false }: Mutation, { opened, check }: Used): void {
  if (mustBeFound && opened)
    assert.equal(check?.ok, false, "a check with all data finds the damage");
}

interface World {
  readonly names: readonly string[];
  readonly outside: ReturnType<typeof describeFolder>;
  readonly source: ReturnType<typeof describeFolder>;
}

function describeWorld(world: string): World {
  return {
    names: readdirSync(world),
    outside: describeFolder(join(world, "outside")),
    source: describeFolder(join(world, "source")),
  };
}

function assertUntouched(world: string, before: World): void {
  const after = describeWorld(world);
  assert.deepEqual(after.names, before.names);
  assertSameFolders(after.outside, before.outside);
  assertSameFolders(after.source, before.source);
  const allowed = readdirSync(join(world, "deep")).filter(
    (name) => !/^target( of another)?$/.test(name),
  );
  assert.deepEqual(allowed, []);
}
