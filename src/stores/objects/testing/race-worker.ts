// One racer of the contract test: opens the store, waits for a line on its standard input, then runs
// its job and writes the result as one line of JSON.
import { once } from "node:events";
import { runRaceJob, type RaceJob } from "./race-job.ts";
import type { Reopening } from "./store-under-test.ts";
import type { ObjectStore } from "../object-store.ts";

const [reopening, job] = JSON.parse(process.argv[2]!) as [Reopening, RaceJob];
const module = (await import(reopening.module)) as {
  openStore(settings: unknown): Promise<ObjectStore>;
};
const store = await module.openStore(reopening.settings);
process.stdout.write("ready\n");
await once(process.stdin, "data");
const result = await runRaceJob(store, job);
process.stdout.write(`${JSON.stringify(result)}\n`);
await store.close();
process.stdin.destroy();
