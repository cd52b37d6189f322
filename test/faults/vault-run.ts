import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVault, openVault, ResteraError, type Vault } from "../../src/index.ts";
import { randomFaults, seededRandom, type FaultPlan } from "../servers/faults.ts";
import { assertSameFolders } from "../support/compare-folders.ts";
import { describeFolder, type Folder } from "../support/describe-folder.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import type { ProxiedServer } from "./proxied-stores.ts";

const rounds = 2;
const password = "open sesame";
const retries = { attempts: 6, firstWaitMs: 2, longestWaitMs: 20 };
/** Longer than anything with these retries takes: whoever needs it hangs. */
const hangMs = 120_000;

/** What came of one run, for the campaign's report. */
export interface VaultRunCounts {
  acknowledged: number;
  refused: number;
  restored: number;
  faults: number;
}

/**
 * Backs a changing folder up and restores it through a proxy that breaks things, then looks at the vault without the proxy: every
 * acknowledged snapshot is there and restores byte for byte, and check finds no error. What the program gives up, it must say.
 */
export async function runVaultWithFaults(
  server: ProxiedServer,
  seed: number,
): Promise<VaultRunCounts> {
  const counts = { acknowledged: 0, refused: 0, restored: 0, faults: 0 };
  const folder = mkdtempSync(join(tmpdir(), "restera-faults-"));
  const run = { server, seed, folder, source: join(folder, "source"), counts };
  const { url, settings } = server.directPlace(`vault-${seed}`);
  const truth = await createVault(url, { password }, { stores: settings });
  const requests = server.proxy.log.length;
  try {
    const acknowledged = await useThroughProxy(run);
    server.proxy.setPlan(() => undefined);
    counts.faults = server.proxy.log.slice(requests).filter(({ fault }) => fault).length;
    await confirm(truth, acknowledged, run);
  } finally {
    server.proxy.setPlan(() => undefined);
    await truth.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return counts;
}

interface Run {
  readonly server: ProxiedServer;
  readonly seed: number;
  readonly folder: string;
  readonly source: string;
  readonly counts: VaultRunCounts;
}

/** An acknowledged snapshot: what it holds, and whether it was restored whole already. */
interface Acknowledged {
  readonly was: Folder;
  readonly isRestored: boolean;
}

async function useThroughProxy(run: Run): Promise<Map<string, Acknowledged>> {
  const { server, seed, counts, source } = run;
  const acknowledged = new Map<string, Acknowledged>();
  for (let round = 0; round < rounds; round++) {
    changeSource(source, seed * rounds + round);
    const was = describeFolder(source);
    server.proxy.setPlan(planOf(seed * rounds + round));
    const { url, settings } = server.place(`vault-${seed}`);
    const stores = { ...settings, retries };
    // With a cache in every other run, so that what it keeps is put to the test too.
    const cache = seed % 2 === 0 ? { cacheFolder: join(run.folder, "cache") } : {};
    const vault = await orRefusal(run, openVault(url, { password }, { stores, ...cache }));
    if (vault === undefined) continue;
    const id = await orRefusal(run, backUp(vault, source));
    if (id !== undefined) {
      counts.acknowledged++;
      const here = { ...run, folder: join(run.folder, `r${round}`) };
      acknowledged.set(id, { was, isRestored: await restoreThroughProxy(vault, id, was, here) });
    }
    await vault.close();
  }
  return acknowledged;
}

async function backUp(vault: Vault, source: string): Promise<string> {
  const signal = AbortSignal.timeout(hangMs);
  const { snapshot, problems } = await vault.backUp(
    { paths: [source], packSizeMib: 4 },
    { signal },
  );
  assert.deepEqual(problems, []);
  return snapshot!.id;
}

/** It may give up or name what it could not bring back; what it calls done must be right. True when it was done. */
async function restoreThroughProxy(
  vault: Vault,
  snapshot: string,
  was: Folder,
  run: Run,
): Promise<boolean> {
  const signal = AbortSignal.timeout(hangMs);
  const result = await orRefusal(run, vault.restore({ snapshot, target: run.folder }, { signal }));
  if (result === undefined || result.problems.length > 0) return false;
  assertSameFolders(join(run.folder, run.source), was);
  run.counts.restored++;
  return true;
}

async function confirm(
  truth: Vault,
  acknowledged: ReadonlyMap<string, Acknowledged>,
  { seed, folder, source }: Run,
): Promise<void> {
  const there = new Set((await truth.snapshots()).map(({ id }) => id));
  for (const [id, { was, isRestored }] of acknowledged) {
    assert.ok(there.has(id), `seed ${seed}: the acknowledged snapshot ${id} is gone`);
    if (isRestored) continue;
    const target = join(folder, id.slice(0, 12));
    const { problems } = await truth.restore({ snapshot: id, target });
    assert.deepEqual(problems, [], `seed ${seed}`);
    assertSameFolders(join(target, source), was);
  }
  const { findings } = await truth.check({ readData: true });
  const errors = findings.filter(({ level }) => level === "error");
  assert.deepEqual(errors, [], `seed ${seed}`);
}

/** Faults at random; or the network goes for good, or for a while, at some request. */
function planOf(seed: number): FaultPlan {
  const random = seededRandom(seed + 7_000_000);
  const kind = random();
  if (kind < 0.6) return randomFaults({ seed, rate: 0.02 + random() * 0.3, flipAnswers: false });
  const from = Math.floor(random() * 40);
  const length = kind < 0.85 ? Infinity : 1 + Math.floor(random() * 8);
  const where = random() < 0.5 ? "request" : "response";
  let number = 0;
  return () => {
    const isDown = number >= from && number < from + length;
    number++;
    return isDown ? { kind: "cut", where, afterBytes: 0 } : undefined;
  };
}

/** Some thirty files, some of them in several chunks; two thirds stay as they were. */
function changeSource(source: string, seed: number): void {
  const random = seededRandom(seed);
  for (let file = 0; file < 30; file++) {
    if (random() < 0.66 && seed % rounds !== 0) continue;
    const folder = join(source, `folder ${file % 4}`);
    mkdirSync(folder, { recursive: true });
    const size = file === 0 && seed % 4 === 0 ? 5 << 20 : Math.floor(random() * 200_000);
    writeFileSync(join(folder, `file ${file}`), seededBytes(seed * 100 + file, size));
  }
}

/** What was asked for; undefined when the program gave up and said so. */
async function orRefusal<T>(run: Run, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ResteraError)) throw error;
    const isHang = error.code === "cancelled";
    const isOurFault = ["internal", "usage", "worker-died"].includes(error.code);
    if (isHang || isOurFault) throw error;
    run.counts.refused++;
    return undefined;
  }
}
