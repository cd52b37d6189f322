import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Magnus13Extended } from "../../../src/faces/library/magnus/index.ts";
import { npmBuckets, serverBuckets } from "../../servers/buckets.ts";
import { skipWithout } from "../../servers/find-program.ts";
import { startVersitygw } from "../../servers/versitygw.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { assertExamplesWorked, runMagnusExamples } from "./examples.ts";
import { clearRequest } from "./magnus-world.ts";

test(
  "the six examples of Magnus run in production by the documented variables",
  { skip: skipWithout("versitygw") },
  async (t) => {
    const server = await startVersitygw();
    t.after(() => server.stop());
    await server.createBucket("your-bucket");
    const out = await runMagnusExamples(temporaryFolder(t), {
      NODE_ENV: "production",
      AWS_ACCESS_KEY_ID: server.accessKeyId,
      AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
      AWS_REGION: "us-east-1",
      S3_BUCKET_NAME: "your-bucket",
      AWS_ENDPOINT_URL_S3: server.endpoint,
    });
    assertExamplesWorked(out);
    assert.match(out, /store: 's3:\/\/your-bucket\/magnus-data'/);
  },
);

for (const { name, skip, start } of [...npmBuckets, ...serverBuckets]) {
  describe(`Magnus over ${name}`, { skip }, () => {
    test("works on two machines, compressed and encrypted", async (t) => {
      const server = await start();
      t.after(() => server.stop());
      const folder = temporaryFolder(t);
      const machine = (local: string): Magnus13Extended =>
        new Magnus13Extended({
          store: server.url("magnus"),
          environment: server.env(),
          localFolder: join(folder, local),
          outputFolder: join(folder, "generated"),
          compressionEnabled: true,
          encryption: { passphrase: "correct horse" },
        });
      const laptop = machine("laptop");
      await laptop.initialize();
      const session = await laptop.startGeneration(await laptop.analyze(clearRequest));
      await laptop.recordOutcome(session.sessionId, { outcome: "SUCCESS", tokensUsed: 9 });
      const desktop = machine("desktop");
      await desktop.initialize();
      await desktop.restoreFromCloud("latest");
      assert.deepEqual(desktop.learning, laptop.learning);
      await Promise.all(
        [laptop, desktop].map(async (each, n) => {
          const made = await each.startGeneration(await each.analyze(clearRequest));
          await each.recordOutcome(made.sessionId, { outcome: "SUCCESS", tokensUsed: 100 + n });
        }),
      );
      for (const each of [laptop, desktop, laptop]) await each.syncWithCloud();
      assert.equal(laptop.learning.actuals.length, 3);
      assert.deepEqual(desktop.learning, laptop.learning);
      const { collections } = await desktop.getCloudStats();
      assert.equal(collections["sessions"]?.count, 3);
      await laptop.close();
      await desktop.close();
    });
  });
}
