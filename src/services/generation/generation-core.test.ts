import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GenerationCore } from "./generation-core.ts";
import type { GenerationOptions, Generator, LearningData } from "./generation.ts";

const clear =
  "Create a REST API in Express with PostgreSQL for invoices and customers, with JWT authentication.";
const madeNothing: Generator = {
  name: "nothing",
  generate: async ({ outputFolder }) => ({ outputFolder, files: ["a.txt"] }),
};

function coreWith(options: GenerationOptions = {}, learning?: LearningData): GenerationCore {
  let time = 1_700_000_000_000;
  let id = 0;
  return new GenerationCore(
    {
      generator: madeNothing,
      outputFolder: "/nowhere",
      now: () => time++,
      newId: () => `${++id}`,
      ...options,
    },
    learning,
  );
}

/** Starts without making a folder for the project. */
async function start(core: GenerationCore, request: string) {
  return await core.startGeneration(await core.analyze(request), { outputFolder: "/nowhere/here" });
}

describe("generation sessions", () => {
  it("holds back what is not clear enough, as a session with its questions", async () => {
    const session = await start(coreWith(), "Build API");
    assert.equal(session.status, "needs-clarification");
    assert.match(session.sessionId, /^session-/);
    assert.ok(session.questions.length > 0);
    assert.equal(session.result, undefined);
  });

  it("holds back what is too complex, and asks for a first part", async () => {
    const session = await start(coreWith({ maxComplexityScore: 2 }), clear);
    assert.equal(session.status, "needs-clarification");
    assert.ok(session.questions.some(({ code }) => code === "ask-part"));
  });

  it("lets through what the gates allow, by their settings or by force", async () => {
    assert.equal((await start(coreWith(), clear)).status, "done");
    assert.equal((await start(coreWith({ minClarityScore: 10 }), "Build API")).status, "done");
    assert.equal(
      (await start(coreWith({ requireClarification: false }), "Build API")).status,
      "done",
    );
    const core = coreWith();
    const forced = await core.startGeneration(await core.analyze("Build API"), {
      force: true,
      outputFolder: "/nowhere/here",
    });
    assert.equal(forced.status, "done");
  });

  it("tells of a generator that failed in the session", async () => {
    const generator: Generator = {
      name: "broken",
      generate: () => Promise.reject(new Error("no ink")),
    };
    const session = await start(coreWith({ generator }), clear);
    assert.equal(session.status, "failed");
    assert.deepEqual(session.failure, { code: "generator-failed", problem: "no ink" });
  });

  it("stops when it is cancelled", async () => {
    const core = coreWith();
    const signal = AbortSignal.abort();
    await assert.rejects(core.analyze(clear, { signal }), { code: "cancelled" });
    const analysis = await core.analyze(clear);
    await assert.rejects(core.startGeneration(analysis, { signal }), { code: "cancelled" });
  });

  it("survives JSON", async () => {
    const session = await start(coreWith(), clear);
    assert.deepEqual(JSON.parse(JSON.stringify(session)), session);
  });
});

