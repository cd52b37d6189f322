import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { heldOutRequests } from "../../../test/fixtures/requests/held-out-requests.ts";
import { labelledRequests } from "../../../test/fixtures/requests/labelled-requests.ts";
import { GenerationCore } from "./generation-core.ts";

/** The default of `minClarityScore`. */
const gate = 70;

async function clarityOf(request: string): Promise<number> {
  return (await new GenerationCore().analyze(request)).clarity;
}

/** The requests that fall on the wrong side of the gate. */
async function misjudged({ clear, vague }: typeof labelledRequests): Promise<string[]> {
  const all = [
    ...clear.map((text) => [text, true] as const),
    ...vague.map((text) => [text, false] as const),
  ];
  const found = await Promise.all(
    all.map(async ([text, isClear]) => ((await clarityOf(text)) >= gate === isClear ? [] : [text])),
  );
  return found.flat();
}

describe("judging requests", () => {
  it("separates thirty clear from thirty vague requests", async () => {
    assert.equal(labelledRequests.clear.length, 30);
    assert.equal(labelledRequests.vague.length, 30);
    assert.deepEqual(await misjudged(labelledRequests), []);
  });

  it("separates sixty more that the weights were not chosen by, nine of ten at least", async () => {
    const wrong = await misjudged(heldOutRequests);
    assert.ok(wrong.length <= 6, wrong.join("\n"));
  });

  it("is not taken in by prose that names nothing definite", async () => {
    const prose = [
      "I have been thinking about this for a while. I want you to build something that will change how people interact, something fresh that nobody has seen before, and it should be easy to use for everyone.",
      "Our internal tools are a mess. People waste hours every week. Find a way to make everything smoother so that we can focus on what really matters.",
      "Build a next generation solution that leverages AI to deliver actionable insights and drive engagement across all touchpoints.",
      "J'aimerais une plateforme qui rassemble tout ce dont nos équipes ont besoin au quotidien, agréable à utiliser, et qui nous fasse gagner du temps.",
      "Notre site ne donne pas envie. Il faudrait le rendre plus vivant, plus dynamique, et que les visiteurs restent plus longtemps.",
    ];
    assert.deepEqual(await misjudged({ clear: [], vague: prose }), []);
  });

  it("explains each score, and the reasons add up to it", async () => {
    const { clarity, clarityReasons, complexity, complexityReasons } =
      await new GenerationCore().analyze("Add a CSV export of invoices to the Django admin page.");
    const sum = (reasons: readonly { points: number }[]) =>
      reasons.reduce((total, { points }) => total + points, 0);
    assert.equal(Math.min(98, sum(clarityReasons)), clarity);
    assert.ok(Math.abs(0.4 + sum(complexityReasons) - complexity) < 0.06);
    assert.ok(clarityReasons.every(({ text }) => !/[{}]/.test(text)));
    assert.match(clarityReasons.map(({ text }) => text).join(" "), /csv.*django|django.*csv/);
  });

  it("asks in the request's language for what is missing", async () => {
    const core = new GenerationCore();
    const english = await core.analyze("fix the app");
    assert.equal(english.language, "en");
    assert.match(english.questions.map(({ text }) => text).join("\n"), /the app/);
    const french = await core.analyze("Améliore le code");
    assert.equal(french.language, "fr");
    assert.match(
      french.questions.map(({ text }) => text).join("\n"),
      /Qu'entendez-vous par « ameliore »/,
    );
  });

  it("has more questions for a vague request than for a clear one", async () => {
    const core = new GenerationCore();
    const [vague, clear] = await Promise.all([
      core.analyze("Build something cool"),
      core.analyze(labelledRequests.clear[0]!),
    ]);
    assert.ok(vague.questions.length > clear.questions.length);
    assert.deepEqual(clear.questions, []);
  });

  it("finds a whole industry too complex, and a small change simple", async () => {
    const core = new GenerationCore();
    const huge = await core.analyze(
      "Build a social network like Facebook with real-time chat, payments, video streaming, mobile apps and recommendations for 10 million users.",
    );
    assert.ok(huge.complexity > 8);
    assert.ok(huge.questions.some(({ code }) => code === "ask-part"));
    const small = await core.analyze("Rename the column mail to email in the users table.");
    assert.ok(small.complexity < 3);
  });

  it("judges anything without an exception, and the same way each time", async () => {
    const odd = [
      "",
      "   ",
      "???",
      "\u0000\ud800",
      "漢字だけの依頼",
      "a".repeat(50_000),
      "{{request}}",
    ];
    for (const request of odd) {
      const core = new GenerationCore({ now: () => 1 });
      const analysis = await core.analyze(request);
      assert.ok(analysis.clarity < gate, request.slice(0, 20));
      assert.deepEqual(await core.analyze(request), analysis);
      assert.ok(analysis.questions.length > 0);
    }
  });

  it("says that it is heuristic", async () => {
    const { method, notes } = await new GenerationCore().analyze("Build API");
    assert.equal(method, "heuristic");
    assert.match(notes.join(" "), /heuristic/);
  });
});
