// Kill -9 at random moments of processes that make archives, two at a time, in the same seconds: an archive that was told of is there and
// sound, whatever is there is whole, no metadata stands alone, and what the dead left behind goes with the next archive.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { archiveSources } from "../../src/compose/archive-sources.ts";
import { createArchive } from "../../src/services/archives/create-archive.ts";
import { listArchives } from "../../src/services/archives/list-archives.ts";
import { verifyArchive } from "../../src/services/archives/verify-archive.ts";
import { seededRandom } from "../servers/faults.ts";
import type { Campaign, CampaignRun } from "../support/campaign.ts";
import { seededBytes } from "../support/seeded-bytes.ts";

const writer = join(import.meta.dirname, "kill-archive/archive-writer.ts");

export const campaign: Campaign = {
  cases: 100,
  skip: false,
  start: async (seed) => new KillArchiveRun(seed),
};

class KillArchiveRun implements CampaignRun {
  private readonly folder = mkdtempSync(join(tmpdir(), "restera-kill-archive-"));
  private readonly backups = join(this.folder, "backups");
  private readonly children = new Set<ChildProcess>();
  private readonly counts = { killed: 0, told: 0, untold: 0, left: 0 };

  constructor(seed: number) {
    mkdirSync(join(this.folder, "data/ai_hub"), { recursive: true });
    for (let i = 0; i < 20; i++) {
      const bytes = seededBytes(seed + i, 20_000);
      writeFileSync(join(this.folder, `data/ai_hub/${i}.bin`), bytes);
      writeFileSync(join(this.folder, `data/ai_hub/${i}.json`), JSON.stringify([...bytes]));
    }
  }

  async runCase(seed: number): Promise<void> {
    const random = seededRandom(seed);
    const told: string[] = [];
    const children = [seed, seed + 5].map((each) => this.startWriter(each, told));
    for (const child of children) {
      await once(child.stdout!, "data");
      await sleep(random() * 150);
      const exit = once(child, "exit");
      child.kill("SIGKILL");
      await exit;
      this.counts.killed += 1;
    }
    await this.check(told);
    rmSync(this.backups, { recursive: true, force: true });
  }

  private async check(told: readonly string[]): Promise<void> {
    const names = readdirSync(this.backups);
    const archives = await listArchives([this.backups]);
    const ids = archives.map(({ backup_id: id }) => id);
    assert.equal(new Set(ids).size, ids.length, "two archives have one id");
    for (const id of told) assert.ok(ids.includes(id), `${id} was told of and is not there`);
    for (const archive of archives) {
      const check = await verifyArchive(archive);
      assert.deepEqual(check.problems, [], archive.filename);
      assert.equal(check.files, 40, archive.filename);
      assert.ok(archive.has_metadata || !told.includes(archive.backup_id), archive.filename);
    }
    for (const name of names.filter((each) => each.endsWith("_metadata.json"))) {
      assert.ok(ids.includes(name.replace("_metadata.json", "")), `${name} stands alone`);
    }
    this.counts.told += told.length;
    this.counts.untold += archives.length - told.length;
    this.counts.left += names.filter((name) => name.startsWith(".")).length;
    // Only what is old enough: containers may not see each other's processes.
    const hourAgo = new Date(Date.now() - 3_600_000);
    for (const name of names.filter((each) => each.startsWith("."))) {
      utimesSync(join(this.backups, name), hourAgo, hourAgo);
    }
    const settingsFile = join(this.folder, "none.json");
    const sources = await archiveSources({ folder: this.folder, settingsFile });
    await createArchive({ folder: this.backups, sources, format: "tar" });
    const hidden = readdirSync(this.backups).filter((name) => name.startsWith("."));
    assert.deepEqual(hidden, [], "what the dead left is still there");
  }

  finish(): Promise<string> {
    const { killed, told, untold, left } = this.counts;
    assert.ok(left > 0, "no process was killed at work");
    return Promise.resolve(
      `${killed} processes killed, ${told} archives told of and ${untold} that were not yet, all sound; ${left} leftovers removed`,
    );
  }

  stop(): Promise<void> {
    for (const child of this.children) child.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
    return Promise.resolve();
  }

  private startWriter(seed: number, told: string[]): ChildProcess {
    const child = spawn(process.execPath, [writer, this.folder, String(seed)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.children.add(child);
    child.once("exit", () => this.children.delete(child));
    let held = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      const lines = (held + text).split("\n");
      held = lines.pop()!;
      told.push(...lines);
    });
    return child;
  }
}
