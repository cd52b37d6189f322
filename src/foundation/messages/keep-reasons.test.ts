import assert from "node:assert/strict";
import { test } from "node:test";
import { keepReason } from "./keep-reasons.ts";

test("reasons to keep a snapshot are restic's words in English, and French ones in French", () => {
  const reasons = {
    "last snapshot": "dernier",
    "daily snapshot": "du jour",
    "oldest weekly snapshot": "plus ancien, de la semaine",
    "monthly within 1y6m": "du mois, sur 1y6m",
    "oldest yearly within 9y": "plus ancien, de l'année, sur 9y",
    "within 7d": "sur 7d",
    "has tags [within 2d, last snapshot]": "étiquettes [within 2d, last snapshot]",
  };
  for (const [english, french] of Object.entries(reasons)) {
    assert.equal(keepReason(english, "en"), english);
    assert.equal(keepReason(english, "fr"), french);
  }
});
