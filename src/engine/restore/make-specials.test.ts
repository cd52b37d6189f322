import assert from "node:assert/strict";
import { test } from "node:test";
import { deviceNumbers } from "./make-specials.ts";

test("a device's two numbers are taken apart as Linux puts them together", () => {
  assert.deepEqual(deviceNumbers(0x803n), { major: 8n, minor: 3n });
  assert.deepEqual(deviceNumbers(0x10_082cn), { major: 8n, minor: 300n });
  assert.deepEqual(deviceNumbers(makeDevice(300n, 70000n)), { major: 300n, minor: 70000n });
  assert.deepEqual(deviceNumbers(makeDevice(0x12345n, 0xabcdefn)), {
    major: 0x12345n,
    minor: 0xabcdefn,
  });
});

/** glibc's `makedev`. */
function makeDevice(major: bigint, minor: bigint): bigint {
  return (
    ((major & 0xfffn) << 8n) |
    ((major & 0xffff_f000n) << 32n) |
    (minor & 0xffn) |
    ((minor & 0xffff_ff00n) << 12n)
  );
}
