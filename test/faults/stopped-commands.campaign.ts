// Ctrl-C, SIGTERM and SIGHUP at random moments of commands, sometimes twice, and a reader of the output that leaves. Each time the
// program ends by itself with 130, without a word of Node's, and the vault is sound and free of locks.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openVault } from "../../src/index.ts";
import { seededRandom } from "../servers/faults.ts";
import type { Campaign, CampaignRun } from "../support/campaign.ts";
import { initQuickVault } from "../support/init-quick-vault.ts";
import { startRestera, type VaultAccess } from "../support/run-restera.ts";
import { seededBytes, seededText } from "../support/seeded-bytes.ts";
import { objectsIn, password } from "../support/test-vault.ts";

export const campaign: Campaign = {
  cases: 200,
  skip: false,
  start: (seed) => StopRun.start(seed),
};

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** How Node, V8 and the C library speak of what should not have happened. */
const crash =
  /Native stack trace|FATAL|Something unexpected|\bERR_[A-Z]|Assertion|node:internal|^\s+at .+:\d+:\d+|terminate called|core dumped|Warning:/m;
/** A process that ended before it could hear is no case. */
const bySignal: readonly (string | null)[] = [...signals];

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

class StopRun implements CampaignRun {
  private readonly folder: string;
  /** What every case begins with a copy of. */
  private readonly base: VaultAccess;
  private readonly access: VaultAccess;
  /** What `copy` reads. */
  private readonly from: string;
  private readonly source: string;
  private readonly commands: Readonly<Record<string, readonly string[]>>;
  /** How long each takes that nobody stops. */
  private readonly undisturbedMs = new Map<string, number>();
  private readonly counts = { stopped: 0, early: 0, ended: 0 };

  private constructor(folder: string) {
    this.folder = folder;
    this.base = { url: join(folder, "base"), password };
    this.access = { url: join(folder, "vault"), password };
    this.from = join(folder, "from");
    this.source = join(folder, "source");
    const [source, all] = [this.source, join(folder, "**/file 1*")];
    const target = join(folder, "target");
    const second = ["--from-repo", this.from, "--from-password-file", join(folder, "password")];
    this.commands = {
      backup: ["backup", "--no-scan", source],
      "backup again": ["backup", "--pack-size", "4", "--force", source],
      "backup, dry": ["backup", "--dry-run", "--verbose", "--exclude", "**/*7", source],
      restore: ["restore", "latest", "--target", target],
      "restore in place": ["restore", `latest:${source}`, "--target", source, "--yes"],
      "restore, dry": ["restore", "latest", "--dry-run", "--target", target],
      check: ["check", "--read-data"],
      prune: ["prune", "--max-unused", "0"],
      "forget and prune": ["forget", "--keep-last", "1", "--prune"],
      copy: ["copy", ...second],
      find: ["find", "*1*", all],
      ls: ["ls", "latest", "--long"],
      stats: ["stats", "--mode", "files-by-contents"],
      tag: ["tag", "--add", "seen"],
      dump: ["dump", "latest", source, "--archive", "zip"],
      rewrite: ["rewrite", "--forget", "--exclude", "*3*"],
      "repair index": ["repair", "index", "--read-all-packs"],
    };
  }

  static async start(seed: number): Promise<StopRun> {
    const run = new StopRun(mkdtempSync(join(tmpdir(), "restera-stop-")));
    writeFileSync(join(run.folder, "password"), password);
    await initQuickVault(run.base.url, password);
    const vault = await openVault(run.base.url, { password });
    for (let round = 0; round < 3; round++) {
      run.changeSource(seed + round);
      await vault.backUp({ paths: [run.source] });
    }
    await vault.close();
    return run;
  }

