import assert from "node:assert/strict";
import { it } from "node:test";
import { SharedLists } from "./shared-lists.ts";

const id = "a".repeat(64);
const snapshot = (paths: string[]) => ({
  id,
  time: "",
  tree: id,
  paths,
  hostname: "",
  username: "",
});

it("snapshots share equal lists, and keep those that only look equal", () => {
  const lists = new SharedLists();
  const first = lists.share(snapshot(["/a", "/b"]));
  assert.equal(lists.share(snapshot(["/a", "/b"])).paths, first.paths);
  const given = [["/a", "/c"], ["/a"], ["/b", "/a"], ["/a\0/b"], ["/a", "/b"], []];
  for (const paths of given) assert.deepEqual(lists.share(snapshot(paths)).paths, paths);
  for (const paths of given.toReversed())
    assert.deepEqual(lists.share(snapshot([...paths])).paths, paths);
});
