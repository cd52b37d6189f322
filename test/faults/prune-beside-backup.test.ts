// Backups that begin, run and end while a prune runs: each snapshot has all it needs, even with clocks an hour apart.
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it, mock, type TestContext } from "node:test";
import { backUp } from "../../src/engine/backup.ts";
import { check } from "../../src/engine/check.ts";
import { prune } from "../../src/engine/prune.ts";
import type { PruneInput } from "../../src/engine/prune/prune-result.ts";
import { encodeSnapshot } from "../../src/engine/snapshot/encode-snapshot.ts";
import { takeLock } from "../../src/engine/vault/lock.ts";
import { VaultSession } from "../../src/services/snapshots/vault-session.ts";
import { SteppedStore } from "../support/stepped-store.ts";
import { ownerOfMany, temporaryFolder } from "../support/temporary-folder.ts";
import { isError, newVault, objectPath, objectsIn } from "../support/test-vault.ts";
import {
  assertIntact,
  chunksOf,
  copyOf,
  makePruneCase,
  type PruneCase,
  removeLocks,
  reopen,
} from "./prune-cases.ts";

const hourMs = 3_600_000;
const marking: PruneInput = { maxUnused: () => 0, way: "mark" };

let original: PruneCase;
let copies = 0;

const owner = ownerOfMany();

before(async () => {
  original = await makePruneCase(owner, temporaryFolder(owner));
});
after(() => owner.end());

/** The vault as it was made, for one test to change. */
async function newCase(): Promise<PruneCase> {
  const copy = await copyOf(original, `case-${copies++}`);
  return { ...original, ...copy };
}

/** Sets the clock of what runs in this process, until the test ends. */
function clockOf(t: TestContext): { readonly offset: (ms: number) => void } {
  const startMs = Date.now();
  mock.timers.enable({ apis: ["Date"], now: startMs });
  t.after(() => mock.timers.reset());
  return { offset: (ms) => mock.timers.setTime(startMs + ms) };
}

/** A backup of what only forgotten snapshots had, which can be held up before its end. */
interface HeldBackup {
  /** It has its lock and has read the index. */
  readonly begun: Promise<void>;
  /** Lets it end; gives its snapshot's id. */
  end(): Promise<string>;
}

function heldBackup(base: PruneCase, url: string): HeldBackup {
  const begun = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  async function* stream(): AsyncGenerator<Buffer> {
    begun.resolve();
    yield* chunksOf(base.unused);
    await held.promise;
  }
  const done = reopen(base.opened, url).then((opened) =>
    backUp(opened, { paths: [], stdin: { name: "unused", stream: stream() } }),
  );
  done.catch((error: unknown) => begun.reject(error));
  return {
    begun: begun.promise,
    end: async () => {
      held.resolve();
      return (await done).snapshot!.id;
    },
  };
}

