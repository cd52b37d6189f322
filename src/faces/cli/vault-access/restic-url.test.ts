import assert from "node:assert/strict";
import { it } from "node:test";
import { UsageError } from "../usage-error.ts";
import { fromResticUrl } from "./restic-url.ts";
import { localFolder } from "./vault-url.ts";

it("fromResticUrl: restic's spelling of clouds becomes ours, everything else stays", () => {
  const pairs = {
    "s3:s3.amazonaws.com/bucket/a/b": "s3://bucket/a/b",
    "s3:http://localhost:9000/bucket": "s3://bucket/?endpoint=http%3A%2F%2Flocalhost%3A9000",
    "s3:minio.example/bucket/x": "s3://bucket/x?endpoint=https%3A%2F%2Fminio.example",
    "gs:bucket:/x": "gs://bucket/x",
    "azure:container:/": "az://container/",
    "s3://bucket/x": "s3://bucket/x",
    "/srv/vault": "/srv/vault",
    "C:\\vault": "C:\\vault",
  };
  for (const [restic, ours] of Object.entries(pairs)) {
    assert.equal(fromResticUrl(restic), ours);
  }
});

it("fromResticUrl: a kind of store that we do not have is refused, without showing its password", () => {
  assert.throws(
    () => fromResticUrl("rest:https://user:secret@host/x"),
    (error) => error instanceof UsageError && !JSON.stringify(error.parameters).includes("secret"),
  );
  assert.throws(() => fromResticUrl("sftp:user@host:/srv"), UsageError);
});

it("localFolder: paths are local, addresses are not", () => {
  assert.equal(localFolder("vault", "/work"), "/work/vault");
  assert.equal(localFolder("/srv/a:b", "/work"), "/srv/a:b");
  assert.equal(localFolder("file:///srv/v%20w", "/"), "/srv/v w");
  assert.equal(localFolder("local:x", "/work"), "/work/x");
  assert.equal(localFolder("s3://bucket/x", "/"), undefined);
});
