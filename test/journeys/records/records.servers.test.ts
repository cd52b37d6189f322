import { openObjectStore } from "../../../src/compose/open-object-store.ts";
import { cloudCredentials } from "../../../src/faces/environment/cloud-credentials.ts";
import { npmBuckets, serverBuckets } from "../../servers/buckets.ts";
import { testRecords } from "./test-records.ts";

for (const { name, skip, start } of [...npmBuckets, ...serverBuckets]) {
  testRecords(
    name,
    async () => {
      const server = await start();
      const store = await openObjectStore(server.url("records"), cloudCredentials(server.env()));
      return {
        store,
        stop: async () => {
          await store.close();
          await server.stop();
        },
      };
    },
    skip,
  );
}
