import assert from "node:assert/strict";
import { test } from "node:test";
import { ResteraError } from "../../foundation/errors.ts";
import { filterSnapshots, findParent, findSnapshot } from "./find-snapshot.ts";
import { groupSnapshots, parseGroupBy } from "./group-snapshots.ts";
import type { Snapshot } from "./snapshot.ts";

function make(id: string, time: string, rest: Partial<Snapshot> = {}): Snapshot {
  const fixed = { tree: "", username: "", hostname: "h", paths: ["/a"] };
  return { ...fixed, id: id.padEnd(64, "0"), time: `${time}T12:00:00Z`, ...rest };
}

const one = make("1a", "2024-01-01", { tags: ["x", "y"] });
const two = make("1b", "2024-01-03", { paths: ["/a", "/b"] });
const three = make("2c", "2024-01-02", { hostname: "other", tags: ["x"] });
const future = make("ff", "2999-01-01");
const all = [two, future, three, one];

function idsOf(snapshots: readonly Snapshot[]): string[] {
  return snapshots.map(({ id }) => id.slice(0, 2));
}

test("filters ask for a host, all paths, and all tags of one list", () => {
  assert.deepEqual(idsOf(filterSnapshots(all)), ["1a", "2c", "1b", "ff"]);
  assert.deepEqual(idsOf(filterSnapshots(all, { hosts: ["other", "none"] })), ["2c"]);
  assert.deepEqual(idsOf(filterSnapshots(all, { paths: ["/b", "/a"] })), ["1b"]);
  assert.deepEqual(idsOf(filterSnapshots(all, { tags: ["x, y"] })), ["1a"]);
  assert.deepEqual(idsOf(filterSnapshots(all, { tags: ["y", "x"] })), ["1a", "2c"]);
  assert.deepEqual(idsOf(filterSnapshots(all, { tags: [""] })), ["1b", "ff"]);
  assert.deepEqual(idsOf(filterSnapshots(all, { tags: [], hosts: [], paths: [] })).length, 4);
});

test("latest n counts for each host and set of paths", () => {
  const again = make("3d", "2024-01-04", { paths: ["/b", "/a"] });
  const found = filterSnapshots([...all, again], { latest: 1 });
  assert.deepEqual(idsOf(found), ["2c", "3d", "ff"]);
});

test("a snapshot is found by id, by the beginning of one, or as the latest", () => {
  assert.equal(findSnapshot(all, one.id).snapshot, one);
  assert.equal(findSnapshot(all, "2c", { hosts: ["nobody"] }).snapshot, three);
  assert.equal(findSnapshot(all, "latest").snapshot, future);
  assert.equal(findSnapshot(all, "latest", { tags: ["x"] }).snapshot, three);
  assert.deepEqual(findSnapshot(all, "latest:/a/b:c", {}), {
    snapshot: future,
    subfolder: "/a/b:c",
  });
  assert.equal(findSnapshot(all, "ff:sub").subfolder, "sub");
});

test("what is not found, or not one, is said", () => {
  const fails = (wanted: string, code: string): void =>
    assert.throws(
      () => findSnapshot(all, wanted, { hosts: ["h"], paths: ["/c"] }),
      (error) => error instanceof ResteraError && error.code === code,
    );
  fails("1", "snapshot-ambiguous");
  fails("", "snapshot-ambiguous");
  fails("9", "snapshot-unknown");
  fails("latest", "snapshot-unknown");
});

test("the parent is the newest of the host that has all the paths and is not newer", () => {
  const search = { host: "h", paths: ["/a"], time: "2024-05-01T00:00:00Z" };
  assert.equal(findParent(all, search), two);
  assert.equal(findParent(all, { ...search, time: "2024-01-02T00:00:00Z" }), one);
  assert.equal(findParent(all, { ...search, time: "2024-01-01T12:00:00Z" }), one);
  assert.equal(findParent(all, { ...search, time: "2023-01-01T00:00:00Z" }), undefined);
  assert.equal(findParent(all, { ...search, time: "3000-01-01T00:00:00Z" }), future);
  assert.equal(findParent(all, { ...search, paths: ["/c"] }), undefined);
  const byTags = { ...search, tags: ["x"], groupBy: parseGroupBy("tags") };
  assert.equal(findParent(all, byTags), three);
  const byNothing = { ...search, paths: ["/c"], groupBy: parseGroupBy("") };
  assert.equal(findParent(all, byNothing), two);
});

test("groups share what they are grouped by, whatever the order of paths and tags", () => {
  const swapped = make("4e", "2024-01-05", { paths: ["/b", "/a"] });
  const groups = groupSnapshots([...all, swapped], parseGroupBy("host,paths"));
  assert.deepEqual(
    groups.map(({ hostname, paths, tags, snapshots }) => [hostname, paths, tags, idsOf(snapshots)]),
    [
      ["h", ["/a", "/b"], undefined, ["1b", "4e"]],
      ["h", ["/a"], undefined, ["ff", "1a"]],
      ["other", ["/a"], undefined, ["2c"]],
    ],
  );
  assert.equal(groupSnapshots(all, parseGroupBy("tag")).length, 3);
  assert.equal(groupSnapshots(all, parseGroupBy("")).length, 1);
  assert.throws(() => parseGroupBy("colour"), ResteraError);
});
