import assert from "node:assert/strict";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { jsonLines, runRestera } from "../support/run-restera.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const nowhere = { url: "/nonexistent/vault", password: "unused" };

test("doctor tries a store before a vault is made there, and leaves nothing of it", async (t) => {
  const folder = temporaryFolder(t);
  const store = join(folder, "store");
  mkdirSync(store);
  const { code, stdout, stderr } = await runRestera(nowhere, ["doctor", store, "--json"]);
  assert.equal(code, 0, stderr);
  const lines = jsonLines(stdout);
  const checks = lines.filter(({ message_type: type }) => type === "diagnosis");
  assert.deepEqual(
    checks.map(({ check, level }) => `${String(level)} ${String(check)}`),
    ["create", "swap", "fresh", "ranges", "delete", "latency", "throughput"].map(
      (check) => `ok ${check}`,
    ),
  );
  const report = lines.at(-1) as Record<string, unknown>;
  assert.equal(report["message_type"], "store");
  assert.equal(report["url"], store);
  assert.ok(Number(report["upload_bytes_per_second"]) > 0);
  assert.ok(Object.values(report["capabilities"] as object).every(Boolean));
  const made = await runRestera({ url: store, password: "x" }, ["init"]);
  assert.equal(made.code, 0, made.stderr);
  assert.ok(!readdirSync(store).includes("probe"));
});

test("doctor makes no folder that was misspelt", async (t) => {
  const folder = temporaryFolder(t);
  const wrong = join(folder, "mispelt");
  const { code, stderr } = await runRestera(nowhere, ["doctor", wrong], { env: { LANG: "fr_FR" } });
  assert.equal(code, 1);
  assert.match(stderr, /mispelt n'existe pas/);
  assert.deepEqual(readdirSync(folder), []);
});
