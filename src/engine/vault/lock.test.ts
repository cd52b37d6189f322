import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { ResteraError } from "../../foundation/errors.ts";
import { LocalStore } from "../../stores/objects/local/local-store.ts";
import { randomMasterKey } from "../crypto/key-file.ts";
import { takeLock } from "./lock.ts";
import { isDeadHere, isStale, listLocks, type LockInfo } from "./lock-info.ts";
import { VaultObjects } from "./vault-objects.ts";

function newObjects(t: TestContext): { objects: VaultObjects; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "restera-lock-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return { objects: new VaultObjects(new LocalStore(folder), randomMasterKey(), 2), folder };
}

/** A process of this machine that is gone for sure. */
const deadPid = spawnSync(process.execPath, ["--version"]).pid;

function lockOf(more: Partial<LockInfo> = {}): object {
  return {
    time: new Date().toISOString(),
    exclusive: false,
    hostname: "elsewhere",
    username: "somebody",
    pid: 4711,
    ...more,
  };
}

const saved = (objects: VaultObjects, lock: object): Promise<string> =>
  objects.save("locks", Buffer.from(JSON.stringify(lock)));

function isLocked(told: RegExp): (error: unknown) => boolean {
  return (error) =>
    error instanceof ResteraError && error.code === "locked" && told.test(error.message);
}

test("a lock says who holds it, is seen by others, and is gone after its release", async (t) => {
  const { objects } = newObjects(t);
  const lock = await takeLock(objects, { exclusive: true });
  await lock.confirm();
  const [seen, ...others] = await listLocks(objects);
  assert.deepEqual(others, []);
  assert.equal(seen?.exclusive, true);
  assert.equal(seen.pid, process.pid);
  assert.equal(seen.hostname, hostname());
  lock.assertAlive();
  await lock.release();
  assert.deepEqual(await listLocks(objects), []);
});

test("many share a vault, one has it for itself", async (t) => {
  const { objects } = newObjects(t);
  const first = await takeLock(objects, { exclusive: false });
  const second = await takeLock(objects, { exclusive: false });
  await Promise.all([first.confirm(), second.confirm()]);
  await assert.rejects(takeLock(objects, { exclusive: true }), isLocked(/since/));
  await first.release();
  await second.release();
  const alone = await takeLock(objects, { exclusive: true });
  await alone.confirm();
  for (const exclusive of [true, false]) {
    await assert.rejects(
      takeLock(objects, { exclusive }),
      isLocked(new RegExp(String(process.pid))),
    );
  }
  await alone.release();
});

test("two that want the vault for themselves at once never both get it", async (t) => {
  const { objects } = newObjects(t);
  const takes = [0, 1].map(async () => {
    const lock = await takeLock(objects, { exclusive: true });
    await lock.confirm();
    return lock;
  });
  const results = await Promise.allSettled(takes);
  const held = results.filter((result) => result.status === "fulfilled");
  assert.ok(held.length <= 1);
  for (const { value } of held) await value.release();
  assert.deepEqual(await listLocks(objects), []);
});

test("one that shares and one that wants it for itself never both get it, whoever is a little earlier", async (t) => {
  const race = async (turn: number): Promise<boolean[]> => {
    const { objects } = newObjects(t);
    const take = async (exclusive: boolean): Promise<boolean> => {
      // A different number of steps before each, so that their looks and writes meet in many orders.
      const steps = exclusive ? turn * 4 : ((turn * 7) % 60) * 4;
      for (let step = 0; step < steps; step++) await stat(tmpdir());
      const lock = await takeLock(objects, { exclusive });
      await lock.confirm();
      return exclusive;
    };
    const results = await Promise.allSettled([take(true), take(false)]);
    return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  };
  const held = await Promise.all(Array.from({ length: 60 }, (_, turn) => race(turn)));
  assert.deepEqual(
    held.filter((holders) => holders.length === 2),
    [],
  );
  assert.ok(held.some((holders) => holders.length === 1));
});

test("another machine's lock stands, and is named with its process and time", async (t) => {
  const { objects } = newObjects(t);
  await saved(objects, lockOf({ exclusive: true, time: "2026-01-02T03:04:05Z" }));
  for (const exclusive of [true, false]) {
    const work = takeLock(objects, { exclusive });
    await assert.rejects(work, isLocked(/somebody@elsewhere, PID 4711 since 2026-01-02T03:04:05Z/));
  }
  assert.equal((await listLocks(objects)).length, 1);
});

test("the lock of a process of this machine that died is taken away", async (t) => {
  const { objects } = newObjects(t);
  const mine = { hostname: hostname(), pid: deadPid, exclusive: true };
  await saved(objects, lockOf(mine));
  const lock = await takeLock(objects, { exclusive: true });
  await lock.confirm();
  assert.equal((await listLocks(objects)).length, 1);
  await lock.release();
});

test("empty files and names that are none are passed over, as restic does", async (t) => {
  const { objects, folder } = newObjects(t);
  const lock = await takeLock(objects, { exclusive: false });
  await lock.confirm();
  writeFileSync(join(folder, "locks", "ab".repeat(32)), "");
  for (const name of ["README", `${"ab".repeat(32)}-tmp-4321`, "AB".repeat(32)]) {
    writeFileSync(join(folder, "locks", name), "not a lock");
  }
  assert.equal((await listLocks(objects)).length, 1);
  const other = await takeLock(objects, { exclusive: false });
  await other.confirm();
  await other.release();
  await lock.release();
});

test("a lock that is given up while it settles leaves nothing", async (t) => {
  const { objects } = newObjects(t);
  const controller = new AbortController();
  const lock = await takeLock(objects, { exclusive: true, signal: controller.signal });
  controller.abort();
  await assert.rejects(
    lock.confirm(),
    (error) => error instanceof ResteraError && error.code === "cancelled",
  );
  assert.deepEqual(await listLocks(objects), []);
});

test("locks are stale after half an hour, or when their process is gone", () => {
  const now = Date.now();
  const info = (more: Partial<LockInfo>): LockInfo => ({ id: "x", ...lockOf(more) }) as LockInfo;
  const ago = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();
  assert.equal(isStale(info({ time: ago(29) })), false);
  assert.equal(isStale(info({ time: ago(31) })), true);
  assert.equal(isStale(info({ time: "nonsense" })), false);
  const here = { hostname: hostname(), time: ago(0) };
  assert.equal(isDeadHere(info({ ...here, pid: process.pid })), false);
  assert.equal(isDeadHere(info({ ...here, pid: 1 })), false);
  assert.equal(isDeadHere(info({ ...here, pid: deadPid })), true);
  assert.equal(isDeadHere(info({ ...here, pid: deadPid, hostname: "elsewhere" })), false);
  // Before this boot the same number may have been anybody.
  assert.equal(isDeadHere(info({ ...here, pid: deadPid, time: "2001-01-01T00:00:00Z" })), false);
});
