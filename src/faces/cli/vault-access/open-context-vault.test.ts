import assert from "node:assert/strict";
import { test } from "node:test";
import { fakePorts, fakeVault } from "../testing/fake-vault.ts";
import { runCli } from "../testing/run-cli.ts";
import { environment } from "../testing/run-with-vault.ts";

/** What a terminal shows on stderr while so many of the vault's keys are tried in vain. */
async function shown(vain: number, total: number, language: string, words: readonly string[]) {
  const vault = fakeVault({ snapshots: async () => [] });
  const { stderr } = await runCli(["snapshots", ...words], {
    environment: { ...environment, RESTERA_LANGUAGE: language },
    columns: 100,
    vaults: {
      ...fakePorts(vault),
      open: async (_url, _secret, { onKeyTried }) => {
        for (let tried = 1; tried <= vain; tried++) onKeyTried?.(tried, total);
        return vault;
      },
    },
  });
  return stderr;
}

test("a search among many keys tells how far it is; one of the only key has nothing to tell", async () => {
  assert.match(await shown(1, 1500, "en", []), /Trying the keys .*1 of 1,500 keys/);
  assert.match(await shown(1, 40, "fr", []), /Essai des clés .*1 clés sur 40/);
  assert.doesNotMatch(await shown(0, 40, "en", []), /Trying/);
  assert.doesNotMatch(await shown(1, 1, "en", []), /Trying/);
  assert.doesNotMatch(await shown(5, 40, "en", ["--quiet"]), /Trying/);
});
