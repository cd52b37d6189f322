// Two processes that run tasks, and two that make them, on one database, a minute in all: every task runs once, and no lane
// has two at the same time. A case is five seconds.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openDatabase } from "../../src/compose/open-database.ts";
import { addTask } from "../../src/services/tasks/add-task.ts";
import type { Database } from "../../src/stores/database/database.ts";
import { untilState } from "../contracts/tasks/until-state.ts";
import { seededRandom } from "../servers/faults.ts";
import { type PostgresServer, skipWithoutPostgres, startPostgres } from "../servers/postgres.ts";
import type { Campaign, CampaignRun } from "../support/campaign.ts";

const worker = join(import.meta.dirname, "../contracts/tasks/task-worker.ts");
const caseMs = 5000;
const mostTasks = 400;

export const campaign: Campaign = {
  cases: 12,
  skip: false,
  start: () => TwoSupervisorsRun.start(),
};

/** Every other case is on PostgreSQL, where that is there. */
class TwoSupervisorsRun implements CampaignRun {
  private readonly folder = mkdtempSync(join(tmpdir(), "restera-two-"));
  private readonly server: PostgresServer | undefined;
  private readonly counts = { tasks: 0, cases: 0, postgres: 0 };

  private constructor(server: PostgresServer | undefined) {
    this.server = server;
  }

  static async start(): Promise<TwoSupervisorsRun> {
    return new TwoSupervisorsRun(skipWithoutPostgres() ? undefined : await startPostgres());
  }

  async runCase(seed: number): Promise<void> {
    const number = this.counts.cases++;
    const isPostgres = this.server !== undefined && number % 2 === 1;
    const effects = join(this.folder, `effects ${number}`);
    const url = isPostgres
      ? await this.server.createDatabase()
      : join(this.folder, `home ${number}`, "restera.db");
    const makers = await Promise.all([openDatabase(url), openDatabase(url)]);
    const children = [1, 2].map(() => this.startWorker(url, effects));
    try {
      const lanes = new Map<string, string>();
      await Promise.all(
        makers.map((database, index) => makeTasks(database, seed * 2 + index, lanes)),
      );
      for (const id of lanes.keys()) {
        const task = await untilState(makers[0], id, ["done", "failed", "cancelled"]);
        assert.deepEqual([task.state, task.attempt], ["done", 1], JSON.stringify(task));
      }
      checkEffects(readFileSync(effects, "utf8").trim().split("\n"), lanes);
      this.counts.tasks += lanes.size;
      if (isPostgres) this.counts.postgres++;
      for (const child of children) {
        child.kill("SIGTERM");
        assert.deepEqual(await once(child, "exit"), [0, null]);
      }
    } finally {
      for (const child of children) child.kill("SIGKILL");
      for (const maker of makers) await maker.close();
    }
  }

  async finish(): Promise<string> {
    const { tasks, postgres } = this.counts;
    return `${tasks} tasks, each run once; ${postgres} cases on PostgreSQL`;
  }

  async stop(): Promise<void> {
    await this.server?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private startWorker(url: string, effects: string): ChildProcess {
    return spawn(process.execPath, [worker, url, effects], {
      stdio: ["ignore", "inherit", "inherit"],
    });
  }
}

async function makeTasks(
  database: Database,
  seed: number,
  lanes: Map<string, string>,
): Promise<void> {
  const random = seededRandom(seed);
  const endMs = performance.now() + caseMs;
  while (performance.now() < endMs && lanes.size < mostTasks) {
    const lane = random() < 0.7 ? `lane ${Math.floor(random() * 3)}` : undefined;
    const input = { ms: Math.floor(random() * 20) };
    const task = { kind: "test", handler: "write", input };
    const { id } = await addTask(database, lane === undefined ? task : { ...task, lane });
    lanes.set(id, lane ?? id);
    await sleep(random() * 60);
  }
}

function checkEffects(lines: readonly string[], lanes: ReadonlyMap<string, string>): void {
  const open = new Map<string, string>();
  const begun = new Set<string>();
  const byTime = lines
    .map((line) => line.split(" "))
    .sort(([, , , , a], [, , , , b]) => Number(a) - Number(b));
  for (const [word, id = ""] of byTime) {
    const lane = lanes.get(id)!;
    if (word === "end") {
      open.delete(lane);
      continue;
    }
    assert.ok(!begun.has(id), `${id} ran twice`);
    assert.equal(open.get(lane), undefined, `two at once in ${lane}`);
    begun.add(id);
    open.set(lane, id);
  }
  assert.deepEqual(begun, new Set(lanes.keys()));
}
