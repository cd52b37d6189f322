// Kill -9 at random moments of a process that backs projects up: whatever is listed is whole, whatever was told done is listed, and what was half written is
// never a backup and goes with a later clean-up.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectBackups } from "../../src/compose/project-backups.ts";
import { projectStorage } from "../../src/services/projects/project-storage.ts";
import { storeProject } from "../../src/services/projects/store-project.ts";
import { seededRandom } from "../servers/faults.ts";
import type { Campaign, CampaignRun } from "../support/campaign.ts";
import { killAfter } from "../support/kill-after.ts";
import { seededBytes } from "../support/seeded-bytes.ts";

const writer = join(import.meta.dirname, "kill-project/backup-writer.ts");
const projects = ["a", "b", "c"];

export const campaign: Campaign = {
  cases: 100,
  skip: false,
  start: async (seed) => await KillBackupRun.start(seed),
};

class KillBackupRun implements CampaignRun {
  private readonly folder = mkdtempSync(join(tmpdir(), "restera-kill-backup-"));
  private readonly source = join(this.folder, "source");
  private readonly storage = projectStorage(join(this.folder, "storage"));
  private readonly destinations = [join(this.folder, "one"), join(this.folder, "two")];
  private readonly log = join(this.folder, "backup.log");
  private readonly counts = { killed: 0, whole: 0, half: 0 };

  static async start(seed: number): Promise<KillBackupRun> {
    const run = new KillBackupRun();
    for (let i = 0; i < 20; i++) {
      mkdirSync(join(run.source, `folder ${i % 5}`), { recursive: true });
      writeFileSync(join(run.source, `folder ${i % 5}`, `${i}.bin`), seededBytes(seed + i, 40_000));
    }
    for (const id of projects) {
      await storeProject(run.storage, { folder: run.source, metadata: { project_id: id } });
    }
    return run;
  }

  async runCase(seed: number): Promise<void> {
    const random = seededRandom(seed);
    const words = [this.storage.root, this.log, ...this.destinations];
    const told = await killAfter(random() * 700, writer, words);
    this.counts.killed += 1;
    await this.check([...told.matchAll(/^done (\S+)$/gm)].map(([, id = ""]) => id));
    for (const each of this.destinations) rmSync(each, { recursive: true, force: true });
  }

  private async check(done: readonly string[]): Promise<void> {
    const { storage, destinations, log } = this;
    const backups = projectBackups({
      storage,
      destinations,
      isDefault: false,
      compress: true,
      log,
    });
    const { backups: listed, problems } = await backups.list();
    assert.deepEqual(problems, []);
    for (const { backup_id: id, status } of listed) {
      assert.equal(status, "ok", id);
      assert.ok((await backups.verify(id)).ok, id);
    }
    for (const id of done) {
      const found = listed.find((each) => each.backup_id === id);
      assert.equal(found?.destinations.length, destinations.length, `${id} was told done`);
    }
    this.counts.whole += listed.length;
    // What is left is an hour and two days old, for stores look at the one and backups at the other.
    const old = new Date(Date.now() - 49 * 3_600_000);
    for (const each of destinations) {
      for (const file of filesIn(each)) {
        if (!listed.some(({ backup_id: id }) => file.includes(id))) utimesSync(file, old, old);
      }
    }
    const { unfinished } = await backups.prune({ days: 30 });
    this.counts.half += unfinished.length;
    const target = join(this.folder, "restored");
    await backups.backUp(undefined);
    await backups.restore({ backup: "latest", destination: target });
    for (const id of projects)
      execFileSync("diff", ["-r", join(target, id, "source"), this.source]);
    rmSync(target, { recursive: true });
    for (const each of destinations) {
      const left = filesIn(each).filter(
        (file) => !/backup_[^/]+\/(?:manifest\.json|\w\.tar\.gz)$/.test(file),
      );
      assert.deepEqual(left, [], "what the dead left is still there");
    }
  }

  finish(): Promise<string> {
    const { killed, whole, half } = this.counts;
    assert.ok(half > 0, "no process was killed at work");
    return Promise.resolve(`${killed} killed; ${whole} whole backups, ${half} half ones removed`);
  }

  stop(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
    return Promise.resolve();
  }
}

function filesIn(folder: string): string[] {
  try {
    const found = readdirSync(folder, { recursive: true, withFileTypes: true });
    return found.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
  } catch {
    return [];
  }
}
