import { startAzurite } from "./azurite.ts";
import { skipWithoutCeph, startCephRgw } from "./ceph-rgw.ts";
import { startFakeGcs } from "./fake-gcs.ts";
import { skipWithout } from "./find-program.ts";
import { startVersitygw, type S3Server } from "./versitygw.ts";

/** A bucket called `vaults` on a real server, as a user reaches it: by address and variables. */
export interface BucketServer {
  readonly port: number;
  /** The address of a prefix; `port` lets a proxy stand between. */
  url(prefix: string, port?: number): string;
  /** The variables with the credentials. */
  env(port?: number): Record<string, string>;
  /** The same place for restic; undefined where restic does not reach this server. */
  restic?(prefix: string): { readonly url: string; readonly env: Record<string, string> };
  stop(): Promise<void>;
}

export interface BucketKind {
  readonly name: string;
  readonly skip: string | false;
  start(): Promise<BucketServer>;
}

/** Servers that come with `npm ci`. */
export const npmBuckets: readonly BucketKind[] = [
  { name: "Azure (azurite)", skip: false, start: startAzure },
];

/** Servers that `test/servers/install-servers.sh` brings. */
export const serverBuckets: readonly BucketKind[] = [
  {
    name: "S3 (versitygw)",
    skip: skipWithout("versitygw"),
    start: async () => startS3(await startVersitygw()),
  },
  { name: "S3 (Ceph)", skip: skipWithoutCeph(), start: async () => startS3(await startCephRgw()) },
  { name: "Google (fake-gcs-server)", skip: skipWithout("fake-gcs-server"), start: startGoogle },
];

const local = (port: number): string => `http://127.0.0.1:${port}`;

async function startS3(server: S3Server): Promise<BucketServer> {
  await server.createBucket("vaults");
  const keys = {
    AWS_ACCESS_KEY_ID: server.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
  };
  return {
    port: server.port,
    url: (prefix, port = server.port) =>
      `s3://vaults/${prefix}?endpoint=${encodeURIComponent(local(port))}`,
    env: () => keys,
    restic: (prefix) => ({ url: `s3:${server.endpoint}/vaults/${prefix}`, env: keys }),
    stop: () => server.stop(),
  };
}

async function startGoogle(): Promise<BucketServer> {
  const server = await startFakeGcs();
  await server.createBucket("vaults");
  const emulator = { STORAGE_EMULATOR_HOST: server.endpoint, GOOGLE_ACCESS_TOKEN: "unused" };
  return {
    port: server.port,
    url: (prefix, port = server.port) =>
      `gs://vaults/${prefix}?endpoint=${encodeURIComponent(local(port))}`,
    env: () => ({}),
    restic: (prefix) => ({ url: `gs:vaults:/${prefix}`, env: emulator }),
    stop: () => server.stop(),
  };
}

/** Debian builds restic without Azure. */
async function startAzure(): Promise<BucketServer> {
  const server = await startAzurite();
  await server.createContainer("vaults");
  return {
    port: server.port,
    url: (prefix) => `az://vaults/${prefix}`,
    env: (port) => ({ AZURE_STORAGE_CONNECTION_STRING: server.connectionString(port) }),
    stop: () => server.stop(),
  };
}
