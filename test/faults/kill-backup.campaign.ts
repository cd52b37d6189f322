// Kill -9 at random moments of a backup. Each time: restic's `unlock` and `check` find a sound vault, our own next backup
// needs no help, and what was kept before comes back.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  watch,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVault, openVault, type Vault } from "../../src/index.ts";
import { findRestic, type Peer, runRestic } from "../interop/peers.ts";
import { seededRandom } from "../servers/faults.ts";
import type { Campaign, CampaignRun } from "../support/campaign.ts";
import { assertSameFolders } from "../support/compare-folders.ts";
import { describeFolder, type Folder } from "../support/describe-folder.ts";
import { runRestera, startRestera, type VaultAccess } from "../support/run-restera.ts";
import { seededBytes, seededText } from "../support/seeded-bytes.ts";
import { objectsIn, password } from "../support/test-vault.ts";

const restic = findRestic("latest");
/** Every how many-th snapshot restic restores at the end; we restore all. */
const resticStep = 10;
/** How many backups of a case may be faster than their killer. */
const attempts = 5;
const parts = ["locks", "tmp", "data", "index", "snapshots"] as const;

export const campaign: Campaign = {
  cases: 100,
  skip: restic === undefined && "no newest restic here: run scripts/install-peers.sh",
  start: (seed) => KillRun.start(restic!, seed),
};

class KillRun implements CampaignRun {
  private readonly restic: Peer;
  private readonly folder: string;
  private readonly access: VaultAccess;
  private readonly source: string;
  /** How long a backup takes that nobody kills. */
  private undisturbedMs = 0;
  private readonly kept = new Map<string, Folder>();
  private readonly counts = { killed: 0, ended: 0, published: 0, locksLeft: 0, stagingLeft: 0 };

  private constructor(restic: Peer, folder: string) {
    this.restic = restic;
    this.folder = folder;
    this.access = { url: join(folder, "vault"), password };
    this.source = join(folder, "source");
  }

  static async start(restic: Peer, seed: number): Promise<KillRun> {
    const run = new KillRun(restic, mkdtempSync(join(tmpdir(), "restera-kill-")));
    await (await createVault(run.access.url, { password })).close();
    run.changeSource(seed);
    const startedMs = Date.now();
    await run.backUpUnaided();
    run.undisturbedMs = Date.now() - startedMs;
    return run;
  }

  async runCase(seed: number): Promise<void> {
    const random = seededRandom(seed);
    // One that was faster is no case: the next begins.
    for (let attempt = 0, killed = false; !killed && attempt < attempts; attempt++) {
      this.changeSource(seed + attempt * 1_000_003);
      killed = await this.killBackup(random);
      this.noteSnapshots();
    }
    const copy = join(this.folder, "copy");
    execFileSync("cp", ["-al", this.access.url, copy]);
    try {
      await Promise.all([this.checkWithRestic(copy), this.backUpUnaided()]);
    } finally {
      rmSync(copy, { recursive: true });
    }
    const earlier = [...this.kept.keys()];
    await this.withVault((vault) =>
      this.restore(vault, earlier[Math.floor(random() * earlier.length)]!),
    );
  }

  async finish(): Promise<string> {
    await this.withVault(async (vault) => {
      for (const id of this.kept.keys()) await this.restore(vault, id);
      const report = await vault.check({ readData: true });
      assert.deepEqual(
        report.findings.filter(({ level }) => level === "error"),
        [],
      );
    });
    const check = await runRestic(this.restic, this.access, ["check", "--read-data"]);
    assert.equal(check.status, 0, check.stderr);
    for (const id of [...this.kept.keys()].filter((_, i) => i % resticStep === 0)) {
      const target = join(this.folder, "restic");
      const from = `${id}:${this.source}`;
      const run = await runRestic(this.restic, this.access, ["restore", from, "-t", target]);
      assert.equal(run.status, 0, run.stderr);
      assertSameFolders(target, this.kept.get(id)!, { without: (path) => path === "." });
      rmSync(target, { recursive: true });
    }
    const { killed, ended, published, locksLeft, stagingLeft } = this.counts;
    return `${killed} killed (${published} after their snapshot, ${locksLeft} left a lock, ${stagingLeft} staged packs), ${ended} were faster; ${this.kept.size} snapshots restored, checked by restic ${this.restic.version}`;
  }

