import { testObjectStore } from "../../src/testing.ts";
import { skipWithoutCeph, startCephRgw } from "../servers/ceph-rgw.ts";
import { makeStore } from "./make-store.ts";

testObjectStore(
  "S3 on Ceph's gateway",
  async () => {
    const server = await startCephRgw();
    await server.createBucket("vaults");
    const { endpoint, accessKeyId, secretAccessKey } = server;
    const url = `s3://vaults/some/prefix?endpoint=${encodeURIComponent(endpoint)}`;
    return makeStore(url, { s3: { accessKeyId, secretAccessKey } }, () => server.stop());
  },
  { skip: skipWithoutCeph() },
);
