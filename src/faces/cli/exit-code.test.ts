import assert from "node:assert/strict";
import { it } from "node:test";
import { ResteraError, type ErrorCode } from "../../foundation/errors.ts";
import { exitCodeOf } from "./exit-code.ts";

it("exitCodeOf: scripts can tell errors apart", () => {
  const expected: Partial<Record<ErrorCode, number>> = {
    usage: 2,
    "password-missing": 2,
    "no-vault": 10,
    "vault-gone": 10,
    locked: 11,
    "wrong-password": 12,
    damaged: 13,
    "blob-missing": 13,
    cancelled: 130,
    internal: 1,
    "newer-format": 1,
    "path-missing": 1,
    "nothing-to-back-up": 1,
  };
  for (const [code, exitCode] of Object.entries(expected)) {
    assert.equal(exitCodeOf(new ResteraError(code as ErrorCode)), exitCode, code);
  }
});

it("exitCodeOf: an abort that is not our own is a cancel, anything else a failure", () => {
  assert.equal(exitCodeOf(new DOMException("stop", "AbortError")), 130);
  assert.equal(exitCodeOf(new Error("x")), 1);
  assert.equal(exitCodeOf("text"), 1);
});
