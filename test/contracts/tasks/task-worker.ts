// A supervisor of its own process: task-worker.ts URL EFFECTS [SECONDS]. A task writes a line into the file EFFECTS when it
// begins and when it ends, with its id, attempt and fencing number; it takes as long as its input says. Ends by SIGTERM, or
// after so many seconds.
import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { openDatabase } from "../../../src/compose/open-database.ts";
import { supervise } from "../../../src/services/tasks/supervise.ts";
import type { TaskRun } from "../../../src/services/tasks/task-run.ts";

const [url = "", effects = "", seconds = "60"] = process.argv.slice(2);
const controller = new AbortController();
process.on("SIGTERM", () => controller.abort());
const timer = setTimeout(() => controller.abort(), Number(seconds) * 1000);

const database = await openDatabase(url);
await supervise(database, {
  signal: controller.signal,
  concurrency: 2,
  pollMs: 20,
  leaseMs: 5000,
  handlers: { write },
  onProblem: (error) => console.error(error),
});
clearTimeout(timer);
await database.close();

async function write(run: TaskRun): Promise<string> {
  const { task, signal } = run;
  const { ms = 0 } = task.input as { ms?: number };
  const told = `${task.id} ${task.attempt} ${process.pid}`;
  appendFileSync(effects, `begin ${told} ${performance.timeOrigin + performance.now()}\n`);
  run.log(`attempt ${task.attempt}`);
  for (let done = 0; done < ms; done += 5) {
    run.progress({ phase: "writing", itemsDone: done, itemsTotal: ms });
    await sleep(5, undefined, { signal });
  }
  appendFileSync(effects, `end ${told} ${performance.timeOrigin + performance.now()}\n`);
  return told;
}
