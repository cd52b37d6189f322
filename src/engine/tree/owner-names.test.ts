import assert from "node:assert/strict";
import { test } from "node:test";
import { ownerFields, parseOwnerNames } from "./owner-names.ts";

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
