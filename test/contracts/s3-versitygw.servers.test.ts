import { testObjectStore } from "../../src/testing.ts";
import { skipWithout } from "../servers/find-program.ts";
import { startVersitygw } from "../servers/versitygw.ts";
import { makeStore } from "./make-store.ts";

testObjectStore(
  "S3 on versitygw",
  async () => {
    const server = await startVersitygw();
    await server.createBucket("vaults");
    const { endpoint, accessKeyId, secretAccessKey } = server;
    const url = `s3://vaults/some/prefix?endpoint=${encodeURIComponent(endpoint)}`;
    return makeStore(url, { s3: { accessKeyId, secretAccessKey } }, () => server.stop());
  },
  { skip: skipWithout("versitygw") },
);
