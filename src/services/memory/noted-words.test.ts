import assert from "node:assert/strict";
import { test } from "node:test";
import { wordsOf } from "../../foundation/rough-stem.ts";
import { NotedWords } from "./noted-words.ts";

test("gives each word once, in texts of ASCII and of others alike", () => {
  const noted = new NotedWords();
  assert.deepEqual(noted.newIn("The gate, the KEY: a 2nd gate-key"), ["the", "gate", "key", "2nd"]);
  assert.deepEqual(noted.newIn("La clé: the été, the key, l'été"), ["la", "clé", "été"]);
  assert.deepEqual(noted.newIn(`${"x".repeat(64)} ${"x".repeat(65)}`), ["x".repeat(64)]);
  const made = Array.from({ length: 60_000 }, (_, i) => `w${(i * 7919).toString(36)}`);
  assert.deepEqual(noted.newIn(made.join(" ")), made);
  assert.deepEqual(noted.newIn(made.toReversed().join(".\n")), []);
  const text = "Letters AND numb3rs_of; every(kind) end";
  assert.deepEqual(new NotedWords().newIn(text), wordsOf(text));
});
