// The six examples of Magnus Cloud Storage. All of them:  node examples/magnus-cloud-examples.js
// One of them:  import { example1_basicUsage } from "./magnus-cloud-examples.js"; await example1_basicUsage();
// In development everything goes to ./dev-data; with NODE_ENV=production to the bucket of S3_BUCKET_NAME.
import { pathToFileURL } from "node:url";
import Magnus13Extended from "restera/magnus";

const request =
  "Build a REST API in TypeScript with Hono that stores notes in SQLite, with tests for the create, list and delete " +
  "endpoints, JSON answers, and a title that is required.";

/** 1. Basic usage: everything is backed up by itself. */
export async function example1_basicUsage() {
  const magnus = new Magnus13Extended({
    cloudStorage: true, // Enable cloud storage
    autoBackup: true, // Backup every hour
    backupOnGeneration: true, // Backup after each generation
  });
  await magnus.initialize();

  const analysis = await magnus.analyze(request, { cloudBackup: true });
  console.log(`Clarity ${analysis.clarity} of 100, complexity ${analysis.complexity} of 10`);
  const session = await magnus.startGeneration(analysis);
  await magnus.recordOutcome(session.sessionId, {
    outcome: "SUCCESS",
    tokensUsed: 15000,
    filesGenerated: 12,
  });
  console.log("Backed up:", session.sessionId);
  await magnus.close();
  return session;
}

/** 2. Manual backup, before something risky. */
export async function example2_manualBackup() {
  const magnus = new Magnus13Extended({ cloudStorage: true, autoBackup: false });
  await magnus.initialize();

  const results = await magnus.backupToCloud();
  console.log("Backed up:", results);
  await magnus.close();
  return results;
}

/** 3. Restore: the latest backup, or what was known at a moment. */
export async function example3_restoreFromCloud() {
  const magnus = new Magnus13Extended({ cloudStorage: true, autoBackup: false });
  await magnus.initialize();
  const { timestamp } = await magnus.backupToCloud();

  const latest = await magnus.restoreFromCloud("latest");
  const then = await magnus.restoreFromCloud(timestamp);
  console.log("Restored:", latest.key, "and", then.key);
  await magnus.close();
  return latest;
}

/** 4. Two machines: what one learns, the other knows. Here each has a folder of its own. */
export async function example4_multiMachineSync() {
  const laptop = new Magnus13Extended({ cloudStorage: true, localFolder: "./dev-machines/laptop" });
  await laptop.initialize();
  await laptop.startGeneration(await laptop.analyze(request));
  await laptop.syncWithCloud();

  const desktop = new Magnus13Extended({
    cloudStorage: true,
    localFolder: "./dev-machines/desktop",
  });
  await desktop.initialize();
  const results = await desktop.syncWithCloud();
  console.log(`Sync: ${results.uploaded} sent, ${results.downloaded} fetched`);
  await laptop.close();
  await desktop.close();
  return results;
}

/** 5. Disaster recovery: a new machine, on which there is nothing. */
export async function example5_disasterRecovery() {
  const lost = new Magnus13Extended({ cloudStorage: true });
  await lost.initialize();
  const session = await lost.startGeneration(await lost.analyze(request));
  await lost.cloudStorage.archiveDecision({
    type: "ARCHITECTURE",
    decision: "Use microservices",
    rationale: "Teams deploy by themselves",
  });
  await lost.backupToCloud();
  await lost.close();

  const magnus = new Magnus13Extended({
    cloudStorage: true,
    localFolder: `./dev-machines/new-${Date.now()}`,
  });
  await magnus.initialize();
  const restored = await magnus.restoreFromCloud("latest");
  const archived = await magnus.cloudStorage.restoreSession(session.sessionId);
  console.log("All learning data restored:", restored.learning);
  console.log("Archived session:", archived.session.status);
  await magnus.close();
  return restored;
}

/** 6. What is in the cloud. */
export async function example6_cloudStats() {
  const magnus = new Magnus13Extended({ cloudStorage: true });
  await magnus.initialize();
  await magnus.backupToCloud();

  const stats = await magnus.getCloudStats();
  console.log("Cloud storage health:", stats);
  await magnus.close();
  return stats;
}

/** All six, one after the other. */
export async function runAllExamples() {
  await example1_basicUsage();
  await example2_manualBackup();
  await example3_restoreFromCloud();
  await example4_multiMachineSync();
  await example5_disasterRecovery();
  await example6_cloudStats();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await runAllExamples();
