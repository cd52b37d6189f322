import assert from "node:assert/strict";
import test from "node:test";
import { cachedDataVersionTag } from "node:v8";
import { limitYoungSpace, settleYoungSpace, threadBegins, threadLoaded } from "./young-space.ts";

/** Compiled code is taken up where this is as it was when that was kept. */
const compiledFor = (): number => cachedDataVersionTag();

test("threads that load while a password is checked take up compiled code", () => {
  const usual = compiledFor();
  limitYoungSpace();
  const limited = compiledFor();
  assert.notEqual(limited, usual);
  threadBegins();
  threadBegins();
  assert.equal(compiledFor(), usual);
  threadLoaded();
  assert.equal(compiledFor(), usual);
  threadLoaded();
  assert.equal(compiledFor(), limited);

  threadBegins();
  settleYoungSpace();
  assert.equal(compiledFor(), limited);
  threadBegins();
  assert.equal(compiledFor(), limited);
});
