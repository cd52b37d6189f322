import { testObjectStore } from "../../src/testing.ts";
import { startFakeGcs } from "../servers/fake-gcs.ts";
import { skipWithout } from "../servers/find-program.ts";
import { makeStore } from "./make-store.ts";

testObjectStore(
  "Google Cloud Storage on fake-gcs-server",
  async () => {
    const server = await startFakeGcs();
    await server.createBucket("vaults");
    const url = `gs://vaults/some/prefix?endpoint=${encodeURIComponent(server.endpoint)}`;
    return makeStore(url, {}, () => server.stop());
  },
  { skip: skipWithout("fake-gcs-server") },
);
