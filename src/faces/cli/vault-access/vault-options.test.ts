import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import type { CommandContext } from "../command-context.ts";
import { parsedOptions } from "../parse/parsed-options.ts";
import { everywhereOptions } from "../registry/everywhere-options.ts";
import { UsageError } from "../usage-error.ts";
import { vaultOptions } from "./vault-options.ts";

const folder = mkdtempSync(join(tmpdir(), "restera-options-"));
after(() => rmSync(folder, { recursive: true }));
writeFileSync(
  join(folder, ".env"),
  "AWS_REGION=eu-west-3\nAWS_ACCESS_KEY_ID=from-file\nAWS_SECRET_ACCESS_KEY=s\n",
);

function optionsOf(
  url: string,
  given: Record<string, string[]> = {},
  environment: Record<string, string> = {},
) {
  const context = {
    system: { environment, cwd: folder, home: "/home/me", platform: "linux" },
    options: parsedOptions(
      new Map(Object.entries(given)),
      new Set(everywhereOptions.map(({ name }) => name)),
    ),
    signal: new AbortController().signal,
  } as unknown as CommandContext;
  return vaultOptions(context, url);
}

describe("how a vault's store is reached", () => {
  it("for a bucket comes from options, then the environment, then .env", () => {
    const { stores } = optionsOf("s3://b/p", { option: ["s3.region=us-east-2"] });
    assert.deepEqual(stores?.s3, {
      region: "us-east-2",
      accessKeyId: "from-file",
      secretAccessKey: "s",
    });
    const own = { AWS_ACCESS_KEY_ID: "own", AWS_SECRET_ACCESS_KEY: "t", AWS_REGION: "r" };
    assert.deepEqual(optionsOf("s3://b", {}, own).stores?.s3, {
      region: "r",
      accessKeyId: "own",
      secretAccessKey: "t",
    });
  });

  it("leaves the key to a profile that was asked for", () => {
    const { stores } = optionsOf("s3://b", { option: ["s3.profile=work"] });
    assert.deepEqual(stores?.s3, { region: "eu-west-3", profile: "work" });
  });

  it("keeps a cache for buckets alone, where the platform has it, unless told otherwise", () => {
    assert.equal(optionsOf("gs://b").cacheFolder, "/home/me/.cache/restera/vaults");
    const elsewhere = { XDG_CACHE_HOME: "/cache" };
    assert.equal(optionsOf("gs://b", {}, elsewhere).cacheFolder, "/cache/restera/vaults");
    assert.equal(optionsOf("gs://b", { "cache-dir": ["c"] }).cacheFolder, join(folder, "c"));
    const restic = { RESTIC_CACHE_DIR: "r" };
    assert.equal(optionsOf("gs://b", {}, restic).cacheFolder, join(folder, "r/restera"));
    assert.equal(optionsOf("gs://b", { "no-cache": [""] }).cacheFolder, undefined);
    assert.equal(optionsOf("/vault").cacheFolder, undefined);
    assert.deepEqual(optionsOf("/vault").stores, {});
  });

  it("takes several writers only in that word", () => {
    assert.equal(optionsOf("s3://b", { option: ["writers=several"] }).stores?.severalWriters, true);
    assert.equal(optionsOf("s3://b", { option: ["writers=one"] }).stores?.severalWriters, false);
    assert.throws(() => optionsOf("s3://b", { option: ["writers=7"] }), UsageError);
  });

  it("of a bucket believes, shows and names what restic's options and variables say", () => {
    const variables = { RESTIC_HTTP_USER_AGENT: "tester/1" };
    const given = { "stuck-request-timeout": ["90s"], "insecure-tls": [""] };
    assert.deepEqual(optionsOf("s3://b/p", given, variables).stores?.connection, {
      ...{ requestTimeoutMs: 90_000, userAgent: "tester/1", insecureTls: true },
    });
    writeFileSync(join(folder, "no.pem"), "nothing");
    for (const [url, more, told] of [
      ["gs://b/p", { "insecure-tls": [""] }, /--insecure-tls .*s3:\/\//],
      ["az://b/p", { "tls-client-cert": ["no.pem"] }, /--tls-client-cert .*s3:\/\//],
      ["s3://b/p", { "tls-client-cert": ["no.pem"] }, /--tls-client-cert, .*private key/],
      ["s3://b/p", { cacert: ["no.pem"] }, /--cacert, .*no certificate/],
      ["s3://b/p", { cacert: ["gone.pem"] }, /gone\.pem, given by --cacert/],
      ["s3://b/p", { "stuck-request-timeout": ["0"] }, /--stuck-request-timeout/],
    ] as const) {
      const values = Object.fromEntries(Object.entries(more).map(([name, [one]]) => [name, [one]]));
      assert.throws(() => optionsOf(url, values), told, url);
    }
    assert.throws(() => optionsOf("gs://b/p", {}, { RESTIC_CACERT: "no.pem" }), /RESTIC_CACERT/);
    const kept = { option: ["s3.storage-class=ONEZONE_IA", "s3.unsafe-anonymous-auth=true"] };
    const { s3 } = optionsOf("s3://b/p", kept).stores ?? {};
    assert.deepEqual([s3?.storageClass, s3?.anonymous], ["ONEZONE_IA", true]);
    for (const option of ["s3.storage-class=GLACIER", "s3.unsafe-anonymous-auth=perhaps"]) {
      assert.throws(() => optionsOf("s3://b/p", { option: [option] }), /-o s3\./);
    }
    // A folder has no server.
    assert.equal(optionsOf("/vault", given, variables).stores?.connection, undefined);
  });
});
