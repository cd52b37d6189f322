import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram } from "./find-program.ts";
import { freePort } from "./free-port.ts";
import { startProcess } from "./start-process.ts";

export interface S3Server {
  readonly endpoint: string;
  readonly port: number;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  createBucket(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** Versity's S3 gateway over a folder that is removed at the end. */
export async function startVersitygw(): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), "restera-versitygw-"));
  const port = await freePort();
  const accessKeyId = "restera-test";
  const secretAccessKey = "restera-test-secret";
  const args = ["--port", `127.0.0.1:${port}`, "--quiet", "--keep-alive", "posix", folder];
  const running = await startProcess(findProgram("versitygw")!, args, port, {
    ROOT_ACCESS_KEY: accessKeyId,
    ROOT_SECRET_KEY: secretAccessKey,
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    port,
    accessKeyId,
    secretAccessKey,
    createBucket: (name) => mkdir(join(folder, name)),
    stop: async () => {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
