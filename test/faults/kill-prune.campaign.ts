// Kill -9 at random moments of a prune, both ways. Each time: restic's `unlock` and `check` find a sound vault, the next prune
// needs no help, and every kept snapshot comes back.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVault, openVault } from "../../src/index.ts";
import { findRestic, type Peer, runRestic } from "../interop/peers.ts";
import { seededRandom } from "../servers/faults.ts";
import type { Campaign, CampaignRun } from "../support/campaign.ts";
import { assertSameFolders } from "../support/compare-folders.ts";
import { describeFolder, type Folder } from "../support/describe-folder.ts";
import { runRestera, startRestera, type VaultAccess } from "../support/run-restera.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { objectsIn, password } from "../support/test-vault.ts";

const restic = findRestic("latest");
const rounds = 6;
const parts = ["locks", "tmp", "data", "index"] as const;

export const campaign: Campaign = {
  cases: 100,
  skip: restic === undefined && "no newest restic here: run scripts/install-peers.sh",
  start: (seed) => PruneRun.start(restic!, seed),
};

class PruneRun implements CampaignRun {
  private readonly restic: Peer;
  private readonly folder: string;
  private readonly base: VaultAccess;
  private readonly source: string;
  private undisturbedMs = 0;
  private readonly kept = new Map<string, Folder>();
  private readonly counts = { killed: 0, ended: 0, marking: 0, locksLeft: 0 };

  private constructor(restic: Peer, folder: string) {
    this.restic = restic;
    this.folder = folder;
    this.base = { url: join(folder, "base"), password };
    this.source = join(folder, "source");
  }

  static async start(restic: Peer, seed: number): Promise<PruneRun> {
    const run = new PruneRun(restic, mkdtempSync(join(tmpdir(), "restera-kill-prune-")));
    await run.makeVault(seed);
    const copy = run.copy("timed");
    const startedMs = Date.now();
    await run.pruneUnaided(copy, []);
    run.undisturbedMs = Date.now() - startedMs;
    return run;
  }

  async runCase(seed: number): Promise<void> {
    const random = seededRandom(seed);
    const access = this.copy("case");
    const way = random() < 0.5 ? ["--mark"] : [];
    if (way.length > 0) this.counts.marking++;
    await this.killPrune(access, way, random);
    const copy = join(this.folder, "copy");
    rmSync(copy, { recursive: true, force: true });
    execFileSync("cp", ["-al", access.url, copy]);
    await Promise.all([this.checkWithRestic(copy), this.pruneUnaided(access, way)]);
    await this.assertWhole(access);
  }

  async finish(): Promise<string> {
    const { killed, ended, marking, locksLeft } = this.counts;
    return `${killed} killed (${marking} only marking, ${locksLeft} left a lock), ${ended} were faster; ${this.kept.size} snapshots restored each time, checked by restic ${this.restic.version}`;
  }

  async stop(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Backups of which every second one is forgotten, so that packs are unused in whole and in part. */
  private async makeVault(seed: number): Promise<void> {
    const vault = await createVault(this.base.url, { password });
    mkdirSync(this.source);
    for (let round = 0; round < rounds; round++) {
      for (let i = 0; i < 150; i++) {
        if (i % (2 + (round % 3)) !== 0 && round > 0) continue;
        writeFileSync(join(this.source, `file ${i}`), seededBytes(seed + 997 * round + i, 30_000));
      }
      const { snapshot } = await vault.backUp({ paths: [this.source], packSizeMib: 4 });
      if (round % 2 === 0) await vault.forget({ snapshots: [snapshot!.id] });
      else this.kept.set(snapshot!.id, describeFolder(this.source));
    }
    await vault.close();
  }

  private copy(name: string): VaultAccess {
    const url = join(this.folder, name);
    rmSync(url, { recursive: true, force: true });
    execFileSync("cp", ["-a", this.base.url, url]);
    return { url, password };
  }

  /** At any time of a prune, or shortly after it first touched some part of the vault. */
  private async killPrune(
    access: VaultAccess,
    way: readonly string[],
    random: () => number,
  ): Promise<void> {
    const byTime = random() < 0.4;
    const part = parts[Math.floor(random() * parts.length)]!;
    const delayMs = random() * (byTime ? this.undisturbedMs * 1.05 : 60);
    mkdirSync(join(access.url, part), { recursive: true });
    const watcher = byTime ? undefined : watch(join(access.url, part), { recursive: true });
    const child = startRestera(access, words(way));
    child.stdout.resume();
    child.stderr.resume();
    const closed = once(child, "close") as Promise<[number | null, string | null]>;
    if (watcher !== undefined) await Promise.race([once(watcher, "change"), closed]);
    watcher?.close();
    const timer = setTimeout(() => child.kill("SIGKILL"), delayMs);
    const [code, signal] = await closed;
    clearTimeout(timer);
    if (signal === "SIGKILL") this.counts.killed++;
    else {
      assert.equal(code, 0, "a prune that nobody killed ends well");
      this.counts.ended++;
    }
    if (objectsIn(access.url, "locks").length > 0) this.counts.locksLeft++;
  }

  private async checkWithRestic(url: string): Promise<void> {
    for (const command of ["unlock", "check"]) {
      const run = await runRestic(this.restic, { url, password }, [command]);
      assert.equal(run.status, 0, `restic ${command}: ${run.stdout}${run.stderr}`);
    }
  }

  /** The next prune of ours, with nobody's help. */
  private async pruneUnaided(access: VaultAccess, way: readonly string[]): Promise<void> {
    const run = await runRestera(access, words(way));
    assert.equal(run.code, 0, run.stderr);
    assert.deepEqual(objectsIn(access.url, "locks"), [], "dead locks of this machine go too");
  }

  private async assertWhole(access: VaultAccess): Promise<void> {
    const vault = await openVault(access.url, { password });
    try {
      const { findings } = await vault.check({ readData: true });
      assert.deepEqual(
        findings.filter(({ level }) => level === "error"),
        [],
      );
      for (const [id, folder] of this.kept) {
        const target = join(this.folder, "restored");
        const snapshot = `${id}:${this.source}`;
        const { problems } = await vault.restore({ snapshot, target, lock: { take: false } });
        assert.deepEqual(problems, [], `snapshot ${id}`);
        assertSameFolders(target, folder, { without: (path) => path === "." });
        rmSync(target, { recursive: true });
      }
    } finally {
      await vault.close();
    }
  }
}

function words(way: readonly string[]): string[] {
  return ["prune", "--max-unused", "0", "--pack-size", "4", ...way];
}
