import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { makeBaseVault } from "./mutated-vault/base-vault.ts";
import { runCase } from "./mutated-vault/run-case.ts";

/** Each kind of mutation but deep trees and bombs, which take long; the campaign beside this file runs many more. */
const seeds = [2, 3, 4, 5, 6, 7];

describe("a vault with things in it that nobody would write", () => {
  const base = temporaryFolder({ after });
  before(() => makeBaseVault(base, 1));
  for (const seed of seeds) {
    test(`seed ${seed}: is refused or reported, and nothing is written beside the target`, async (t) => {
      const folder = join(temporaryFolder(t), "case");
      mkdirSync(folder);
      const { mutations } = await runCase(base, folder, seed);
      assert.ok(mutations > 0);
    });
  }
});
