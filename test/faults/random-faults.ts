import { after, before, describe, test } from "node:test";
import type { ProxiedKind, ProxiedServer } from "./proxied-stores.ts";
import { runWithFaults } from "./random-run.ts";

/** The campaign beside this file runs many more. */
const runs = 8;

/** Registers the runs of a few seeds against one server. */
export function testRandomFaults(kind: ProxiedKind): void {
  const { name, skip } = kind;
  describe(`${name} behind a network that breaks at random`, { skip }, () => {
    let server: ProxiedServer;
    before(async () => {
      server = await kind.start();
    });
    after(() => server.stop());
    for (let seed = 1; seed <= runs; seed++) {
      test(`seed ${seed}: what was acknowledged is there, and nothing else is claimed`, () =>
        runWithFaults(server, seed));
    }
  });
}
