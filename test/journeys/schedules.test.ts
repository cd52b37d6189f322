import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test, type TestContext } from "node:test";
import { runCli } from "../../src/faces/cli/testing/run-cli.ts";
import { composedVaults } from "../../src/faces/cli/vault-access/vault-ports.ts";
import { openVault } from "../../src/index.ts";
import { type CommandRun, jsonLines, runRestera, startRestera } from "../support/run-restera.ts";
import { initQuickVault } from "../support/init-quick-vault.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const password = "a password";

interface Place {
  readonly folder: string;
  /** A command in this process; what it starts are processes of their own. */
  run(...words: string[]): Promise<CommandRun>;
  /** Starts `watch`; its messages come one by one. */
  watch(): Watch;
  snapshots(): Promise<number>;
}

interface Watch {
  /** Waits for a task's message with this state; gives the task's id. */
  until(state: string): Promise<string>;
  stop(signal: NodeJS.Signals): Promise<[code: number | null, signal: string | null]>;
}

/** A folder with a vault, something to keep and Restera's own home. */
async function place(t: TestContext): Promise<Place> {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, "notes"));
  writeFileSync(join(folder, "notes/a.md"), "what was thought of");
  writeFileSync(join(folder, "password.txt"), `${password}\n`);
  const access = { url: join(folder, "vault"), password: "" };
  await initQuickVault(access.url, password);
  const options = { cwd: folder, env: { RESTERA_HOME: join(folder, "home"), HOME: folder } };
  return {
    folder,
    run: (...words) =>
      runCli(words, {
        environment: { ...options.env, PATH: process.env["PATH"] ?? "", RESTERA_VAULT: access.url },
        ...{ cwd: folder, home: folder, vaults: composedVaults },
      }),
    watch() {
      const child = startRestera(access, ["watch", "--json"], options);
      t.after(() => void child.kill("SIGKILL"));
      child.stderr.resume();
      const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
      const closed = once(child, "close");
      return {
        async until(state) {
          for (;;) {
            const { value, done } = await lines.next();
            assert.ok(!done, `watch ended before a task was ${state}`);
            const message = JSON.parse(value) as { id: string; state: string };
            if (message.state === state) return message.id;
          }
        },
        async stop(signal) {
          child.kill(signal);
          return (await closed) as [number | null, string | null];
        },
      };
    },
    async snapshots() {
      const vault = await openVault(access.url, { password });
      const found = await vault.snapshots();
      await vault.close();
      return found.length;
    },
  };
}

const ok = (run: CommandRun): string => {
  assert.equal(run.code, 0, run.stderr);
  return run.stdout;
};

test("a schedule is added, run by hand, looked at and removed", async (t) => {
  const { run, snapshots, folder } = await place(t);
  const words = ["--password-file", "password.txt", "--times", "daily at 03:00"];
  const added = await run("schedule", "add", "notes", ...words, "backup", "notes");
  assert.match(ok(added), /notes.*daily at 03:00/);
  const [schedule] = JSON.parse(ok(await run("schedule", "list", "--json"))) as [
    Record<string, unknown>,
  ];
  assert.equal(schedule.vault, join(folder, "vault"));
  assert.match(String(schedule.next), /T03:00:00\.000Z$/);

  ok(await run("schedule", "run", "notes"));
  assert.equal(await snapshots(), 1);
  const [task] = JSON.parse(ok(await run("task", "list", "--json"))) as [Record<string, unknown>];
  assert.equal(task.state, "done");
  assert.equal(task.schedule, "notes");
  const { summary } = task.result as { summary: Record<string, unknown> };
  assert.equal(summary.total_files_processed, 1);
  const events = jsonLines(ok(await run("task", "log", String(task.id), "--json")));
  assert.deepEqual(
    events.map(({ event }) => event),
    ["queued", "running", "done"],
  );
  const after = String(events[1]!.seq);
  const later = jsonLines(ok(await run("task", "log", "--after", after, "--json")));
  assert.deepEqual(
    later.map(({ event }) => event),
    ["done"],
  );
  assert.match(ok(await run("task", "show", String(task.id).slice(0, 8))), /backup notes/);
  assert.equal((await run("task", "cancel", String(task.id))).code, 1);

  ok(await run("schedule", "remove", "notes"));
  assert.deepEqual(JSON.parse(ok(await run("schedule", "list", "--json"))), []);
});

