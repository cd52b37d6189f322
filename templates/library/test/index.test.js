import assert from "node:assert/strict";
import { it } from "node:test";
import { describeTask } from "../src/index.js";

it("knows what it was asked for", () => {
  assert.equal(describeTask().name, "{{name}}");
});
