import { after, before, describe, test } from "node:test";
import type { ProxiedKind, ProxiedServer } from "./proxied-stores.ts";
import { runVaultWithFaults } from "./vault-run.ts";

/** The campaign beside this file runs many more. */
const runs = 2;

/** Registers whole backups and restores of a few seeds through the faults, against one server. */
export function testVaultFaults(kind: ProxiedKind): void {
  const { name, skip } = kind;
  describe(`a vault on ${name}, behind a network that breaks`, { skip }, () => {
    let server: ProxiedServer;
    before(async () => {
      server = await kind.start();
    });
    after(() => server.stop());
    for (let seed = 1; seed <= runs; seed++) {
      test(`seed ${seed}: every acknowledged snapshot restores, and no error is found`, async () => {
        await runVaultWithFaults(server, seed);
      });
    }
  });
}
