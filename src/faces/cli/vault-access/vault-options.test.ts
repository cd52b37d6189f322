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
});
