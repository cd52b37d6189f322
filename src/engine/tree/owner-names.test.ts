import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ownerFields, ownerIds, parseOwnerNames } from "./owner-names.ts";

test("the first name of a number wins; comments, short lines and NIS entries are passed over", () => {
  const passwd = [
    "# root:x:9:0:::",
    "",
    "root:x:0:0:root:/root:/bin/sh",
    "toor:x:0:0:::",
    "  spaced:x:5:5:::  ",
    "+nis:x:6:6:::",
    "-no:x:7:7:::",
    ":x:8:8:::",
    "short:x:10:10",
  ].join("\n");
  const names = parseOwnerNames(passwd, 7);
  assert.deepEqual(
    [...names],
    [
      ["0", "root"],
      ["5", "spaced"],
    ],
  );
  assert.deepEqual(
    [...parseOwnerNames("wheel:x:0:root,me\nusers:x:100:", 4)],
    [
      ["0", "wheel"],
      ["100", "users"],
    ],
  );
});

test("an owner without a name has only numbers", () => {
  assert.equal(ownerFields(4_123_456_789, 4_123_456_780), ',"uid":4123456789,"gid":4123456780');
});

test("the names of an owner give this machine's numbers; unknown ones are root's", () => {
  assert.deepEqual(ownerIds({ user: "root", group: "root" }), { uid: 0, gid: 0 });
  const daemon = /^daemon:[^:]*:(\d+):/m.exec(readFileSync("/etc/passwd", "utf8"))?.[1];
  assert.equal(ownerIds({ user: "daemon", group: "" }).uid, Number(daemon ?? 0));
  assert.deepEqual(ownerIds({ user: "nobody of that name", group: "" }), { uid: 0, gid: 0 });
});
