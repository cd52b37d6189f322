// Kill -9 at random moments of a process that stores, archives, deletes and restores a project: it is whole in its old or in its new state,
// never in both or neither, and what the dead left behind goes with the next change.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { archiveProject } from "../../src/services/projects/archive-project.ts";
import { hardDeleteProject, undeleteProject } from "../../src/services/projects/delete-project.ts";
import { extractProject } from "../../src/services/projects/extract-project.ts";
import { archiveFiles } from "../../src/services/projects/find-project.ts";
import { listProjects } from "../../src/services/projects/list-projects.ts";
import {
  locksFolder,
  projectStorage,
  stagingFolder,
} from "../../src/services/projects/project-storage.ts";
import { storeProject } from "../../src/services/projects/store-project.ts";
import { seededRandom } from "../servers/faults.ts";
import type { Campaign, CampaignRun } from "../support/campaign.ts";
import { leftovers } from "../support/project-world.ts";
import { seededBytes } from "../support/seeded-bytes.ts";

const writer = join(import.meta.dirname, "kill-project/project-writer.ts");

export const campaign: Campaign = {
  cases: 200,
  skip: false,
  start: async (seed) => new KillProjectRun(seed),
};

class KillProjectRun implements CampaignRun {
  private readonly folder = mkdtempSync(join(tmpdir(), "restera-kill-project-"));
  private readonly root = join(this.folder, "storage");
  private readonly source = join(this.folder, "source");
  private readonly counts = { killed: 0, old: 0, fresh: 0, left: 0 };

  constructor(seed: number) {
    for (let i = 0; i < 30; i++) {
      const folder = join(this.source, `folder ${i % 5}`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${i}.bin`), seededBytes(seed + i, 30_000));
    }
  }

  async runCase(seed: number): Promise<void> {
    const random = seededRandom(seed);
    const child = spawn(process.execPath, [writer, this.root, this.source], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let told = "";
    child.stdout.on("data", (bytes: Buffer) => (told += bytes.toString()));
    const closed = once(child, "close");
    await once(child.stdout, "data");
    await sleep(random() * 1000);
    child.kill("SIGKILL");
    await closed;
    this.counts.killed += 1;
    await this.check(told.trim().split("\n"));
    rmSync(this.root, { recursive: true, force: true });
  }

  private async check(told: readonly string[]): Promise<void> {
    const storage = projectStorage(this.root);
    const before = told.findLast((line) => line.startsWith("done "))?.slice(5) ?? "gone";
    const after = told.at(-1)!.replace(/^(?:begin|done) /, "");
    const { projects, problems } = await listProjects(storage, { status: "all" });
    assert.deepEqual(problems, [], told.slice(-3).join(", "));
    assert.ok(projects.length <= 1, "it is there more than once");
    const state = projects[0]?.metadata.status ?? "gone";
    assert.ok(state === before || state === after, `${state}, after ${told.slice(-3).join(", ")}`);
    this.counts[state === after ? "fresh" : "old"] += 1;
    const kept = leftovers(this.root);
    this.counts.left += kept.length;
    // Only what is old enough: containers may not see each other's processes.
    const hourAgo = new Date(Date.now() - 3_600_000);
    for (const folder of [stagingFolder(storage), locksFolder(storage)]) {
      for (const name of readdirOf(folder)) utimesSync(join(folder, name), hourAgo, hourAgo);
    }
    if (state === "gone") {
      await storeProject(storage, { folder: this.source, metadata: { project_id: "p" } });
    }
    if (state === "deleted") await undeleteProject(storage, "p");
    const destination = join(this.root, "extracted");
    await extractProject(storage, "p", { destination });
    execFileSync("diff", ["-r", destination, this.source]);
    await archiveProject(storage, "p");
    assert.equal((await archiveFiles(storage)).length, 1);
    await hardDeleteProject(storage, "p", "p");
    assert.deepEqual(await archiveFiles(storage), []);
    assert.deepEqual(readdirOf(join(this.root, "projects")), []);
    assert.deepEqual(leftovers(this.root), [], "what the dead left is still there");
  }

  finish(): Promise<string> {
    const { killed, old, fresh, left } = this.counts;
    assert.ok(left > 0, "no process was killed at work");
    return Promise.resolve(
      `${killed} killed; ${old} in the old state, ${fresh} in the new one; ${left} leftovers removed`,
    );
  }

  stop(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
    return Promise.resolve();
  }
}

function readdirOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
