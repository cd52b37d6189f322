import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { findRestic, runRestic, testWithRestic } from "./peers.ts";

testWithRestic("a peer keeps to the vault it is given", async (restic, t) => {
  const folder = mkdtempSync(join(tmpdir(), "restera-peer-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const vault = { url: join(folder, "vault"), password: "open sesame" };
  const made = await runRestic(restic, vault, ["init"]);
  assert.equal(made.status, 0, made.stderr);
  const checked = await runRestic(restic, vault, ["check", "--read-data"]);
  assert.equal(checked.status, 0, checked.stderr);
  const refused = await runRestic(restic, { ...vault, password: "wrong" }, ["snapshots"]);
  assert.notEqual(refused.status, 0);
});

test("a variable that names no restic is an error, not a skip", (t) => {
  const before = process.env["RESTERA_TEST_RESTIC_LATEST"];
  t.after(() => {
    if (before === undefined) delete process.env["RESTERA_TEST_RESTIC_LATEST"];
    else process.env["RESTERA_TEST_RESTIC_LATEST"] = before;
  });
  process.env["RESTERA_TEST_RESTIC_LATEST"] = "/no/such/restic";
  assert.throws(() => findRestic("latest"), /RESTERA_TEST_RESTIC_LATEST/);
});