describe("recording outcomes", () => {
  const outcome = { outcome: "SUCCESS", tokensUsed: 15_000, filesGenerated: 12 };

  it("learns estimates, actuals and patterns, in the Magnus documentation's form", async () => {
    const core = coreWith();
    const { sessionId } = await start(core, clear);
    const record = await core.recordOutcome(sessionId, outcome);
    assert.equal(record.learned, true);
    assert.equal(record.session.status, "done");
    const { estimates, actuals, failures, patterns } = core.learning;
    assert.deepEqual([estimates.length, actuals.length, failures.length], [1, 1, 0]);
    assert.equal(actuals[0]?.["tokensUsed"], 15_000);
    assert.ok(patterns.some(([key]) => key === "kind:api"));
    assert.ok(patterns.every((pair) => pair.length === 2));
  });

  it("counts a failure as one, and warns of its kind from then on", async () => {
    const core = coreWith();
    const { sessionId } = await start(core, clear);
    await core.recordOutcome(sessionId, { outcome: "FAILURE", reason: "tests red" });
    assert.deepEqual([core.learning.actuals.length, core.learning.failures.length], [0, 1]);
    assert.equal(core.learning.failures[0]?.["reason"], "tests red");
    assert.match((await core.analyze(clear)).notes.join(" "), /1 of 1 recorded sessions .* failed/);
  });

  it("counts an outcome that is told twice once, the second word", async () => {
    const core = coreWith();
    const { sessionId } = await start(core, clear);
    await core.recordOutcome(sessionId, outcome);
    await core.recordOutcome(sessionId, { ...outcome, tokensUsed: 40_000 });
    assert.deepEqual(
      core.learning.actuals.map((entry) => entry["tokensUsed"]),
      [40_000],
    );
    const failedThen = await core.recordOutcome(sessionId, { outcome: "FAILED" });
    assert.equal(failedThen.session.status, "failed");
    assert.deepEqual([core.learning.actuals.length, core.learning.failures.length], [0, 1]);
  });

  it("moves the estimate of the same request toward what it cost, and names the session", async () => {
    const core = coreWith();
    const first = await core.analyze(clear);
    const { sessionId } = await start(core, clear);
    await core.recordOutcome(sessionId, { ...outcome, tokensUsed: first.estimate.tokens * 10 });
    const second = await core.analyze(clear);
    assert.ok(second.estimate.tokens > first.estimate.tokens * 4);
    assert.equal(second.estimate.basedOn, 1);
    assert.equal(second.estimate.similar[0]?.sessionId, sessionId);
    assert.ok(second.estimate.tokensRange[0] < second.estimate.tokens);
  });

  it("learns nothing when autoLearn is off", async () => {
    const core = coreWith({ autoLearn: false });
    const { sessionId } = await start(core, clear);
    assert.equal((await core.recordOutcome(sessionId, outcome)).learned, false);
    assert.deepEqual(core.learning, { patterns: [], estimates: [], actuals: [], failures: [] });
  });

  it("learns from sessions that another process began", async () => {
    const session = await start(coreWith({ newId: () => "elsewhere" }), clear);
    const core = coreWith();
    core.addSessions([JSON.parse(JSON.stringify(session)) as typeof session]);
    await core.recordOutcome("session-elsewhere", outcome);
    assert.equal((await core.analyze(clear)).estimate.basedOn, 1);
  });

  it("estimates the same from learning data that went through a file", async () => {
    const core = coreWith();
    await core.recordOutcome((await start(core, clear)).sessionId, outcome);
    const other = coreWith({}, JSON.parse(JSON.stringify(core.learning)) as LearningData);
    assert.deepEqual((await other.analyze(clear)).estimate, (await core.analyze(clear)).estimate);
  });

  it("keeps what other programs have learned, and is not confused by it", async () => {
    const foreign = {
      patterns: [["crud", { seen: 3 }], "odd"],
      estimates: [{ any: 1 }, null, 5],
      actuals: [{ sessionId: "session-x", tokensUsed: "many" }, { tokensUsed: 12 }],
    } as unknown as LearningData;
    const core = coreWith({}, foreign);
    assert.equal((await core.analyze(clear)).estimate.basedOn, 0);
    await core.recordOutcome((await start(core, clear)).sessionId, outcome);
    assert.deepEqual(core.learning.patterns[0], ["crud", { seen: 3 }]);
    assert.deepEqual(core.learning.estimates[0], { any: 1 });
    assert.equal(core.learning.actuals.length, 3);
  });

  it("is not carried away by one slip of a hand", async () => {
    const core = coreWith();
    for (let count = 0; count < 12; count++) {
      const tokensUsed = count === 7 ? 9e12 : 10_000 + count * 100;
      await core.recordOutcome((await start(core, `${clear} Variant ${count}.`)).sessionId, {
        outcome: "SUCCESS",
        tokensUsed,
      });
    }
    const { tokens } = (await core.analyze(clear)).estimate;
    assert.ok(tokens > 6_000 && tokens < 25_000, String(tokens));
  });

  it("refuses unknown sessions and outcomes that are none", async () => {
    const core = coreWith();
    await assert.rejects(core.recordOutcome("session-0", outcome), { code: "session-unknown" });
    const { sessionId } = await start(core, clear);
    const wrong = [{ ...outcome, tokensUsed: -1 }, { ...outcome, filesGenerated: NaN }, {}];
    for (const each of wrong as (typeof outcome)[]) {
      await assert.rejects(core.recordOutcome(sessionId, each), { code: "outcome-malformed" });
    }
  });
});

describe("a language model", () => {
  it("replaces what it judges, within bounds; the rest stays heuristic", async () => {
    const model = {
      name: "oracle",
      assess: async () => ({ clarity: 140, questions: ["Which market?"], tokens: 777 }),
    };
    const analysis = await coreWith({ model }).analyze("Build API");
    assert.equal(analysis.clarity, 100);
    assert.equal(analysis.method, "oracle");
    assert.equal(analysis.questions[0]?.text, "Which market?");
    assert.equal(analysis.estimate.tokens, 777);
    assert.ok(analysis.complexity > 0);
  });

  it("that cannot be asked leaves the heuristic, and a note", async () => {
    const model = { name: "oracle", assess: () => Promise.reject(new Error("no network")) };
    const analysis = await coreWith({ model }).analyze("Build API");
    assert.equal(analysis.method, "heuristic");
    assert.match(analysis.notes.join(" "), /oracle could not be asked \(no network\)/);
  });
});