describe("a backup beside a prune that marks", () => {
  it("may begin and end before any of its steps", async (t) => {
    const base = await newCase();
    const clock = clockOf(t);
    const contents = new Map(base.kept);
    const path = join(base.folder, "again");
    writeFileSync(path, base.unused);
    const { url, opened } = await copyOf(base, `copy-${copies++}`, (store) => {
      return new SteppedStore(store, async (step) => {
        clock.offset(step % 2 === 0 ? hourMs : -hourMs);
        const { snapshot } = await backUp(await reopen(base.opened, url), { paths: [path] });
        contents.set(snapshot!.id, new Map([[path, base.unused]]));
        clock.offset(0);
      });
    });
    clock.offset(0);
    const { marked } = await prune(opened, marking);
    assert.ok(marked.length > 0 && contents.size > base.kept.size + 3);
    await assertIntact(await reopen(base.opened, url), contents, "after the prune");
    clock.offset(25 * hourMs);
    const { deleted } = await prune(await reopen(base.opened, url), marking);
    assert.ok(deleted.length > 0);
    await assertIntact(await reopen(base.opened, url), contents, "a day later");
  });

  it("may run since before it, and end before any of its steps", async (t) => {
    const base = await newCase();
    const clock = clockOf(t);
    for (let endAt = 1, steps = endAt; endAt <= steps + 1; endAt++) {
      const about = `a backup that ends before change ${endAt}`;
      const { url, opened: plain } = await copyOf(base, `copy-${copies++}`);
      const skewMs = endAt % 2 === 0 ? hourMs : -hourMs;
      clock.offset(skewMs);
      const backup = heldBackup(base, url);
      await backup.begun;
      clock.offset(0);
      let snapshot: string | undefined;
      const endBackup = async (): Promise<void> => {
        clock.offset(skewMs);
        snapshot = await backup.end();
        clock.offset(0);
      };
      const store = new SteppedStore(plain.store, async (step) => {
        if (step === endAt) await endBackup();
      });
      await prune(await reopen(base.opened, url, () => store), marking);
      steps = store.steps;
      if (snapshot === undefined) await endBackup();
      const contents = new Map([...base.kept, [snapshot!, new Map([["/unused", base.unused]])]]);
      await assertIntact(await reopen(base.opened, url), contents, about);
    }
  });

  it("stores again what was marked long ago, by its own clock", async (t) => {
    const base = await newCase();
    const clock = clockOf(t);
    clock.offset(0);
    const backup = heldBackup(base, base.url);
    await backup.begun;
    clock.offset(-20 * hourMs);
    const { marked } = await prune(base.opened, marking);
    clock.offset(0);
    const packs = objectsIn(base.url, "data").length;
    const contents = new Map([
      ...base.kept,
      [await backup.end(), new Map([["/unused", base.unused]])],
    ]);
    assert.ok(marked.length > 0 && objectsIn(base.url, "data").length > packs);
    for (const id of marked) rmSync(objectPath(base.url, "data", id));
    await assertIntact(await reopen(base.opened, base.url), contents, "without what was marked");
  });

  it("is seen by the prune when it was killed before its second look", async () => {
    const base = await newCase();
    const contents = new Map(base.kept);
    const store = new SteppedStore(base.opened.store, async (_, key) => {
      // The new index is there, and the first of the old ones is about to go.
      if (!key.startsWith("index/") || !objectsIn(base.url, "index").includes(key.slice(6))) return;
      if (contents.size > base.kept.size) return;
      const fields = { time: new Date().toISOString(), tree: base.unusedTree, paths: ["/unused"] };
      const text = encodeSnapshot({ ...fields, hostname: "h", username: "u" });
      const id = await base.opened.objects.save("snapshots", text);
      contents.set(id, new Map([["/unused", base.unused]]));
    });
    const { revived } = await prune(await reopen(base.opened, base.url, () => store), marking);
    assert.ok(revived.length > 0 && contents.size > base.kept.size);
    await assertIntact(base.opened, contents, "after the prune");
  });

  it("keeps what was marked from being deleted while it runs", async (t) => {
    const base = await newCase();
    const clock = clockOf(t);
    clock.offset(0);
    const writer = await takeLock(base.opened.objects, { exclusive: false });
    clock.offset(hourMs);
    const { marked } = await prune(base.opened, marking);
    assert.ok(marked.length > 0);
    const { ok, findings } = await check(base.opened, { lock: { take: false } });
    assert.ok(ok, "what waits to be deleted is no damage");
    for (const id of marked) {
      const [found] = findings.filter(({ object }) => object === `pack ${id}`);
      assert.match(found!.problem, /marked it to be deleted/);
    }
    clock.offset(23 * hourMs);
    assert.deepEqual((await prune(base.opened, marking)).deleted, [], "less than 23 hours");
    clock.offset(30 * hourMs);
    assert.deepEqual((await prune(base.opened, marking)).deleted, [], "an older writer");
    await writer.release();
    const { deleted } = await prune(base.opened, marking);
    assert.deepEqual(deleted.toSorted(), marked.toSorted());
    await assertIntact(base.opened, base.kept, "after all");
  });

  it("is left alone when it is another program's: nothing is marked then", async () => {
    const base = await newCase();
    const lock = { time: new Date().toISOString(), hostname: "elsewhere", pid: 1, username: "u" };
    await base.opened.objects.save("locks", Buffer.from(JSON.stringify(lock)));
    await assert.rejects(
      prune(base.opened, { maxUnused: () => 0 }),
      isError("locked", /elsewhere/),
    );
    await assert.rejects(prune(base.opened, marking), isError("locked", /elsewhere/));
    removeLocks(base.url);
    const { waiting } = await prune(base.opened, { ...marking, dryRun: true });
    assert.equal(waiting.length, 0);
    await assertIntact(base.opened, base.kept, "after both");
  });
});

