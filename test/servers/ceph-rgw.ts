import { mkdtemp, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { findProgram } from "./find-program.ts";
import { freePort } from "./free-port.ts";
import { startProcess } from "./start-process.ts";
import type { S3Server } from "./versitygw.ts";

const accessKeyId = "restera-test";
const secretAccessKey = "restera-test-secret";

/** Where install-servers.sh unpacks Ceph's packages, unless they are installed on the machine. */
function cephRoot(): string | undefined {
  const folders = [
    process.env["RESTERA_TEST_SERVERS"],
    join(import.meta.dirname, "../../.cache/servers"),
  ];
  return folders
    .map((folder) => folder && join(folder, "ceph"))
    .find((folder) => folder !== undefined && existsSync(join(folder, "usr/bin/radosgw")));
}

/** The reason to skip a test that needs Ceph, or false when it is there. */
export function skipWithoutCeph(): string | false {
  if (cephRoot() !== undefined || findProgram("radosgw") !== undefined) return false;
  return "the server radosgw (Ceph) is not installed; run test/servers/install-servers.sh";
}

/** One node of Ceph with its S3 gateway, in memory. */
export async function startCephRgw(): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), "restera-ceph-"));
  const port = await freePort();
  const script = join(import.meta.dirname, "ceph-rgw.sh");
  const root = cephRoot();
  const environment = root === undefined ? {} : { CEPH_ROOT: root };
  const args = [script, folder, String(port), String(await freePort())];
  const running = await startProcess("bash", args, port, environment);
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    endpoint,
    port,
    accessKeyId,
    secretAccessKey,
    createBucket: async (name) => {
      const client = new S3Client({
        endpoint,
        region: "us-east-1",
        forcePathStyle: true,
        credentials: { accessKeyId, secretAccessKey },
      });
      await client.send(new CreateBucketCommand({ Bucket: name }));
      client.destroy();
    },
    stop: async () => {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
