import assert from "node:assert/strict";
import { test } from "node:test";
import { snapshotJson } from "./snapshot-json.ts";

test("what a snapshot does not say is left out of its JSON, as restic leaves it out", () => {
  const [id, tree] = ["a".repeat(64), "b".repeat(64)];
  const time = "2024-05-06T07:08:09Z";
  const bare = { id, time, tree, paths: [], hostname: "", username: "", tags: [], uid: 0 };
  assert.deepEqual(JSON.parse(JSON.stringify(snapshotJson(bare))), {
    time,
    tree,
    paths: [],
    id,
    short_id: id.slice(0, 8),
  });
});