test("a failing schedule says why, by exit code and health, and tells it and its recovery once", async (t) => {
  const { run, folder } = await place(t);
  const told = join(folder, "told");
  const script = `require("node:fs").appendFileSync(${JSON.stringify(told)}, process.argv[1] + " ")`;
  ok(await run("notify", "add", "me", "--", process.execPath, "-e", script));
  const words = ["--password-file", "later.txt", "--times", "hourly", "backup", "notes"];
  ok(await run("schedule", "add", "notes", ...words));
  const { code, stderr } = await run("schedule", "run", "notes");
  assert.equal(code, 1);
  assert.match(stderr, /later\.txt/);
  const health = await run("health", "--notify", "--json");
  assert.equal(health.code, 1);
  const { schedules } = JSON.parse(health.stdout) as { schedules: Record<string, unknown>[] };
  assert.equal(schedules[0]?.state, "failing");
  assert.match(String(schedules[0]?.problem), /later\.txt/);
  assert.equal((await run("health", "--notify")).code, 1);
  assert.equal(readFileSync(told, "utf8"), "failure ");

  writeFileSync(join(folder, "later.txt"), password);
  ok(await run("schedule", "run", "notes", "--quiet"));
  ok(await run("health", "--notify"));
  assert.equal(readFileSync(told, "utf8"), "failure recovery ");
});

test("watch runs what is due, ends in order, and health is well", async (t) => {
  const { run, watch, snapshots } = await place(t);
  const words = ["--password-file", "password.txt", "--times", "every 6 h", "backup", "notes"];
  ok(await run("schedule", "add", "notes", ...words));
  const watching = watch();
  const id = await watching.until("done");
  assert.deepEqual(await watching.stop("SIGTERM"), [0, null]);
  assert.equal(await snapshots(), 1);
  const task = JSON.parse(ok(await run("task", "show", id, "--json"))) as Record<string, unknown>;
  assert.equal(task.attempt, 1);
  assert.match(ok(await run("health")), /notes/);
});

test("a backup whose watch is killed is gone on with, and makes one snapshot", async (t) => {
  const { run, watch, snapshots, folder } = await place(t);
  const slow = `sh -c 'test -e ${folder}/again || sleep 60; cat ${folder}/password.txt'`;
  const words = ["--password-command", slow, "--times", "every 6 h", "backup", "notes"];
  ok(await run("schedule", "add", "notes", ...words));
  const first = watch();
  const id = await first.until("running");
  await first.stop("SIGKILL");
  const state = async () =>
    (JSON.parse(ok(await run("task", "show", id, "--json"))) as Record<string, unknown>).state;
  assert.equal(await state(), "interrupted");
  writeFileSync(join(folder, "again"), "");
  const second = watch();
  assert.equal(await second.until("done"), id);
  assert.equal(await snapshots(), 1);

  rmSync(join(folder, "again"));
  ok(await run("schedule", "run", "notes", "--detach"));
  const another = await second.until("running");
  ok(await run("task", "cancel", another));
  assert.equal(await second.until("cancelled"), another);
  await second.stop("SIGINT");
  assert.equal(await snapshots(), 1);
});

test("a backup whose own process is killed is begun again by its watch", async (t) => {
  const { run, watch, snapshots, folder } = await place(t);
  // The first time, it ends itself as the system does that is short of memory.
  const mark = join(folder, "again");
  const kill = `sh -c 'test -e ${mark} || { touch ${mark}; kill -9 $PPID; sleep 1; }; cat password.txt'`;
  const words = ["--password-command", kill, "--times", "every 6 h", "backup", "notes"];
  ok(await run("schedule", "add", "notes", ...words));
  const watching = watch();
  const id = await watching.until("interrupted");
  assert.equal(await watching.until("done"), id);
  await watching.stop("SIGTERM");
  assert.equal(await snapshots(), 1);
});

test("a backup that was killed after its snapshot was made does not make another", async (t) => {
  const { folder, snapshots } = await place(t);
  const access = { url: join(folder, "vault"), password };
  const env = { RESTERA_TASK_RESUMES: new Date(Date.now() - 1000).toISOString() };
  const back = async (...words: string[]) => {
    const run = await runRestera(access, ["backup", "--json", ...words], { cwd: folder, env });
    const [summary] = jsonLines(ok(run)).filter((line) => line.message_type === "summary");
    return summary!.snapshot_id;
  };
  const first = await back("notes");
  assert.equal(await back("notes"), first);
  assert.equal(await snapshots(), 1);
  // Another folder or other tags are another backup.
  assert.notEqual(await back("notes", "--tag", "x"), first);
  assert.notEqual(await back("password.txt"), first);
});