describe("a backup that lost its lock", () => {
  for (const moment of ["index/", "snapshots/"]) {
    it(`reads its files again when packs are deleted before it writes ${moment}`, async () => {
      const base = await newCase();
      const path = join(base.folder, "again");
      writeFileSync(path, base.unused);
      let deleted = 0;
      const store = new SteppedStore(base.opened.store, async (_, key) => {
        if (!key.startsWith(moment) || deleted > 0) return;
        removeLocks(base.url);
        const input: PruneInput = { maxUnused: () => 0, way: "exclusive" };
        deleted = (await prune(base.opened, input)).deleted.length;
      });
      const writer = await reopen(base.opened, base.url, () => store);
      const { snapshot } = await backUp(writer, { paths: [path] });
      assert.ok(deleted > 0);
      const contents = new Map([...base.kept, [snapshot!.id, new Map([[path, base.unused]])]]);
      // The index may name a pack that was deleted before that was written.
      await prune(base.opened, { way: "exclusive" });
      await assertIntact(await reopen(base.opened, base.url), contents, "after the backup");
    });
  }
});

describe("a copy beside a prune that marks", () => {
  for (const moment of ["index/", "snapshots/"]) {
    it(`looks again too, when packs are marked before it writes ${moment}`, async (t) => {
      const base = await newCase();
      const { vault: source } = await newVault(t, temporaryFolder(t));
      const stdin = { name: "unused", stream: chunksOf(base.unused) };
      const { snapshot } = await source.backUp({ paths: [], stdin, tags: ["copied"] });
      let marked = 0;
      const store = new SteppedStore(base.opened.store, async (_, key) => {
        if (!key.startsWith(moment) || marked > 0) return;
        marked = (await prune(await reopen(base.opened, base.url), marking)).marked.length;
      });
      const target = new VaultSession(await reopen(base.opened, base.url, () => store));
      const { copied } = await target.copyFrom(source, { snapshots: [snapshot!.id] });
      assert.ok(marked > 0);
      const content = new Map([["/unused", base.unused]]);
      const contents = new Map([...base.kept, [copied[0]!.target.id, content]]);
      await assertIntact(await reopen(base.opened, base.url), contents, "after both");
    });
  }
});

describe("two prunes at once", () => {
  it("are one too many, also when they only mark", async () => {
    const base = await newCase();
    let tried = 0;
    const store = new SteppedStore(base.opened.store, async () => {
      if (tried++ > 0) return;
      const second = await reopen(base.opened, base.url);
      await assert.rejects(prune(second, marking), isError("locked"));
    });
    await prune(await reopen(base.opened, base.url, () => store), marking);
    assert.ok(tried > 0);
    await assertIntact(base.opened, base.kept, "after both");
  });
});

describe("an exclusive prune", () => {
  it("waits for nobody and harms nobody: beside a backup it is refused, or marks", async () => {
    const base = await newCase();
    const backup = heldBackup(base, base.url);
    await backup.begun;
    await assert.rejects(
      prune(base.opened, { maxUnused: () => 0, way: "exclusive" }),
      isError("locked"),
    );
    const { way, deleted } = await prune(base.opened, { maxUnused: () => 0 });
    assert.deepEqual([way, deleted], ["mark", []]);
    const snapshot = await backup.end();
    const contents = new Map([...base.kept, [snapshot, new Map([["/unused", base.unused]])]]);
    await assertIntact(base.opened, contents, "after both");
  });
});
