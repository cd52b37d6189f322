// A prune that is killed before any of its changes to the store: restic has nothing to say against what it leaves.
import assert from "node:assert/strict";
import { describe } from "node:test";
import type { PruneWay } from "../../src/engine/prune/prune-result.ts";
import { makePruneCase } from "../faults/prune-cases.ts";
import { type Finished, stopEverywhere } from "../faults/stop-everywhere.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { runRestic, testWithRestic } from "./peers.ts";
import { password } from "./restic-vault.ts";

describe("a prune that is killed", () => {
  testWithRestic("leaves what restic checks without an error", async (peer, t) => {
    const base = await makePruneCase(t, temporaryFolder(t));
    const check = async (url: string, about: string): Promise<void> => {
      const { status, stdout, stderr } = await runRestic(peer, { url, password }, ["check"]);
      assert.equal(status, 0, `${about}:\n${stdout}${stderr}`);
    };
    for (const way of ["exclusive", "mark"] satisfies PruneWay[]) {
      const finished = ({ result: { marked, waiting } }: Finished): void => {
        if (way === "mark") assert.ok(marked.length + waiting.length > 0);
      };
      await stopEverywhere(base, { maxUnused: () => 0, way }, finished, check);
    }
  });
});
