import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { test } from "node:test";
import { isError } from "../../../test/support/test-vault.ts";
import { WorkerPool, type WorkerProgram } from "./worker-pool.ts";

const handlers = { onMessage: () => undefined, onDeath: assert.fail };

/** A program of which so many threads can be started; Node refuses the others at once, as where a user may have few. */
function programOf(most: number): { program: WorkerProgram; asked: () => number } {
  let asked = 0;
  const program: WorkerProgram = {
    module: "../../../test/support/load-native-worker",
    get base() {
      return ++asked > most ? "https://nowhere.invalid/x.ts" : import.meta.url;
    },
    youngGenerationMb: 16,
  };
  return { program, asked: () => asked };
}

test("one thread does when no more can be had, and no more are asked for", async () => {
  const { program, asked } = programOf(1);
  const pool = new WorkerPool(program).attach(handlers);
  pool.startAll().startAll();
  assert.equal(pool.size, 1);
  const attempts = asked();
  pool.startAll();
  assert.equal(asked(), attempts);
  await pool.close();
});

test("without any thread the operation says so", () => {
  assert.throws(() => new WorkerPool(programOf(0).program), isError("worker-died", /start/));
});

test("threads that can be had are started", async () => {
  const pool = new WorkerPool(programOf(9).program).startAll().attach(handlers);
  assert.equal(pool.size, Math.min(2, availableParallelism()));
  await pool.close();
});
