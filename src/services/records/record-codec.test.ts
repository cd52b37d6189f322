import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { ResteraError } from "../../foundation/errors.ts";
import { decodeRecord, encodeRecord } from "./record-codec.ts";

const subject = { store: "here", key: "sessions/session-1.json" };
const decode = (bytes: Uint8Array) => decodeRecord(bytes, undefined, subject);
const isUnreadable =
  (problem: RegExp) =>
  (error: unknown): boolean =>
    error instanceof ResteraError &&
    error.code === "record-unreadable" &&
    problem.test(error.message);

describe("the bytes of a record", () => {
  it("are readable JSON, or gzip of it", async () => {
    const document = { b: "é", a: [1, { c: null }] };
    const plain = await encodeRecord(document, { compress: false });
    assert.equal(Buffer.from(plain).toString(), `${JSON.stringify(document, undefined, 2)}\n`);
    const zipped = await encodeRecord(document, { compress: true });
    for (const bytes of [plain, zipped]) assert.deepEqual(await decode(bytes), document);
  });

  it("that are hostile are named, not believed", async () => {
    await assert.rejects(decode(Buffer.from("")), isUnreadable(/no JSON/));
    await assert.rejects(decode(Buffer.from([0x22, 0xff, 0x22])), isUnreadable(/no UTF-8/));
    await assert.rejects(decode(gzipSync(Buffer.alloc(70 << 20, 32))), isUnreadable(/more than/));
    await assert.rejects(decode(gzipSync("{}").subarray(0, 12)), isUnreadable(/./));
    const deep = Buffer.from("[".repeat(100_000) + "]".repeat(100_000));
    await assert.rejects(decode(deep), isUnreadable(/nested too deeply/));
  });

  it("of a document that is too large are refused before they are written", async () => {
    const large = { text: "x".repeat(65 << 20) };
    await assert.rejects(encodeRecord(large, { compress: true }), { code: "record-too-large" });
  });
});
