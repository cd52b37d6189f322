// Kill -9 at random moments of a process that stores, replaces, archives and deletes a project whose files a plugin packs: the project is whole in its old or in its
// new state, and a clean-up a day later leaves nothing that no project names.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CompressionPlugin, StorageManager } from "../../src/faces/library/orchestrator/index.ts";
import { seededRandom } from "../servers/faults.ts";
import type { Campaign, CampaignRun } from "../support/campaign.ts";
import { killAfter } from "../support/kill-after.ts";
import { seededBytes } from "../support/seeded-bytes.ts";

const writer = join(import.meta.dirname, "kill-project/packed-writer.ts");

export const campaign: Campaign = {
  cases: 200,
  skip: false,
  start: async (seed) => new KillPackedRun(seed),
};

class KillPackedRun implements CampaignRun {
  private readonly folder = mkdtempSync(join(tmpdir(), "restera-kill-packed-"));
  private readonly root = join(this.folder, "storage");
  private readonly sources = {
    first: join(this.folder, "first"),
    second: join(this.folder, "second"),
  };
  private readonly counts = { killed: 0, old: 0, fresh: 0, bodies: 0 };

  constructor(seed: number) {
    for (const [at, folder] of Object.values(this.sources).entries()) {
      for (let i = 0; i < 20; i++) {
        mkdirSync(join(folder, `folder ${i % 5}`), { recursive: true });
        writeFileSync(
          join(folder, `folder ${i % 5}`, `${i}.bin`),
          seededBytes(seed + i + at, 30_000),
        );
      }
    }
  }

  async runCase(seed: number): Promise<void> {
    const random = seededRandom(seed);
    mkdirSync(this.root, { recursive: true });
    const { first, second } = this.sources;
    const told = await killAfter(random() * 700, writer, [this.root, first, second]);
    this.counts.killed += 1;
    await this.check(told.trim().split("\n"));
    rmSync(this.root, { recursive: true, force: true });
  }

  private async check(told: readonly string[]): Promise<void> {
    const storage = new StorageManager({
      ...{ basePath: this.root, versions: false, plugins: [new CompressionPlugin()] },
      ...{ folder: this.root, environment: { RESTERA_HOME: this.root } },
    });
    const before = told.findLast((line) => line.startsWith("done "))?.slice(5) ?? "gone";
    const after = told.at(-1)!.replace(/^(?:begin|done) /, "");
    const projects = await storage.listProjects({ status: "all" });
    assert.ok(projects.length <= 1);
    const state =
      projects[0] === undefined ? "gone" : await this.stateOf(storage, projects[0].status);
    assert.ok(state === before || state === after, `${state}, after ${told.slice(-3).join(", ")}`);
    this.counts[state === after ? "fresh" : "old"] += 1;
    const old = new Date(Date.now() - 49 * 3_600_000);
    for (const file of this.filesBelow(".restera")) utimesSync(file, old, old);
    const { problems } = await storage.fullCleanup();
    assert.deepEqual(problems, []);
    const bodies = this.filesBelow(".restera/bodies");
    this.counts.bodies += bodies.length;
    assert.equal(bodies.length, projects.length, "a body that no project names");
    if (state !== "gone") {
      await this.stateOf(storage, "active");
      await storage.deleteProject("p", { soft: false });
    }
    assert.deepEqual(this.filesBelow(".restera/bodies"), []);
  }

  /** Whole, and what it was stored from. */
  private async stateOf(storage: StorageManager, status: string): Promise<string> {
    const destination = join(this.folder, "extracted");
    await storage.extractProject("p", { destination });
    const source = Object.entries(this.sources).find(
      ([, folder]) => spawnSync("diff", ["-rq", destination, folder]).status === 0,
    );
    rmSync(destination, { recursive: true });
    assert.ok(source !== undefined, "it is neither the first nor the second");
    return `${status} ${source[0]}`;
  }

  private filesBelow(path: string): string[] {
    try {
      const folder = join(this.root, path);
      const found = readdirSync(folder, { recursive: true, withFileTypes: true });
      return found.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
    } catch {
      return [];
    }
  }

  finish(): Promise<string> {
    const { killed, old, fresh, bodies } = this.counts;
    assert.ok(bodies > 0, "no process was killed with a project stored");
    return Promise.resolve(`${killed} killed; ${old} in the old state, ${fresh} in the new one`);
  }

  stop(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
    return Promise.resolve();
  }
}
