import { openObjectStore } from "../../src/compose/open-object-store.ts";
import type { ObjectStore } from "../../src/stores/objects/object-store.ts";
import type { StoreSettings } from "../../src/stores/objects/store-settings.ts";
import { startAzurite } from "../servers/azurite.ts";
import { startFakeGcs } from "../servers/fake-gcs.ts";
import { startFaultProxy, type FaultProxy } from "../servers/fault-proxy.ts";
import { skipWithout } from "../servers/find-program.ts";
import { startVersitygw } from "../servers/versitygw.ts";

/** A real server, reached both directly and through the fault proxy. */
export interface ProxiedServer {
  readonly proxy: FaultProxy;
  /** A store that sees the faults; the same prefix is the same store. */
  open(prefix: string, settings?: StoreSettings): Promise<ObjectStore>;
  /** The same store without the proxy, to look at what is really there. */
  openDirectly(prefix: string): Promise<ObjectStore>;
  stop(): Promise<void>;
}

export interface ProxiedKind {
  readonly name: string;
  readonly skip: string | false;
  start(): Promise<ProxiedServer>;
}

export const proxiedKinds: readonly ProxiedKind[] = [
  { name: "S3 (versitygw)", skip: skipWithout("versitygw"), start: startS3 },
  { name: "Google (fake-gcs-server)", skip: skipWithout("fake-gcs-server"), start: startGoogle },
  { name: "Azure (azurite)", skip: false, start: startAzure },
];

async function startS3(): Promise<ProxiedServer> {
  const server = await startVersitygw();
  await server.createBucket("vaults");
  const proxy = await startFaultProxy(server.port);
  const { accessKeyId, secretAccessKey } = server;
  const open = (prefix: string, port: number, settings: StoreSettings): Promise<ObjectStore> =>
    openObjectStore(`s3://vaults/${prefix}?endpoint=http://127.0.0.1:${port}`, {
      ...settings,
      s3: { accessKeyId, secretAccessKey },
    });
  return serverOf(proxy, server.port, open, () => server.stop());
}

async function startGoogle(): Promise<ProxiedServer> {
  const server = await startFakeGcs();
  await server.createBucket("vaults");
  const proxy = await startFaultProxy(server.port);
  const open = (prefix: string, port: number, settings: StoreSettings): Promise<ObjectStore> =>
    openObjectStore(`gs://vaults/${prefix}?endpoint=http://127.0.0.1:${port}`, settings);
  return serverOf(proxy, server.port, open, () => server.stop());
}

async function startAzure(): Promise<ProxiedServer> {
  const server = await startAzurite();
  await server.createContainer("vaults");
  const proxy = await startFaultProxy(server.port);
  const open = (prefix: string, port: number, settings: StoreSettings): Promise<ObjectStore> =>
    openObjectStore(`az://vaults/${prefix}`, {
      ...settings,
      azure: { connectionString: server.connectionString(port) },
    });
  return serverOf(proxy, server.port, open, () => server.stop());
}

function serverOf(
  proxy: FaultProxy,
  port: number,
  open: (prefix: string, port: number, settings: StoreSettings) => Promise<ObjectStore>,
  stop: () => Promise<void>,
): ProxiedServer {
  return {
    proxy,
    open: (prefix, settings = {}) => open(prefix, proxy.port, settings),
    openDirectly: (prefix) => open(prefix, port, {}),
    stop: async () => {
      await proxy.stop();
      await stop();
    },
  };
}
