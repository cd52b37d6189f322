// Ends worker threads at every moment of their beginning: node test/support/end-threads.ts
import { setTimeout as wait } from "node:timers/promises";
import { WorkerPool } from "../../src/engine/workers/worker-pool.ts";

const longestMs = 60;

for (let ms = 0; ms < longestMs; ms++) {
  const handlers = { onMessage: () => undefined, onDeath: () => undefined };
  const pool = new WorkerPool({
    module: "./load-native-worker",
    base: import.meta.url,
    youngGenerationMb: 16,
  })
    .startAll()
    .attach(handlers);
  await wait(ms);
  await pool.close();
}
