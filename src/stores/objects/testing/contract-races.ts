import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { extname } from "node:path";
import { createInterface } from "node:readline";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import type { ObjectStore } from "../object-store.ts";
import { readCounter, runRaceJob, type RaceJob, type RaceResult } from "./race-job.ts";
import {
  freshPrefix,
  listKeys,
  readAll,
  type Reopening,
  type StoreUnderTest,
} from "./store-under-test.ts";

const racers = 4;
const timesEach = 25;
const timesLarge = 6;

type Run = (context: TestContext, jobs: readonly RaceJob[]) => Promise<RaceResult[]>;

/** Exactly one of several racers wins, and no acknowledged step is lost. */
export function testRaces(current: () => StoreUnderTest): void {
  const store = (): ObjectStore => current().store;
  testWith("in one process", store, (_context, jobs) =>
    Promise.all(jobs.map((job) => runRaceJob(store(), job))),
  );
  testWith("in several processes", store, async (context, jobs) => {
    const { reopening } = current();
    if (reopening !== undefined) return runProcesses(reopening, jobs);
    context.skip("the store was given without a way to open it in another process");
    return [];
  });
}

function testWith(where: string, store: () => ObjectStore, run: Run): void {
  for (const kind of ["create", "large"] as const) {
    const what = kind === "create" ? "each key" : "each key in parts";
    test(`one of ${racers} racers ${where} creates ${what}`, async (context) => {
      const about = freshPrefix();
      const times = kind === "create" ? timesEach : timesLarge;
      const results = await run(context, jobsOf(kind, about, times));
      if (results.length === 0) return;
      for (let time = 0; time < times; time++) {
        const winners = results.flatMap((won, racer) => (won.includes(time) ? [racer] : []));
        assert.equal(winners.length, 1, `winners of key ${time}: ${winners.join()}`);
        const content = await readAll(store(), `${about}${time}`);
        assert.equal(content.toString(), `racer ${winners[0]}`);
      }
      assert.equal((await listKeys(store(), about)).length, times, "nothing else is left there");
    });
  }

  for (const kind of ["replace", "reference"] as const) {
    const what = kind === "replace" ? "a replaced key" : "a reference";
    test(`${racers} racers ${where} count in ${what} without losing a step`, async (context) => {
      const jobs = jobsOf(kind, kind === "replace" ? `${freshPrefix()}n` : `race-${randomUUID()}`);
      const results = await run(context, jobs);
      if (results.length === 0) return;
      const acknowledged = results.reduce((sum, won) => sum + won.length, 0);
      assert.equal(acknowledged, racers * timesEach);
      assert.equal(await readCounter(store(), jobs[0]!), acknowledged);
    });
  }
}

function jobsOf(kind: RaceJob["kind"], about: string, times = timesEach): RaceJob[] {
  return Array.from({ length: racers }, (_, racer) => ({ kind, racer, times, about }));
}

/** Starts a process per job, lets all begin at once and gives their results. */
async function runProcesses(reopening: Reopening, jobs: readonly RaceJob[]): Promise<RaceResult[]> {
  const script = fileURLToPath(new URL(`race-worker${extname(import.meta.url)}`, import.meta.url));
  const children = jobs.map((job) =>
    spawn(process.execPath, [script, JSON.stringify([reopening, job])], {
      stdio: ["pipe", "pipe", "inherit"],
    }),
  );
  try {
    const outputs = children.map((child) =>
      createInterface({ input: child.stdout })[Symbol.asyncIterator](),
    );
    await Promise.all(outputs.map((output) => output.next()));
    for (const child of children) child.stdin.write("go\n");
    const lines = await Promise.all(outputs.map((output) => output.next()));
    return lines.map((line, racer) => {
      assert.ok(!line.done, `racer ${racer} ended without a result`);
      return JSON.parse(line.value) as RaceResult;
    });
  } finally {
    await Promise.all(children.map(endOf));
  }
}

async function endOf(child: ReturnType<typeof spawn>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit", { signal: AbortSignal.timeout(10_000) });
  await exit.catch(() => child.kill("SIGKILL"));
}
