import assert from "node:assert/strict";
import { test } from "node:test";
import { parseStoreUrl } from "./parse-store-url.ts";

test("folders, with and without a scheme", () => {
  assert.deepEqual(parseStoreUrl("/srv/vault"), { kind: "local", folder: "/srv/vault" });
  assert.deepEqual(parseStoreUrl("vault"), { kind: "local", folder: "vault" });
  assert.deepEqual(parseStoreUrl("file:///srv/my%20vault"), {
    kind: "local",
    folder: "/srv/my vault",
  });
  assert.deepEqual(parseStoreUrl("C:\\vault"), { kind: "local", folder: "C:\\vault" });
});

test("buckets with prefix and options", () => {
  assert.deepEqual(
    parseStoreUrl(
      "s3://backups/team%20a/vault/?endpoint=https%3A%2F%2Fs3.example.org%3A9000&region=eu",
    ),
    {
      kind: "s3",
      bucket: "backups",
      prefix: "team a/vault",
      options: { endpoint: "https://s3.example.org:9000", region: "eu" },
    },
  );
  assert.deepEqual(parseStoreUrl("gs://b"), { kind: "gcs", bucket: "b", prefix: "", options: {} });
  const azure = parseStoreUrl("az://c/p?account=acct");
  assert.deepEqual(azure, {
    kind: "azure",
    bucket: "c",
    prefix: "p",
    options: { account: "acct" },
  });
});

test("what is wrong with an address is said, and secrets are not repeated", () => {
  for (const [text, problem] of [
    ["", /empty/],
    ["ftp://host/x", /"ftp" is not a kind/],
    ["s3:bucket", /two slashes/],
    ["s3:///prefix", /cannot be a bucket/],
    ["s3://bucket/?colour=red", /"colour" is not known; known: endpoint/],
    ["s3://bucket?endpoint=host", /endpoint "host"/],
    ["s3://bucket/%zz", /percent/],
    ["file://relative", /whole path/],
  ] as const) {
    assert.throws(() => parseStoreUrl(text), { code: "usage", message: problem }, text);
  }
  assert.throws(
    () => parseStoreUrl("s3://key:topsecret@bucket/x"),
    (error: Error) => {
      assert.doesNotMatch(error.message, /topsecret/);
      return true;
    },
  );
});
