import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { clearRequest, magnusWorld } from "./magnus-world.ts";

const learning = {
  patterns: [["api", { seen: 3 }]] as unknown[],
  estimates: [{ tokens: 10 }],
  actuals: [{ tokensUsed: 12 }],
  failures: [],
};
const other = {
  patterns: [["cli", { seen: 1 }]] as unknown[],
  estimates: [],
  actuals: [],
  failures: [],
};

describe("MagnusCloudStorage", () => {
  test("keeps learning data and gives them back: the latest, and as of a moment", async (t) => {
    const storage = magnusWorld(t).storage("laptop");
    await storage.initialize();
    const first = await storage.backupLearningData(learning);
    const second = await storage.backupLearningData({ ...other, failures: [{ reason: "x" }] });
    assert.deepEqual(await storage.restoreLearningData("latest"), {
      ...other,
      failures: [{ reason: "x" }],
    });
    assert.deepEqual(
      await storage.restoreLearningData(),
      await storage.restoreLearningData(second.timestamp),
    );
    assert.deepEqual(await storage.restoreLearningData(first.timestamp), learning);
    assert.deepEqual(await storage.restoreLearningData(new Date(second.timestamp - 1)), learning);
    assert.deepEqual(
      (await storage.listBackups()).map(({ timestamp }) => timestamp),
      [first.timestamp, second.timestamp],
    );
  });

  test("says what cannot be kept, in words of its own, before anything is written", async (t) => {
    const world = magnusWorld(t);
    const storage = world.storage("laptop");
    const circle: Record<string, unknown> = {};
    circle["circle"] = circle;
    const invalid = { code: "record-invalid" };
    await assert.rejects(storage.archiveSession("session-1", circle), invalid);
    await assert.rejects(storage.archiveSession("session-1", { big: 1n }), invalid);
    await assert.rejects(storage.archiveScanReport(undefined as unknown as object), invalid);
    const unnamed = storage.archiveSession(undefined as unknown as string, {});
    await assert.rejects(unnamed, { code: "record-name-invalid" });
    assert.deepEqual(await storage.listSessions(), []);
  });

  test("archives sessions, scan reports, decisions and analyses in their formats", async (t) => {
    const world = magnusWorld(t);
    const storage = world.storage("laptop");
    const data = { analysis: { clarity: 90 }, session: { status: "done" }, notes: "Critical" };
    await storage.archiveSession("session-123", data);
    assert.deepEqual(await storage.restoreSession("session-123"), data);
    const report = { projects: ["a", "b"], patterns: [1], recommendations: [1, 2, 3] };
    const scan = await storage.archiveScanReport(report);
    const kept = await world.json(`magnus-data/${scan.key}`);
    assert.deepEqual([kept["version"], kept["type"]], ["14.0", "scan"]);
    assert.deepEqual(kept["summary"], {
      ...{ projectsScanned: 2, patternsDetected: 1, recommendations: 3 },
    });
    assert.deepEqual(await storage.restoreScanReport(), report);
    const decision = { type: "ARCHITECTURE", decision: "Use microservices", rationale: "…" };
    const { key } = await storage.archiveDecision(decision);
    assert.match(key, /^decisions\/decision-\d{13}\.json$/);
    assert.deepEqual(await storage.restoreDecision("latest"), decision);
    await storage.archiveAnalysis({ clarity: 4 });
    assert.deepEqual(await storage.restoreAnalysis(), { clarity: 4 });
    assert.deepEqual(
      [
        await storage.listSessions(),
        await storage.listScanReports(),
        await storage.listDecisions(),
      ].map(({ length }) => length),
      [1, 1, 1],
    );
    await assert.rejects(storage.restoreSession("session-unknown"), { code: "record-missing" });
    await assert.rejects(storage.archiveSession("123", {}), { code: "record-name-invalid" });
  });

  test("keeps a generated project, and brings it back", async (t) => {
    const world = magnusWorld(t);
    const storage = world.storage("laptop");
    const folder = join(world.folder, "cloudzero-proxy");
    mkdirSync(join(folder, "services"), { recursive: true });
    writeFileSync(join(folder, "cloudzero-proxy.js"), "export default 1;");
    writeFileSync(join(folder, "services/payment.js"), "export default 2;");
    const backup = await storage.backupGeneratedProject("cloudzero-proxy", folder);
    assert.deepEqual([backup.files, backup.uploaded, backup.problems], [2, 2, []]);
    assert.ok(
      (await world.keys()).includes("magnus-data/projects/cloudzero-proxy/services/payment.js"),
    );
    const target = join(world.folder, "back");
    await storage.restoreGeneratedProject("cloudzero-proxy", target);
    assert.equal(readFileSync(join(target, "services/payment.js"), "utf8"), "export default 2;");
    const [project] = await storage.listProjects();
    assert.deepEqual([project?.name, project?.files], ["cloudzero-proxy", 2]);
    await assert.rejects(storage.backupGeneratedProject("../up", folder), {
      code: "record-name-invalid",
    });
    await assert.rejects(storage.backupGeneratedProject("p", join(folder, "none")), {
      code: "path-missing",
    });
  });

  test("sends with backupAll, goes both ways with sync, and counts", async (t) => {
    const world = magnusWorld(t);
    const [laptop, desktop] = [world.storage("laptop"), world.storage("desktop")];
    await laptop.backupLearningData(learning);
    await laptop.archiveSession("session-1", { n: 1 });
    const nothing = await laptop.backupAll();
    assert.deepEqual([nothing.uploaded, nothing.unchanged], [0, 3]);
    const fetched = await desktop.sync();
    assert.deepEqual([fetched.uploaded, fetched.downloaded], [0, 3]);
    await desktop.archiveSession("session-2", { n: 2 });
    const { downloaded, collections } = await laptop.sync();
    assert.equal(downloaded, 1);
    assert.deepEqual(collections, { sessions: { uploaded: 0, downloaded: 1 } });
    assert.ok((await laptop.getStats()).lastSync);
  });

  test("loses nothing when two machines save the latest at once", async (t) => {
    const world = magnusWorld(t);
    const machines = ["a", "b", "c"].map((name) => world.storage(name));
    await Promise.all(
      machines.map((machine, n) =>
        machine.backupLearningData({
          patterns: [[`from ${n}`, n]],
          estimates: [{ n }],
          actuals: [],
        }),
      ),
    );
    const { patterns, estimates } = await machines[0]!.restoreLearningData("latest");
    assert.deepEqual(
      new Set(patterns.map((each) => (each as string[])[0])),
      new Set(["from 0", "from 1", "from 2"]),
    );
    assert.equal(estimates.length, 3);
  });

  test("compresses and encrypts below the same keys", async (t) => {
    const world = magnusWorld(t);
    const zipped = world.storage("laptop", { compressionEnabled: true });
    await zipped.archiveSession("session-1", { n: 1 });
    const raw = readFileSync(join(world.cloud, "magnus-data/sessions/session-1.json"));
    assert.equal(
      (JSON.parse(gunzipSync(raw).toString()) as { sessionId: string }).sessionId,
      "session-1",
    );
    const plain = world.storage("desktop");
    assert.deepEqual(await plain.restoreSession("session-1"), { n: 1 });
    const identity = "AGE-SECRET-KEY-1L27NYJDYRNDSCCELNZE8C6JTSH22TLQJVPGD7289KDLMZA5HWN6SZPEHGF";
    const sealed = world.storage("laptop", { encryption: { identity } });
    await sealed.archiveSession("session-2", { secret: true });
    const bytes = readFileSync(join(world.cloud, "magnus-data/sessions/session-2.json"), "utf8");
    assert.match(bytes, /^age-encryption\.org\/v1\n/);
    assert.deepEqual(await sealed.restoreSession("session-2"), { secret: true });
    await assert.rejects(plain.restoreSession("session-2"), { code: "record-encrypted" });
    const { problems } = await plain.sync();
    assert.deepEqual(
      problems.map(({ key }) => key),
      ["sessions/session-2.json"],
    );
  });

  test("reads and syncs records made by hand in the documents' layout", async (t) => {
    const world = magnusWorld(t);
    const at = 1_700_000_000_000;
    const document = (timestamp: number, data: object) =>
      JSON.stringify({
        timestamp,
        version: "13.0",
        type: "learning",
        data,
        stats: { patterns: 1 },
      });
    await world.put(`magnus-data/learning/knowledge-${at}.json`, document(at, other));
    await world.put(
      `magnus-data/learning/knowledge-${at + 1000}.json`,
      document(at + 1000, learning),
    );
    await world.put("magnus-data/learning/knowledge-latest.json", document(at + 1000, learning));
    const session = {
      sessionId: "session-abc123",
      timestamp: at,
      version: "13.0",
      type: "session",
    };
    const data = { analysis: { request: clearRequest }, session: { sessionId: "session-abc123" } };
    await world.put(
      "magnus-data/sessions/session-abc123.json",
      JSON.stringify({ ...session, data }),
    );
    const scan = { timestamp: at, version: "14.0", type: "scan", report: { x: 1 }, summary: {} };
    await world.put(`magnus-data/scans/scan-${at}.json`, JSON.stringify(scan));
    const decision = { timestamp: at, version: "13.0", type: "decision", decision: "y" };
    await world.put(`magnus-data/decisions/decision-${at}.json`, JSON.stringify(decision));
    await world.put("magnus-data/projects/other-project/main.js", "1;");
    const magnus = world.magnus("laptop");
    await magnus.initialize();
    const { downloaded, problems } = await magnus.syncWithCloud();
    assert.deepEqual([downloaded, problems], [6, []]);
    assert.deepEqual(magnus.learning.patterns, learning.patterns);
    const { cloudStorage } = magnus;
    assert.deepEqual(await cloudStorage.restoreSession("session-abc123"), data);
    assert.deepEqual(await cloudStorage.restoreScanReport(at), { x: 1 });
    assert.equal((await cloudStorage.restoreDecision(at))["decision"], "y");
    await magnus.restoreFromCloud(at + 999);
    assert.deepEqual(magnus.learning.patterns, other.patterns);
    await magnus.recordOutcome("session-abc123", { outcome: "SUCCESS", tokensUsed: 5 });
    const restored = await cloudStorage.restoreGeneratedProject(
      "other-project",
      join(world.folder, "p"),
    );
    assert.equal(restored.restored, 1);
  });

  test("passes over a broken latest, and the next backup makes it right", async (t) => {
    const world = magnusWorld(t);
    const storage = world.storage("laptop");
    await storage.backupLearningData(learning);
    await world.put("magnus-data/learning/knowledge-latest.json", '{"data": ');
    assert.deepEqual(await storage.restoreLearningData("latest"), learning);
    await storage.backupLearningData(other);
    const latest = await world.json("magnus-data/learning/knowledge-latest.json");
    assert.deepEqual(latest["data"], other);
  });

  test("backs up by itself every backupInterval", async (t) => {
    t.mock.timers.enable({ apis: ["setInterval"] });
    const world = magnusWorld(t);
    const storage = world.storage("laptop", { backupInterval: 1000 });
    const quiet = world.storage("laptop", {
      autoBackup: false,
      store: join(world.folder, "other"),
    });
    await quiet.archiveSession("session-1", { n: 1 });
    assert.deepEqual(await world.keys(), []);
    t.mock.timers.tick(1000);
    await storage.close();
    assert.deepEqual(await world.keys(), ["magnus-data/sessions/session-1.json"]);
  });
});
