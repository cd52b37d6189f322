// Kill -9 at random moments of a process that stores, stores again, archives, extracts, deletes and restores a project: it is whole in its old or in
// its new state, never in both or neither, its versions are those that it had, and what the dead left behind goes with the next change.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepingVersions } from "../../src/compose/project-versions.ts";
import { archiveProject } from "../../src/services/projects/archive-project.ts";
import { hardDeleteProject, undeleteProject } from "../../src/services/projects/delete-project.ts";
import { extractProject } from "../../src/services/projects/extract-project.ts";
import { archiveFiles } from "../../src/services/projects/find-project.ts";
import { listProjects } from "../../src/services/projects/list-projects.ts";
import { projectHistory } from "../../src/services/projects/project-history.ts";
import {
  locksFolder,
  projectStorage,
  type ProjectStorage,
  reservedFolder,
  stagingFolder,
} from "../../src/services/projects/project-storage.ts";
import { storeProject } from "../../src/services/projects/store-project.ts";
import { seededRandom } from "../servers/faults.ts";
import type { Campaign, CampaignRun } from "../support/campaign.ts";
import { leftovers } from "../support/project-world.ts";
import { killAfter } from "../support/kill-after.ts";
import { seededBytes } from "../support/seeded-bytes.ts";

const writer = join(import.meta.dirname, "kill-project/project-writer.ts");
/** Of the writer. */
const steps = 11;
const longestMs = 2500;

export const campaign: Campaign = {
  cases: 200,
  skip: false,
  start: async (seed) => new KillProjectRun(seed),
};

class KillProjectRun implements CampaignRun {
  private readonly folder = mkdtempSync(join(tmpdir(), "restera-kill-project-"));
  private readonly sources = join(this.folder, "sources");
  private readonly counts = { killed: 0, old: 0, fresh: 0, left: 0 };
  private cases = 0;

  constructor(seed: number) {
    for (const source of ["a", "b"]) {
      for (let i = 0; i < 30; i++) {
        const folder = join(this.sources, source, `folder ${i % 5}`);
        mkdirSync(folder, { recursive: true });
        const isChanged = source === "b" && i % 10 === 0;
        writeFileSync(
          join(folder, `${i}.bin`),
          seededBytes(seed + i + (isChanged ? 1000 : 0), 30_000),
        );
      }
    }
  }

  async runCase(seed: number): Promise<void> {
    const random = seededRandom(seed);
    const root = join(this.folder, `storage ${(this.cases += 1)}`);
    const first = String(Math.floor(random() * steps));
    const told = await killAfter(random() * longestMs, writer, [root, this.sources, first]);
    this.counts.killed += 1;
    const storage = keepingVersions(projectStorage(root));
    await this.check(storage, told.trim().split("\n"));
    await this.goOn(storage);
    for (const each of [root, `${root} extracted`, `${root} out`])
      rmSync(each, { recursive: true, force: true });
  }

  /** It is whole as it was, or as it was going to be. */
  private async check(storage: ProjectStorage, told: readonly string[]): Promise<void> {
    const before = told.findLast((line) => line.startsWith("done "))!.slice(5);
    const after = told.at(-1)!.replace(/^(?:begin|done) /, "");
    const last = told.slice(-3).join(", ");
    const { projects, problems } = await listProjects(storage, { status: "all" });
    assert.deepEqual(problems, [], last);
    assert.ok(projects.length <= 1, "it is there more than once");
    const status = projects[0]?.metadata.status ?? "gone";
    // A deleted one cannot be looked into without bringing it back, which says as much.
    const state = status === "gone" ? status : `${status} ${await this.contentOf(storage, status)}`;
    assert.ok(state === before || state === after, `${state}, after ${last}`);
    this.counts[state === after ? "fresh" : "old"] += 1;
    if (status === "gone") return;
    const versions = await projectHistory(storage, "p");
    assert.deepEqual(
      versions.map(({ version, current }) => [version, current]),
      versions.map((_, i) => [i + 1, i + 1 === versions.length]),
      last,
    );
  }

  private async contentOf(storage: ProjectStorage, status: string): Promise<string> {
    if (status === "deleted") await undeleteProject(storage, "p");
    const destination = `${storage.root} extracted`;
    await extractProject(storage, "p", { destination });
    const same = ["a", "b"].filter((source) => isSame(destination, join(this.sources, source)));
    assert.equal(same.length, 1, "it is neither the one nor the other");
    return same[0]!;
  }

  /** Whatever was left goes with the next changes, and they work. */
  private async goOn(storage: ProjectStorage): Promise<void> {
    this.counts.left += leftovers(storage.root).length;
    // Only what is old enough: containers may not see each other's processes.
    const hourAgo = new Date(Date.now() - 3_600_000);
    for (const folder of [stagingFolder, locksFolder, reservedFolder].map((of) => of(storage))) {
      for (const name of readdirOf(folder)) utimesSync(join(folder, name), hourAgo, hourAgo);
    }
    const { version } = (
      await storeProject(storage, { folder: join(this.sources, "b"), projectId: "p" })
    ).metadata;
    const destination = `${storage.root} out`;
    await extractProject(storage, "p", { destination, version });
    execFileSync("diff", ["-r", destination, join(this.sources, "b")]);
    await archiveProject(storage, "p");
    assert.equal((await archiveFiles(storage)).length, 1);
    await hardDeleteProject(storage, "p", "p");
    assert.deepEqual(await archiveFiles(storage), []);
    assert.deepEqual(readdirOf(join(storage.root, "projects")), []);
    assert.deepEqual(leftovers(storage.root), [], "what the dead left is still there");
    const kept = await storage.versions!.use((store) => store.list("p"));
    assert.deepEqual(kept, [], "versions of a project that is gone are still there");
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

function isSame(folder: string, other: string): boolean {
  return spawnSync("diff", ["-r", folder, other]).status === 0;
}

function readdirOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
