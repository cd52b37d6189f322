import assert from "node:assert/strict";
import { it } from "node:test";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { CopiedSnapshots } from "./similar-snapshots.ts";

const source: Snapshot = {
  id: "1".repeat(64),
  parent: "2".repeat(64),
  time: "2026-01-02T03:04:05+01:00",
  tree: "3".repeat(64),
  paths: ["/a", "/b"],
  hostname: "h",
  username: "u",
  uid: 7,
  tags: ["x", "y"],
  excludes: ["e"],
};
const { parent: _, ...plain } = source;
const copy: Snapshot = { ...plain, id: "4".repeat(64), original: source.id };

it("CopiedSnapshots: a copy is known by the first id, whatever its parent and its zone", () => {
  const other = { ...copy, time: "2026-01-02T02:04:05Z", tags: ["y", "x"] };
  for (const known of [copy, other, source]) {
    assert.equal(new CopiedSnapshots([known]).find(source), known);
  }
  const later = { ...source, id: "5".repeat(64), original: source.id };
  assert.equal(new CopiedSnapshots([copy]).find(later), copy);
});

it("CopiedSnapshots: one that differs in anything else is copied again", () => {
  for (const change of [
    { tags: ["x"] },
    { tree: "9".repeat(64) },
    { time: "2026-01-02T03:04:06+01:00" },
    { hostname: "g" },
    { username: "v" },
    { uid: 8 },
    { paths: ["/a"] },
    { excludes: [] },
    { original: "8".repeat(64) },
  ]) {
    const known = new CopiedSnapshots([{ ...copy, ...change }]);
    assert.equal(known.find(source), undefined, JSON.stringify(change));
  }
});