  async runCase(seed: number): Promise<void> {
    const random = seededRandom(seed);
    const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
    const [name, words] = pick(Object.entries(this.commands));
    const signal = pick(signals);
    const afterMs = (0.15 + random() * 0.95) * (await this.timeOf(name, words));
    const againMs = random() < 0.3 ? random() * 40 : undefined;
    await this.renew(name);
    const json = random() < 0.3 ? ["--json"] : [];
    const ended = await this.run([...words, ...json], afterMs, signal, againMs);
    const twice = againMs === undefined ? "" : `, and again after ${againMs.toFixed(1)} ms`;
    const about = `${name}, ${signal} after ${afterMs.toFixed(1)} ms${twice}\n${ended.stderr}`;
    assert.doesNotMatch(ended.stderr, crash, about);
    if (bySignal.includes(ended.signal)) this.counts.early++;
    else if (ended.code === 0) this.counts.ended++;
    else {
      assert.equal(ended.signal, null, about);
      assert.equal(ended.code, 130, about);
      this.counts.stopped++;
    }
    // Whoever says it twice takes what is left lying about.
    if (againMs === undefined && ended.code === 130)
      for (const url of [this.access.url, this.from])
        assert.deepEqual(objectsIn(url, "locks"), [], about);
    await this.assertSound(about);
  }

  async finish(): Promise<string> {
    const { stopped, early, ended } = this.counts;
    return `${stopped} stopped, ${early} ended before they listened, ${ended} were faster`;
  }

  async stop(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private changeSource(seed: number): void {
    for (let i = 0; i < 600; i++) {
      const folder = join(this.source, `folder ${(seed + i) % 40}`);
      mkdirSync(folder, { recursive: true });
      const text = seededText(seed * 1000 + i, 100 + ((i * 7919) % 9000));
      writeFileSync(join(folder, `file ${i}`), text);
    }
    for (let i = 0; i < 3; i++)
      writeFileSync(join(this.source, `large ${i}`), seededBytes(seed + i, 9_000_000));
  }

  /** The vault as it was at first, and no target. */
  private async renew(name: string): Promise<void> {
    const { url } = this.access;
    for (const path of [url, this.from, join(this.folder, "target")])
      rmSync(path, { recursive: true, force: true });
    execFileSync("cp", ["-a", this.base.url, name === "copy" ? this.from : url]);
    if (name === "copy") await initQuickVault(url, password);
  }

  private async timeOf(name: string, words: readonly string[]): Promise<number> {
    const known = this.undisturbedMs.get(name);
    if (known !== undefined) return known;
    await this.renew(name);
    const startedMs = Date.now();
    const { code, stderr } = await this.run(words, Infinity, "SIGINT");
    assert.equal(code, 0, `${name}: ${stderr}`);
    assert.doesNotMatch(stderr, crash, name);
    const ms = Date.now() - startedMs;
    this.undisturbedMs.set(name, ms);
    return ms;
  }

  private async run(
    words: readonly string[],
    afterMs: number,
    signal: NodeJS.Signals,
    againMs?: number,
  ): Promise<Ended> {
    const child = startRestera(this.access, words, { env: { RESTERA_HOME: this.folder } });
    const said: Buffer[] = [];
    child.stdout.resume();
    child.stderr.on("data", (bytes: Buffer) => said.push(bytes));
    const timers: NodeJS.Timeout[] = [];
    if (Number.isFinite(afterMs)) timers.push(setTimeout(() => child.kill(signal), afterMs));
    if (againMs !== undefined) timers.push(setTimeout(() => child.kill(signal), afterMs + againMs));
    const [code, by] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    for (const timer of timers) clearTimeout(timer);
    return { code, signal: by, stderr: Buffer.concat(said).toString() };
  }

  private async assertSound(about: string): Promise<void> {
    const vault = await openVault(this.access.url, { password });
    try {
      const { findings } = await vault.check({});
      const errors = findings.filter(({ level }) => level === "error");
      assert.deepEqual(errors, [], about);
    } finally {
      await vault.close();
    }
  }
}
