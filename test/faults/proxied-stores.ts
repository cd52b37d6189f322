import { openObjectStore } from "../../src/compose/open-object-store.ts";
import { cloudCredentials } from "../../src/faces/environment/cloud-credentials.ts";
import type { ObjectStore } from "../../src/stores/objects/object-store.ts";
import type { StoreSettings } from "../../src/stores/objects/store-settings.ts";
import { npmBuckets, serverBuckets, type BucketKind } from "../servers/buckets.ts";
import { startFaultProxy, type FaultProxy } from "../servers/fault-proxy.ts";

/** A real server, reached both directly and through the fault proxy. */
export interface ProxiedServer {
  readonly proxy: FaultProxy;
  /** The address and settings of a store that sees the faults; the same prefix is the same store. */
  place(prefix: string): { readonly url: string; readonly settings: StoreSettings };
  open(prefix: string, settings?: StoreSettings): Promise<ObjectStore>;
  /** The same without the proxy, to look at what is really there. */
  directPlace(prefix: string): { readonly url: string; readonly settings: StoreSettings };
  openDirectly(prefix: string): Promise<ObjectStore>;
  stop(): Promise<void>;
}

export interface ProxiedKind {
  readonly name: string;
  readonly skip: string | false;
  start(): Promise<ProxiedServer>;
}

export const npmKinds: readonly ProxiedKind[] = npmBuckets.map(proxied);
export const serverKinds: readonly ProxiedKind[] = serverBuckets.map(proxied);
export const proxiedKinds: readonly ProxiedKind[] = [...npmKinds, ...serverKinds];

function proxied({ name, skip, start }: BucketKind): ProxiedKind {
  return { name, skip, start: () => startProxied(start) };
}

async function startProxied(start: BucketKind["start"]): Promise<ProxiedServer> {
  const server = await start();
  const proxy = await startFaultProxy(server.port);
  const placeAt = (prefix: string, port: number) => ({
    url: server.url(prefix, port),
    settings: cloudCredentials(server.env(port)),
  });
  const openAt = (prefix: string, port: number, more: StoreSettings): Promise<ObjectStore> => {
    const { url, settings } = placeAt(prefix, port);
    return openObjectStore(url, { ...more, ...settings });
  };
  return {
    proxy,
    place: (prefix) => placeAt(prefix, proxy.port),
    open: (prefix, settings = {}) => openAt(prefix, proxy.port, settings),
    directPlace: (prefix) => placeAt(prefix, server.port),
    openDirectly: (prefix) => openAt(prefix, server.port, {}),
    stop: async () => {
      await proxy.stop();
      await server.stop();
    },
  };
}
