import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  freeRequests,
  kindsOfRequests,
  requestsOfParts,
} from "../../../test/fixtures/requests/cost-histories.ts";
import { GenerationCore } from "./generation-core.ts";

const noFiles = { name: "none", generate: async () => ({ outputFolder: "/", files: [] }) };

/** Mean |ln(estimate / actual)| over requests. */
async function errorOf(core: GenerationCore, sessions: readonly Session[]): Promise<number> {
  let sum = 0;
  for (const { request, tokens, files } of sessions) {
    const { estimate } = await core.analyze(request);
    sum += Math.abs(Math.log(estimate.tokens / tokens)) / 2;
    sum += Math.abs(Math.log(estimate.files / files)) / 2;
  }
  return sum / sessions.length;
}

type Session = ReturnType<ReturnType<typeof kindsOfRequests>>;

/** Records thirty outcomes; gives the error on sixty other sessions before and after. */
async function learn(next: () => Session): Promise<{ before: number; after: number }> {
  const core = new GenerationCore({ generator: noFiles });
  const history = Array.from({ length: 30 }, next);
  const heldOut = Array.from({ length: 60 }, next);
  const before = await errorOf(core, heldOut);
  const sessions = [];
  for (const { request } of history) {
    sessions.push(await core.startGeneration(await core.analyze(request)));
  }
  for (const [at, { tokens, files }] of history.entries()) {
    await core.recordOutcome(sessions[at]!.sessionId, {
      outcome: "SUCCESS",
      tokensUsed: tokens,
      filesGenerated: files,
    });
  }
  return { before, after: await errorOf(core, heldOut) };
}

describe("learning what requests cost", () => {
  const worlds = { kindsOfRequests, requestsOfParts };
  for (const [name, world] of Object.entries(worlds)) {
    it(`is at least 30 % better on held-out sessions after 30 outcomes (${name})`, async () => {
      const learned = [await learn(world(1)), await learn(world(2))];
      const sumOf = (key: "before" | "after") => learned.reduce((sum, each) => sum + each[key], 0);
      assert.ok(sumOf("after") <= 0.7 * sumOf("before"), JSON.stringify(learned));
    });
  }

  it("does not get worse where little can be learned (free texts, much noise)", async () => {
    const { before, after } = await learn(freeRequests(3));
    assert.ok(after < before, `${before.toFixed(3)} → ${after.toFixed(3)}`);
  });
});
