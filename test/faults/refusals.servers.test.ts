import { describe, test } from "node:test";
import { openObjectStore } from "../../src/compose/open-object-store.ts";
import type { ObjectStore } from "../../src/stores/objects/object-store.ts";
import type { StoreSettings } from "../../src/stores/objects/store-settings.ts";
import { startFakeGcs } from "../servers/fake-gcs.ts";
import { skipWithout } from "../servers/find-program.ts";
import { startVersitygw } from "../servers/versitygw.ts";
import { assertTold, drain, once1 } from "./told-refusals.ts";

describe("S3 refusals on versitygw", { skip: skipWithout("versitygw") }, () => {
  test("wrong keys and a missing bucket", async (context) => {
    const server = await startVersitygw();
    context.after(() => server.stop());
    await server.createBucket("vaults");
    const { accessKeyId, secretAccessKey } = server;
    const open = (bucket: string, s3: StoreSettings["s3"]): Promise<ObjectStore> =>
      openObjectStore(`s3://${bucket}/p?endpoint=${server.endpoint}`, { ...once1, s3: { ...s3 } });
    const unknownKey = await open("vaults", { accessKeyId: "nobody", secretAccessKey: "x" });
    await assertTold(unknownKey.putNew("a", Buffer.from("a")), "denied", /access key is not known/);
    const wrongSecret = await open("vaults", { accessKeyId, secretAccessKey: "wrong" });
    await assertTold(wrongSecret.get("a"), "denied", /secret key does not fit/);
    const right = { accessKeyId, secretAccessKey };
    const noBucket = await open("nowhere", right);
    await assertTold(noBucket.get("config"), "not-found", /no such bucket/);
    await assertTold(noBucket.head("config"), "not-found", /no such bucket/);
    await assertTold(noBucket.putNew("a", Buffer.from("a")), "not-found", /no such bucket/);
    await assertTold(drain(noBucket), "not-found", /no such bucket/);
    const wrongRegion = await open("vaults", { ...right, region: "eu-west-3" });
    await assertTold(wrongRegion.get("a"), "denied", /another region/);
  });
});

test(
  "a missing bucket on fake-gcs-server",
  { skip: skipWithout("fake-gcs-server") },
  async (context) => {
    const server = await startFakeGcs();
    context.after(() => server.stop());
    const store = await openObjectStore(`gs://nowhere/p?endpoint=${server.endpoint}`, once1);
    await assertTold(store.head("a"), "not-found", /no such bucket/);
    await assertTold(drain(store), "not-found", /.+/);
    await assertTold(store.putNew("a", Buffer.from("a")), "not-found", /.+/);
  },
);
