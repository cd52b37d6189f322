import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { paxAttributes } from "./pax-attributes.ts";

function asText(name: string, value: Uint8Array): Record<string, string> {
  const records = paxAttributes([{ name, value }]);
  return Object.fromEntries(
    [...records].map(([key, bytes]) => [key, Buffer.from(bytes).toString()]),
  );
}

function accessList(...entries: readonly (readonly [tag: number, rights: number, id: number])[]) {
  const list = Buffer.alloc(4 + 8 * entries.length);
  list.writeUInt32LE(2, 0);
  for (const [at, [tag, rights, id]] of entries.entries()) {
    list.writeUInt16LE(tag, 4 + 8 * at);
    list.writeUInt16LE(rights, 6 + 8 * at);
    list.writeUInt32LE(id, 8 + 8 * at);
  }
  return list;
}

describe("extended attributes in a tar", () => {
  it("keep their names, but for an equals sign, which ends a keyword", () => {
    assert.deepEqual(asText("user.a", Buffer.from("v")), { "SCHILY.xattr.user.a": "v" });
    assert.deepEqual(asText("user.50%", Buffer.from("v")), { "SCHILY.xattr.user.50%": "v" });
    assert.deepEqual(asText("user.%a=b", Buffer.from("v")), { "SCHILY.xattr.user.%25a%3Db": "v" });
  });

  it("show access control lists as text", () => {
    const nobody = 0xffff_ffff;
    const list = accessList(
      ...([
        [0x01, 7, nobody] as const,
        [0x02, 4, 1000] as const,
        [0x04, 5, nobody] as const,
      ] as const),
      ...([
        [0x08, 2, 50] as const,
        [0x10, 6, nobody] as const,
        [0x20, 0, nobody] as const,
      ] as const),
    );
    const text = "user::rwx\nuser:1000:r--\ngroup::r-x\ngroup:50:-w-\nmask::rw-\nother::---\n";
    assert.deepEqual(asText("system.posix_acl_access", list), { "SCHILY.acl.access": text });
    assert.deepEqual(asText("system.posix_acl_default", list), { "SCHILY.acl.default": text });
  });

  it("leave out what is no access control list", () => {
    const wrongTag = accessList([0x03, 7, 0]);
    for (const value of [Buffer.alloc(3), Buffer.alloc(12), wrongTag, wrongTag.subarray(0, 9)]) {
      assert.deepEqual(asText("system.posix_acl_access", value), {});
    }
  });
});
