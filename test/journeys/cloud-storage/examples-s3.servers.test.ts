import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { skipWithout } from "../../servers/find-program.ts";
import { startVersitygw } from "../../servers/versitygw.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { runExamples, writeData } from "./examples.ts";

test(
  "the examples of SignalTrust run on S3 by the documented variables",
  { skip: skipWithout("versitygw") },
  async (t) => {
    const server = await startVersitygw();
    t.after(() => server.stop());
    await server.createBucket("your-bucket-name");
    const folder = temporaryFolder(t);
    writeData(folder);
    const variables = {
      CLOUD_PROVIDER: "aws",
      AWS_S3_BUCKET: "your-bucket-name",
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: server.accessKeyId,
      AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
      AWS_ENDPOINT_URL_S3: server.endpoint,
    };
    assert.match(await runExamples(folder, variables), /^Total: 1 backups/m);
    // The machine is gone; the next one has other data, and makes its archive perhaps in the same second.
    rmSync(join(folder, "backups"), { recursive: true });
    writeFileSync(join(folder, "data/discovered_gems.json"), "[]");
    const again = await runExamples(folder, variables);
    assert.match(again, /^Total: 2 backups/m);
    assert.equal(again.match(/: IQ 142\.5$/gm)?.length, 2);
  },
);
