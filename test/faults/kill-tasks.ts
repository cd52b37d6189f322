// Kill -9 at random moments of a process that runs tasks: no task is lost, none is run twice, none is stuck. A task that had
// done its work but was killed before that was on disk is begun again, as it must be; how often is told.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { openDatabase } from "../../src/compose/open-database.ts";
import { addTask } from "../../src/services/tasks/add-task.ts";
import { readEvents } from "../../src/services/tasks/task-events.ts";
import type { Task } from "../../src/services/tasks/task.ts";
import type { Database } from "../../src/stores/database/database.ts";
import { untilState } from "../contracts/tasks/until-state.ts";
import { seededRandom } from "../servers/faults.ts";
import type { CampaignRun } from "../support/campaign.ts";

const worker = join(import.meta.dirname, "../contracts/tasks/task-worker.ts");

/** Cases on one database, SQLite's or PostgreSQL's. */
export class KillTasksRun implements CampaignRun {
  private readonly folder: string;
  private readonly url: string;
  private readonly database: Database;
  private readonly tasks: string[] = [];
  /** When each process was killed, by its number. */
  private readonly killedMs = new Map<number, number>();
  private child: ChildProcess;
  private readonly counts = { killed: 0, interrupted: 0, repeated: 0 };

  private constructor(folder: string, url: string, database: Database) {
    this.folder = folder;
    this.url = url;
    this.database = database;
    this.child = this.startWorker();
  }

  /** On a new SQLite database, or on the one that is given. */
  static async start(given?: string): Promise<KillTasksRun> {
    const folder = mkdtempSync(join(tmpdir(), "restera-kill-tasks-"));
    const url = given ?? join(folder, "restera.db");
    return new KillTasksRun(folder, url, await openDatabase(url));
  }

  async runCase(seed: number): Promise<void> {
    const random = seededRandom(seed);
    const below = (limit: number): number => Math.floor(random() * limit);
    const added: string[] = [];
    for (let count = 1 + below(4); count > 0; count--) {
      const lane = random() < 0.5 ? { lane: `lane ${below(2)}` } : {};
      const input = { ms: below(80) };
      const { id } = await addTask(this.database, {
        ...{ kind: "test", handler: "write", input, mostAttempts: 1000 },
        ...lane,
      });
      added.push(id);
    }
    this.tasks.push(...added);
    await sleep(below(250));
    await this.kill();
    this.child = this.startWorker();
    // Every other time the next one is killed too, while it starts and takes over.
    if (random() < 0.5) {
      await sleep(below(700));
      await this.kill();
      this.child = this.startWorker();
    }
    for (const id of added) await untilState(this.database, id, ["done"]);
  }

  async finish(): Promise<string> {
    this.child.kill("SIGTERM");
    await once(this.child, "exit");
    const lines = readFileSync(this.effects, "utf8").trim().split("\n");
    const told = new Map<string, string[]>();
    for (const line of lines) {
      const id = line.split(" ")[1]!;
      told.set(id, [...(told.get(id) ?? []), line]);
    }
    for (const id of this.tasks) {
      const task = await untilState(this.database, id, ["done"]);
      await this.checkTask(task, told.get(id) ?? []);
    }
    if (this.isFile) this.checkFile();
    const { killed, interrupted, repeated } = this.counts;
    return `${killed} processes killed, ${this.tasks.length} tasks all done, ${interrupted} interruptions, ${repeated} had ended unrecorded`;
  }

  async stop(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.database.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async checkTask(task: Task, lines: readonly string[]): Promise<void> {
    const story = [...lines, JSON.stringify(task)].join("\n");
    const events = (await readEvents(this.database, { taskId: task.id })).map(({ event }) => event);
    assert.equal(events.filter((event) => event === "done").length, 1, story);
    const interruptions = events.filter((event) => event === "interrupted").length;
    assert.equal(events.filter((event) => event === "running").length, interruptions + 1, story);
    this.counts.interrupted += interruptions;
    let [openUntilMs, attempt, ended] = [Number.NEGATIVE_INFINITY, 0, 0];
    for (const line of lines) {
      const [word, , number, pid, time] = line.split(" ");
      if (word === "end") {
        ended++;
        openUntilMs = Number(time);
        continue;
      }
      assert.ok(Number(number) > attempt, `an attempt twice:\n${story}`);
      assert.ok(Number(time) >= openUntilMs, `two at the same time:\n${story}`);
      attempt = Number(number);
      openUntilMs = this.killedMs.get(Number(pid)) ?? Infinity;
    }
    assert.ok(ended >= 1, `never ended:\n${story}`);
    assert.ok(attempt <= task.attempt, `begun without a claim:\n${story}`);
    this.counts.repeated += ended - 1;
  }

  private get isFile(): boolean {
    return this.url.startsWith(this.folder);
  }

  private checkFile(): void {
    const plain = new DatabaseSync(this.url);
    const [check] = plain.prepare("pragma integrity_check").all();
    plain.close();
    assert.equal(check?.["integrity_check"], "ok");
  }

  private get effects(): string {
    return join(this.folder, "effects");
  }

  private startWorker(): ChildProcess {
    const args = [worker, this.url, this.effects, "600"];
    return spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"] });
  }

  private async kill(): Promise<void> {
    const exit = once(this.child, "exit");
    this.child.kill("SIGKILL");
    const [code, signal] = (await exit) as [number | null, string | null];
    assert.deepEqual([code, signal], [null, "SIGKILL"], "a supervisor ends only when it is killed");
    this.killedMs.set(this.child.pid!, performance.timeOrigin + performance.now());
    this.counts.killed++;
    if (this.isFile) assert.ok(existsSync(this.url));
  }
}