  async stop(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** New, changed and removed files, so that a backup has something to store in every part of the vault. */
  private changeSource(seed: number): void {
    const random = seededRandom(seed ^ 0x5eed);
    const below = (limit: number): number => Math.floor(random() * limit);
    for (let i = 0; i < 300; i++) {
      const folder = join(this.source, `folder ${below(40)}`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `file ${below(20)}`), seededText(seed + i, 200 + below(8000)));
    }
    rmSync(join(this.source, `folder ${below(40)}`), { recursive: true, force: true });
    writeFileSync(join(this.source, `large ${below(3)}`), seededBytes(seed, below(16_000_000)));
  }

  /** At any time of a backup, or shortly after it first touched some part of the vault. False when it was faster. */
  private async killBackup(random: () => number): Promise<boolean> {
    const { url } = this.access;
    const before = objectsIn(url, "snapshots").length;
    const byTime = random() < 0.5;
    const part = parts[Math.floor(random() * parts.length)]!;
    const delayMs = random() * (byTime ? this.undisturbedMs * 1.05 : 60);
    const compression = random() < 0.3 ? ["--compression", "max"] : [];
    mkdirSync(join(url, part), { recursive: true });
    const watcher = byTime ? undefined : watch(join(url, part));
    const child = startRestera(this.access, [
      ...["backup", "--pack-size", "4", ...compression, this.source],
    ]);
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
      assert.equal(code, 0, "a backup that nobody killed ends well");
      this.counts.ended++;
    }
    if (signal !== null && objectsIn(url, "snapshots").length > before) this.counts.published++;
    if (objectsIn(url, "locks").length > 0) this.counts.locksLeft++;
    this.ageStaging();
    return signal === "SIGKILL";
  }

  /** What the dead process staged is removed once it is a day old. */
  private ageStaging(): void {
    const staging = join(this.access.url, "tmp");
    const left = existsSync(staging) ? readdirSync(staging) : [];
    if (left.length > 0) this.counts.stagingLeft++;
    const longAgo = new Date(Date.now() - 25 * 3_600_000);
    for (const name of left) utimesSync(join(staging, name), longAgo, longAgo);
  }

  private async checkWithRestic(url: string): Promise<void> {
    const copy = { url, password };
    for (const words of [["unlock"], ["check"]]) {
      const run = await runRestic(this.restic, copy, words);
      assert.equal(run.status, 0, `restic ${words.join(" ")}: ${run.stdout}${run.stderr}`);
    }
    const locks = objectsIn(url, "locks");
    assert.deepEqual(locks, [], "restic unlock takes the dead process's lock for dead");
  }

  /** The next backup of ours, with nobody's help. */
  private async backUpUnaided(): Promise<void> {
    const { url } = this.access;
    const run = await runRestera(this.access, ["backup", "--pack-size", "4", this.source]);
    assert.equal(run.code, 0, run.stderr);
    assert.deepEqual(objectsIn(url, "locks"), [], "dead locks of this machine go by themselves");
    assert.deepEqual(readdirSync(join(url, "tmp")), [], "nothing staged stays");
    assert.ok(this.noteSnapshots() > 0, "it made a snapshot");
  }

  /** New snapshots are of the source as it is now; gives how many there are. */
  private noteSnapshots(): number {
    const added = objectsIn(this.access.url, "snapshots").filter((id) => !this.kept.has(id));
    if (added.length > 0) {
      const folder = describeFolder(this.source);
      for (const id of added) this.kept.set(id, folder);
    }
    return added.length;
  }

  private async withVault(work: (vault: Vault) => Promise<void>): Promise<void> {
    const vault = await openVault(this.access.url, { password });
    try {
      await work(vault);
    } finally {
      await vault.close();
    }
  }

  private async restore(vault: Vault, id: string): Promise<void> {
    const target = join(this.folder, "restored");
    const lock = { take: false };
    const { problems } = await vault.restore({ snapshot: `${id}:${this.source}`, target, lock });
    assert.deepEqual(problems, [], `snapshot ${id}`);
    assertSameFolders(target, this.kept.get(id)!, { without: (path) => path === "." });
    rmSync(target, { recursive: true });
  }
}
