import { openObjectStore } from "../../src/compose/open-object-store.ts";
import { startFakeGcs } from "../servers/fake-gcs.ts";
import { startFaultProxy } from "../servers/fault-proxy.ts";
import { freePort } from "../servers/free-port.ts";
import { npmKinds, serverKinds, type ProxiedKind, type ProxiedServer } from "./proxied-stores.ts";
import { testResumedUpload } from "./resumed-upload.ts";

/** fake-gcs-server that says of its sessions that they are at the proxy. */
async function startGoogle(): Promise<ProxiedServer> {
  const port = await freePort();
  const server = await startFakeGcs(port);
  const proxy = await startFaultProxy(server.port, undefined, port);
  await server.createBucket("vaults");
  const place = (prefix: string, at: number) => ({
    url: `gs://vaults/${prefix}?endpoint=${encodeURIComponent(`http://127.0.0.1:${at}`)}`,
    settings: {},
  });
  return {
    proxy,
    place: (prefix) => place(prefix, port),
    directPlace: (prefix) => place(prefix, server.port),
    open: (prefix, settings) => openObjectStore(place(prefix, port).url, settings),
    openDirectly: (prefix) => openObjectStore(place(prefix, server.port).url, {}),
    stop: async () => {
      await proxy.stop();
      await server.stop();
    },
  };
}

function reached(kind: ProxiedKind): ProxiedKind {
  return kind.name.startsWith("Google") ? { ...kind, start: startGoogle } : kind;
}

for (const kind of [...npmKinds, ...serverKinds]) testResumedUpload(reached(kind), true);
