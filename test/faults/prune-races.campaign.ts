// Backups and prunes as processes of their own, at the same time, with clocks an hour apart. No backup is ever kept out, and in
// the end every snapshot comes back, also once what was marked is deleted.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createVault, openVault, type Vault } from "../../src/index.ts";
import { openObjectStore } from "../../src/compose/open-object-store.ts";
import { decodeMarks, encodeMarks, hasMarks, timeOf } from "../../src/engine/prune/marks.ts";
import { openVault as openEngineVault } from "../../src/engine/vault/open-vault.ts";
import { findRestic, type Peer, runRestic } from "../interop/peers.ts";
import { seededRandom } from "../servers/faults.ts";
import type { Campaign, CampaignRun } from "../support/campaign.ts";
import { assertSameFolders } from "../support/compare-folders.ts";
import { describeFolder, type Folder } from "../support/describe-folder.ts";
import {
  type CommandRun,
  jsonLines,
  runRestera,
  type VaultAccess,
} from "../support/run-restera.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { password } from "../support/test-vault.ts";

const restic = findRestic("latest");
const hourMs = 3_600_000;
const clock = pathToFileURL(join(import.meta.dirname, "../support/shifted-clock.ts")).href;
const files = 60;

export const campaign: Campaign = {
  cases: 60,
  skip: restic === undefined && "no newest restic here: run scripts/install-peers.sh",
  start: (seed) => RaceRun.start(restic!, seed),
};

class RaceRun implements CampaignRun {
  private readonly restic: Peer;
  private readonly folder: string;
  private readonly base: VaultAccess;
  private readonly source: string;
  private readonly old = new Map<string, Folder>();
  private readonly counts = { backups: 0, prunes: 0, marked: 0, deleted: 0, revived: 0 };

  private constructor(restic: Peer, folder: string) {
    this.restic = restic;
    this.folder = folder;
    this.base = { url: join(folder, "base"), password };
    this.source = join(folder, "source");
  }

  static async start(restic: Peer, seed: number): Promise<RaceRun> {
    const run = new RaceRun(restic, mkdtempSync(join(tmpdir(), "restera-races-")));
    const vault = await createVault(run.base.url, { password });
    mkdirSync(run.source);
    // Every second version is forgotten: a backup that meets its content again finds it unused.
    for (const version of [0, 1, 2]) {
      run.writeSource(seed, version);
      const { snapshot } = await vault.backUp({ paths: [run.source], packSizeMib: 4 });
      if (version === 1) await vault.forget({ snapshots: [snapshot!.id] });
      else run.old.set(snapshot!.id, describeFolder(run.source));
    }
    await vault.close();
    // What the backups of all cases find: content of the version that is forgotten.
    run.writeSource(seed, 1);
    return run;
  }

  async runCase(seed: number): Promise<void> {
    const random = seededRandom(seed);
    const access = { url: join(this.folder, "case"), password };
    rmSync(access.url, { recursive: true, force: true });
    execFileSync("cp", ["-a", this.base.url, access.url]);
    const kept = new Map(this.old);
    for (const phase of ["mark", "delete"]) {
      const runs = await Promise.all([
        this.backUp(access, random),
        this.backUp(access, random),
        this.prune(access, random),
      ]);
      for (const id of runs.flatMap((one) => one ?? [])) kept.set(id, describeFolder(this.source));
      await this.assertWhole(access, kept, phase);
      await this.age(access);
    }
  }

  async finish(): Promise<string> {
    const { backups, prunes, marked, deleted, revived } = this.counts;
    return `${backups} backups beside ${prunes} prunes; packs: ${marked} marked, ${revived} taken back, ${deleted} deleted`;
  }

  async stop(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private writeSource(seed: number, version: number): void {
    for (let i = 0; i < files; i++) {
      const content = seededBytes(seed + 1000 * (i % 5 === 0 ? 0 : version) + i, 40_000);
      writeFileSync(join(this.source, `file ${i}`), content);
    }
  }

  private async backUp(access: VaultAccess, random: () => number): Promise<string[]> {
    const words = ["backup", "--force", "--json", "--pack-size", "4", this.source];
    const run = await this.later(access, words, random);
    assert.equal(run.code, 0, `a backup was kept out: ${run.stderr}`);
    this.counts.backups++;
    return [String(jsonLines(run.stdout).at(-1)!["snapshot_id"])];
  }

  private async prune(access: VaultAccess, random: () => number): Promise<void> {
    const words = ["prune", "--mark", "--json", "--max-unused", "0", "--pack-size", "4"];
    const run = await this.later(access, words, random);
    assert.equal(run.code, 0, run.stderr);
    const told = jsonLines(run.stdout).at(-1) as Record<string, string[]>;
    this.counts.prunes++;
    this.counts.marked += told["marked"]!.length;
    this.counts.deleted += told["deleted"]!.length;
    this.counts.revived += told["revived"]!.length;
  }

  /** Begins within a second; its clock is an hour early, right, or an hour late. */
  private async later(
    access: VaultAccess,
    words: string[],
    random: () => number,
  ): Promise<CommandRun> {
    const shiftMs = (Math.floor(random() * 3) - 1) * hourMs;
    const delayMs = random() * 1000;
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    const env = { NODE_OPTIONS: `--import=${clock}`, RESTERA_TEST_CLOCK_MS: String(shiftMs) };
    return runRestera(access, words, { env });
  }

  /** A day goes by: nobody is there who was when the packs were marked. */
  private async age({ url }: VaultAccess): Promise<void> {
    const opened = await openEngineVault(await openObjectStore(url), { password });
    const ids: string[] = [];
    for await (const id of opened.objects.list("index")) ids.push(id);
    for (const id of ids) {
      const text = await opened.objects.load("index", id);
      if (!hasMarks(text)) continue;
      const time = timeOf(new Date(Date.now() - 26 * hourMs));
      const marks = decodeMarks(text, id, new Date()).map((mark) => ({ ...mark, time }));
      await opened.objects.save("index", encodeMarks(marks));
      await opened.store.delete([`index/${id}`]);
    }
    await opened.store.close();
  }

  private async assertWhole(
    access: VaultAccess,
    kept: ReadonlyMap<string, Folder>,
    about: string,
  ): Promise<void> {
    const check = await runRestic(this.restic, access, ["check", "--read-data"]);
    assert.equal(check.status, 0, `${about}: ${check.stdout}${check.stderr}`);
    const vault = await openVault(access.url, { password });
    try {
      for (const [id, folder] of kept) await this.restore(vault, id, folder);
    } finally {
      await vault.close();
    }
  }

  private async restore(vault: Vault, id: string, folder: Folder): Promise<void> {
    const target = join(this.folder, "restored");
    const { problems } = await vault.restore({ snapshot: `${id}:${this.source}`, target });
    assert.deepEqual(problems, [], `snapshot ${id}`);
    assertSameFolders(target, folder, { without: (path) => path === "." });
    rmSync(target, { recursive: true });
  }
}
