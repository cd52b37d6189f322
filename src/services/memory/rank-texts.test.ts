import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type RankedTerm, rankTexts } from "./rank-texts.ts";

const term = (word: string, count: number): RankedTerm => ({ forms: [word.split(" ")], count });
const order = (texts: readonly string[], terms: readonly RankedTerm[], isAll = false) =>
  rankTexts(
    texts.map((text, at) => ({ version: at + 1, score: 1, title: "", text })),
    terms,
    { total: 1000, isAll },
  ).map(({ version }) => version);
const noise = "it was so good to see all of you there and we will do that again with them ";

describe("the order of what was found", () => {
  it("is by rare words before frequent ones, whatever a question is made of", () => {
    const texts = [`when did they, when did you, when did I? ${noise}`, `${noise} the gate`];
    assert.deepEqual(order(texts, [term("when", 20), term("did", 20), term("gate", 20)]), [2, 1]);
    assert.deepEqual(order(texts, [term("when", 20), term("did", 20)]), [1, 2]);
  });

  it("knows all forms of a word, the irregular ones too", () => {
    const texts = [`${noise} she sells it`, `${noise} she bought it`];
    assert.deepEqual(order(texts, [term("buying", 5)]), [2, 1]);
    assert.deepEqual(order(texts, [term("selling", 5)]), [1, 2]);
  });

  it("prefers what says it in one place", () => {
    const [far, near] = [`gate ${noise.repeat(9)} key`, `${noise.repeat(9)} gate key`];
    assert.deepEqual(order([far, near], [term("gate", 5), term("key", 5)]), [2, 1]);
  });

  it("finds phrases only as they are", () => {
    const texts = ["key of the gate, gate of the key", "the gate key is here for all of us"];
    assert.deepEqual(order(texts, [term("gate key", 3)]), [2, 1]);
  });

  it("looks into long texts where it is said", () => {
    const texts = [`${noise} key`, `${noise.repeat(400)} gate key ${noise}`];
    assert.deepEqual(order(texts, [term("gate", 5), term("key", 50)]), [2, 1]);
  });

  it("goes by those that fit when all are known, not by all of memory", () => {
    const texts = ["Anna Anna Anna Anna", `Anna ${noise} boat`, `Anna ${noise}`];
    // Anna is rare in memory, but everybody here has her.
    const terms = [term("Anna", 3), term("boat", 400)];
    assert.equal(order(texts, terms, true)[0], 2);
    assert.equal(order(texts, terms)[0], 1);
  });
});
