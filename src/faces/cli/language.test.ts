import assert from "node:assert/strict";
import { it } from "node:test";
import { languageOf } from "./language.ts";

it("languageOf: RESTERA_LANGUAGE wins, then the first of LC_ALL, LC_MESSAGES and LANG that is set", () => {
  assert.equal(languageOf({}), "en");
  assert.equal(languageOf({ LANG: "C.UTF-8" }), "en");
  assert.equal(languageOf({ LANG: "fr_FR.UTF-8" }), "fr");
  assert.equal(languageOf({ LANG: "fr" }), "fr");
  assert.equal(languageOf({ LANG: "fr_CA", LC_MESSAGES: "en_US.UTF-8" }), "en");
  assert.equal(languageOf({ LANG: "en_US", LC_MESSAGES: "en_US", LC_ALL: "fr_BE" }), "fr");
  assert.equal(languageOf({ LC_ALL: "", LANG: "fr_FR" }), "fr");
  assert.equal(languageOf({ LC_ALL: "fr_FR", RESTERA_LANGUAGE: "en" }), "en");
});

it("languageOf: Friulian and Frisian are not French", () => {
  assert.equal(languageOf({ LANG: "fur_IT" }), "en");
  assert.equal(languageOf({ LANG: "fry_NL" }), "en");
});
