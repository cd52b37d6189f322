// A schedule that backs up every minute, in real time: ten minutes through two kill -9, each followed by a restart. Every
// minute has its snapshot, and none has two. A case is a minute.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openDatabase } from "../../src/compose/open-database.ts";
import { createVault, openVault } from "../../src/index.ts";
import { listTasks } from "../../src/services/tasks/find-tasks.ts";
import type { Task } from "../../src/services/tasks/task.ts";
import type { Database } from "../../src/stores/database/database.ts";
import { seededRandom } from "../servers/faults.ts";
import type { Campaign, CampaignRun } from "../support/campaign.ts";
import { runRestera } from "../support/run-restera.ts";
import { cliEntry } from "../support/cli-entry.ts";
import { seededBytes } from "../support/seeded-bytes.ts";

const minuteMs = 60_000;
const password = "a password";

export const campaign: Campaign = {
  cases: 10,
  skip: process.env["CI"] ? "takes ten minutes, in real time" : false,
  start: () => EveryMinuteRun.start(),
};

class EveryMinuteRun implements CampaignRun {
  private readonly folder: string;
  private readonly database: Database;
  private watch: ChildProcess;
  private minute = 0;
  private kills = 0;
  private dueMs = (Math.floor(Date.now() / minuteMs) + 1) * minuteMs;
  private readonly firstDueMs = this.dueMs;

  private constructor(folder: string, database: Database) {
    this.folder = folder;
    this.database = database;
    this.watch = this.startWatch();
  }

  static async start(): Promise<EveryMinuteRun> {
    // The first minute begins after all is ready.
    while (Date.now() % minuteMs > 40_000) await sleep(1000);
    const folder = mkdtempSync(join(tmpdir(), "restera-minutes-"));
    mkdirSync(join(folder, "source"));
    writeFileSync(join(folder, "password.txt"), password);
    const url = join(folder, "vault");
    await (await createVault(url, { password })).close();
    const words = ["schedule", "add", "s", "--times", "every minute", "-p", "password.txt"];
    const env = { RESTERA_HOME: join(folder, "home") };
    const access = { url, password: "" };
    const run = await runRestera(access, [...words, "backup", "source"], { cwd: folder, env });
    assert.equal(run.code, 0, run.stderr);
    return new EveryMinuteRun(folder, await openDatabase(join(folder, "home/restera.db")));
  }

  async runCase(seed: number): Promise<void> {
    const random = seededRandom(seed);
    this.minute++;
    writeFileSync(join(this.folder, "source/large"), seededBytes(seed, 120_000_000));
    writeFileSync(join(this.folder, "source/small"), String(seed));
    if (this.minute % 5 === 3) {
      // In the middle of a backup.
      const task = await this.untilDue((state) => state === "running");
      await sleep(400 + random() * 600);
      await this.kill(task);
      await sleep(random() * 5000);
      this.watch = this.startWatch();
    } else if (this.minute % 5 === 0) {
      // While nothing runs; back after the minute has begun.
      await this.kill();
      await sleep(this.dueMs - Date.now() + random() * 8000);
      this.watch = this.startWatch();
    }
    const task = await this.untilDue((state) => state === "done" || state === "failed");
    assert.equal(task.state, "done", JSON.stringify(task));
    this.dueMs += minuteMs;
  }

  async finish(): Promise<string> {
    this.watch.kill("SIGTERM");
    assert.deepEqual(await once(this.watch, "exit"), [0, null]);
    const tasks = (await listTasks(this.database, { schedule: "s", limit: 1000 })).toReversed();
    const expected = Array.from({ length: this.minute }, (_, i) => this.firstDueMs + i * minuteMs);
    assert.deepEqual(
      tasks.map(({ dueMs }) => dueMs),
      expected,
      "a task for every minute",
    );
    const vault = await openVault(join(this.folder, "vault"), { password });
    const times = (await vault.snapshots()).map(({ time }) => Date.parse(time));
    const report = await vault.check({ readData: true });
    await vault.close();
    assert.ok(report.ok, "the vault is sound");
    const minutes = times.map((ms) => Math.floor(ms / minuteMs) * minuteMs);
    assert.deepEqual(minutes, expected, "a snapshot in every minute, and no two");
    const attempts = tasks.filter(({ attempt }) => attempt > 1).length;
    return `${tasks.length} minutes, ${times.length} snapshots, ${this.kills} kills, ${attempts} resumed`;
  }

  async stop(): Promise<void> {
    this.watch.kill("SIGKILL");
    await this.database.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async untilDue(wanted: (state: Task["state"]) => boolean): Promise<Task> {
    const endMs = this.dueMs + minuteMs;
    for (;;) {
      const tasks = await listTasks(this.database, { schedule: "s", limit: 2 });
      const task = tasks.find(({ dueMs }) => dueMs === this.dueMs);
      if (task !== undefined && wanted(task.state)) return task;
      assert.ok(Date.now() < endMs, `nothing for ${new Date(this.dueMs).toISOString()}`);
      await sleep(20);
    }
  }

  private async kill(during?: Task): Promise<void> {
    this.watch.kill("SIGKILL");
    await once(this.watch, "exit");
    this.kills++;
    console.log(`  killed ${during ? `during task ${during.id}` : "while nothing ran"}`);
  }

  private startWatch(): ChildProcess {
    const { PATH = "" } = process.env;
    return spawn(process.execPath, [cliEntry, "watch"], {
      env: { PATH, LANG: "C.UTF-8", HOME: this.folder, RESTERA_HOME: join(this.folder, "home") },
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
}
