import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import MagnusDefault, { Magnus13Extended } from "../../../src/faces/library/magnus/index.ts";
import { clearRequest, collectWarnings, magnusWorld } from "./magnus-world.ts";

const success = { outcome: "SUCCESS", tokensUsed: 15_000, filesGenerated: 12 };

describe("Magnus13Extended", () => {
  test("is the default export and a named one", () =>
    assert.equal(MagnusDefault, Magnus13Extended));

  test("keeps sessions and learning in the documented layout, here and in the cloud", async (t) => {
    const world = magnusWorld(t);
    const magnus = world.magnus("laptop");
    await magnus.initialize();
    const analysis = await magnus.analyze(clearRequest, { cloudBackup: true });
    const session = await magnus.startGeneration(analysis);
    assert.match(session.sessionId, /^session-/);
    const record = await magnus.recordOutcome(session.sessionId, success);
    assert.equal(record.learned, true);
    const keys = await world.keys();
    for (const key of [
      /^magnus-data\/learning\/knowledge-\d{13}\.json$/,
      /^magnus-data\/learning\/knowledge-latest\.json$/,
      /^magnus-data\/analyses\/analysis-\d{13}\.json$/,
      new RegExp(`^magnus-data/sessions/${session.sessionId}\\.json$`),
    ]) {
      assert.ok(
        keys.some((each) => key.test(each)),
        `${key} in ${keys.join(", ")}`,
      );
    }
    const kept = await world.json(`magnus-data/sessions/${session.sessionId}.json`);
    assert.deepEqual(Object.keys(kept), ["sessionId", "timestamp", "version", "type", "data"]);
    assert.deepEqual([kept["type"], kept["version"]], ["session", "13.0"]);
    assert.deepEqual(Object.keys(kept["data"] as object), ["analysis", "session"]);
    const latest = await world.json("magnus-data/learning/knowledge-latest.json");
    assert.deepEqual(Object.keys(latest), ["timestamp", "version", "type", "data", "stats"]);
    assert.deepEqual(latest["data"], JSON.parse(JSON.stringify(magnus.learning)));
    assert.equal((latest["stats"] as { actuals: number }).actuals, 1);
  });

  test("knows what it learned, and its sessions, when it starts again", async (t) => {
    const world = magnusWorld(t);
    const before = world.magnus("laptop", { cloudStorage: false });
    await before.initialize();
    const session = await before.startGeneration(await before.analyze(clearRequest));
    await before.close();
    const after = world.magnus("laptop", { cloudStorage: false });
    await after.initialize();
    assert.deepEqual(after.learning, before.learning);
    const { learned } = await after.recordOutcome(session.sessionId, success);
    assert.equal(learned, true);
    assert.equal(after.learning.actuals.length, 1);
    assert.deepEqual(await world.keys(), []);
  });

  test("goes on on another machine after restoreFromCloud('latest')", async (t) => {
    const world = magnusWorld(t);
    const laptop = world.magnus("laptop");
    await laptop.initialize();
    const session = await laptop.startGeneration(await laptop.analyze(clearRequest));
    const desktop = world.magnus("desktop");
    await desktop.initialize();
    const restored = await desktop.restoreFromCloud("latest");
    assert.deepEqual(desktop.learning, laptop.learning);
    assert.equal(restored.learning.estimates, laptop.learning.estimates.length);
    await desktop.recordOutcome(session.sessionId, success);
    await laptop.syncWithCloud();
    assert.deepEqual(laptop.learning, desktop.learning);
  });

  test("restores what was known at a moment, and the next backup is that", async (t) => {
    const world = magnusWorld(t);
    const magnus = world.magnus("laptop");
    await magnus.initialize();
    const first = await magnus.backupToCloud();
    const empty = structuredClone(magnus.learning);
    const session = await magnus.startGeneration(await magnus.analyze(clearRequest));
    await magnus.recordOutcome(session.sessionId, success);
    const full = structuredClone(magnus.learning);
    const { timestamp } = await magnus.restoreFromCloud(first.timestamp);
    assert.ok(timestamp <= first.timestamp);
    assert.deepEqual(magnus.learning, empty);
    const backup = await magnus.backupToCloud();
    assert.deepEqual(backup.conflicts, []);
    const other = world.magnus("desktop");
    await other.restoreFromCloud("latest");
    assert.deepEqual(other.learning, empty);
    // Nothing is lost by going back.
    await other.restoreFromCloud(backup.timestamp - 1);
    await magnus.restoreFromCloud(Date.now());
    const dates = await magnus.cloudStorage.listBackups();
    const all = await Promise.all(
      dates.map(({ timestamp }) => magnus.cloudStorage.restoreLearningData(timestamp)),
    );
    assert.ok(all.some(({ actuals }) => actuals.length === full.actuals.length));
  });

  test("says that there is no backup, rather than giving empty data", async (t) => {
    const magnus = magnusWorld(t).magnus("laptop");
    await magnus.initialize();
    await assert.rejects(magnus.restoreFromCloud("latest"), { code: "record-missing" });
    await assert.rejects(magnus.restoreFromCloud(1_700_000_000_000), { code: "record-missing" });
    await assert.rejects(magnus.restoreFromCloud("yesterday"), { code: "setting-unknown" });
    await magnus.backupToCloud();
    const { learning } = await magnus.restoreFromCloud("latest");
    assert.deepEqual(learning, { patterns: 0, estimates: 0, actuals: 0, failures: 0 });
  });

  test("without a reachable store warns as documented and goes on here", async (t) => {
    const world = magnusWorld(t);
    const said = collectWarnings(t);
    writeFileSync(join(world.folder, "a file"), "");
    const magnus = world.magnus("laptop", { store: join(world.folder, "a file", "below") });
    await magnus.initialize();
    assert.equal(said.length, 1);
    assert.match(said[0]!, /^⚠ {2}Cloud Storage initialization failed: ./);
    const session = await magnus.startGeneration(await magnus.analyze(clearRequest));
    assert.equal(session.status, "done");
    assert.equal(said.length, 1);
    await assert.rejects(magnus.backupToCloud());
    const later = world.magnus("laptop");
    await later.initialize();
    const { uploaded } = await later.backupToCloud();
    assert.ok(uploaded >= 3, "what was kept here meanwhile is sent");
    assert.ok(await later.cloudStorage.restoreSession(session.sessionId));
  });

  test("in production without a bucket warns which variable is missing", async (t) => {
    const world = magnusWorld(t);
    const said = collectWarnings(t);
    const environment = { NODE_ENV: "production", RESTERA_HOME: join(world.folder, "home") };
    const magnus = new Magnus13Extended({ environment });
    t.after(() => magnus.close());
    await magnus.initialize();
    assert.match(said[0]!, /^⚠ {2}Cloud Storage initialization failed: .*AWS_S3_BUCKET/);
    assert.ok(await magnus.analyze("anything"));
  });

  test("warns when a backup in the background fails, and sends it with the next", async (t) => {
    const world = magnusWorld(t);
    const said = collectWarnings(t);
    const magnus = world.magnus("laptop");
    await magnus.initialize();
    rmSync(world.cloud, { recursive: true, force: true });
    writeFileSync(world.cloud, "no folder any more");
    const session = await magnus.startGeneration(await magnus.analyze(clearRequest));
    assert.match(said[0]!, /^⚠ {2}Cloud backup failed: ./);
    rmSync(world.cloud);
    mkdirSync(world.cloud);
    await magnus.close();
    const again = world.magnus("laptop");
    await again.backupToCloud();
    assert.ok(await again.cloudStorage.restoreSession(session.sessionId));
  });

  test("keeps sessions here only when backupOnGeneration is off, until it is told", async (t) => {
    const world = magnusWorld(t);
    const magnus = world.magnus("laptop", { backupOnGeneration: false });
    await magnus.initialize();
    const session = await magnus.startGeneration(await magnus.analyze(clearRequest));
    await magnus.recordOutcome(session.sessionId, success);
    const sent = async () => (await world.keys()).filter((key) => key.includes("/sessions/"));
    assert.deepEqual(await sent(), []);
    assert.ok((await world.keys()).some((key) => key.endsWith("knowledge-latest.json")));
    await magnus.backupToCloud();
    assert.equal((await sent()).filter((key) => !key.includes("history")).length, 1);
  });

  test("backs up by itself every backupInterval", async (t) => {
    t.mock.timers.enable({ apis: ["setInterval"] });
    const world = magnusWorld(t);
    const magnus = world.magnus("laptop", { backupInterval: 600_000 });
    await magnus.initialize();
    await magnus.cloudStorage.archiveDecision({ type: "ARCHITECTURE", decision: "one" });
    await world
      .magnus("laptop", { cloudStorage: false })
      .startGeneration(await magnus.analyze(clearRequest));
    const sessions = async () => (await world.keys()).filter((key) => key.includes("/sessions/"));
    assert.deepEqual(await sessions(), []);
    t.mock.timers.tick(599_999);
    t.mock.timers.tick(1);
    while ((await sessions()).length === 0) await new Promise(setImmediate);
    await magnus.close();
  });

  test("holds back what is not clear, keeps it as a session, and asks", async (t) => {
    const world = magnusWorld(t);
    const magnus = world.magnus("laptop");
    await magnus.initialize();
    const session = await magnus.startGeneration(await magnus.analyze("make it better"));
    assert.equal(session.status, "needs-clarification");
    assert.ok(session.questions.length > 0);
    const kept = await magnus.cloudStorage.restoreSession(session.sessionId);
    assert.equal((kept["session"] as { status: string }).status, "needs-clarification");
    const free = world.magnus("desktop", { requireClarification: false });
    const started = await free.startGeneration(
      await free.analyze("make a small library for dates"),
    );
    assert.notEqual(started.status, "needs-clarification");
  });

  test("shows what is in the cloud", async (t) => {
    const world = magnusWorld(t);
    const magnus = world.magnus("laptop", { storagePrefix: "my-company/magnus" });
    await magnus.initialize();
    await magnus.startGeneration(await magnus.analyze(clearRequest));
    const before = await magnus.getCloudStats();
    assert.equal(before.lastSync, null);
    await magnus.syncWithCloud();
    const stats = await magnus.getCloudStats();
    assert.equal(stats.prefix, "my-company/magnus");
    assert.equal(stats.collections["sessions"]?.count, 1);
    assert.equal(stats.collections["learning"]?.count, 2);
    assert.ok(stats.totalBytes > 0 && stats.lastSync !== null);
    const keys = await world.keys();
    assert.ok(keys.every((key) => key.startsWith("my-company/magnus/")));
  });

  test("with the cloud off says so where the cloud is asked for", async (t) => {
    const magnus = magnusWorld(t).magnus("laptop", { cloudStorage: false });
    await magnus.initialize();
    await assert.rejects(magnus.getCloudStats(), { code: "setting-missing" });
  });

  test("sends only what is new", async (t) => {
    const world = magnusWorld(t);
    const magnus = world.magnus("laptop");
    await magnus.initialize();
    await magnus.startGeneration(await magnus.analyze(clearRequest));
    const before = await world.keys();
    const { uploaded, unchanged } = await magnus.backupToCloud();
    assert.deepEqual([uploaded, unchanged], [0, 3]);
    assert.deepEqual(await world.keys(), before);
  });

  test("keeps what was archived with a session when its outcome is recorded", async (t) => {
    const magnus = magnusWorld(t).magnus("laptop");
    await magnus.initialize();
    const session = await magnus.startGeneration(await magnus.analyze(clearRequest));
    const { sessionId } = session;
    const notes = "Critical production deployment";
    await magnus.cloudStorage.archiveSession(sessionId, { session, notes });
    await magnus.recordOutcome(sessionId, success);
    const archived = await magnus.cloudStorage.restoreSession(sessionId);
    assert.equal(archived["notes"], notes);
    const { outcome } = archived["session"] as { outcome: { outcome: string } };
    assert.equal(outcome.outcome, "SUCCESS");
    const first = await magnus.cloudStorage.restoreSession(sessionId, Date.now());
    assert.deepEqual(first, archived);
  });

  test("learns from generations that run at the same time, on two machines", async (t) => {
    const world = magnusWorld(t);
    const machines = [world.magnus("laptop"), world.magnus("desktop")];
    await Promise.all(
      [0, 1, 2, 3, 4, 5].map(async (n) => {
        const magnus = machines[n % 2]!;
        const session = await magnus.startGeneration(await magnus.analyze(clearRequest));
        await magnus.recordOutcome(session.sessionId, { ...success, tokensUsed: 1000 + n });
      }),
    );
    for (const each of [...machines, ...machines]) await each.syncWithCloud();
    for (const { learning } of machines) {
      const tokens = learning.actuals.map(({ tokensUsed }) => String(tokensUsed)).toSorted();
      assert.deepEqual(tokens, ["1000", "1001", "1002", "1003", "1004", "1005"]);
      assert.equal(learning.estimates.length, 6);
    }
  });

  test("does not learn with autoLearn off", async (t) => {
    const magnus = magnusWorld(t).magnus("laptop", { autoLearn: false });
    await magnus.initialize();
    const session = await magnus.startGeneration(await magnus.analyze(clearRequest));
    const { learned } = await magnus.recordOutcome(session.sessionId, success);
    assert.equal(learned, false);
    assert.deepEqual(magnus.learning, { patterns: [], estimates: [], actuals: [], failures: [] });
  });

  test("says with debug what it does", async (t) => {
    const said: string[] = [];
    t.mock.method(console, "error", (text: string) => void said.push(text));
    const magnus = magnusWorld(t).magnus("laptop", { debug: true });
    await magnus.initialize();
    await magnus.backupToCloud();
    assert.ok(
      said.some((line) => /^\[magnus\] \d+ sent, 0 fetched/.test(line)),
      said.join("\n"),
    );
  });
});
