import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Decrypter, Encrypter } from "age-encryption";
import { ResteraError, type ErrorCode } from "../../foundation/errors.ts";
import { decryptPortable, looksEncrypted } from "./decrypt-portable.ts";
import { encryptPortable } from "./encrypt-portable.ts";
import { generatePortableIdentity, type PortableKey } from "./portable-key.ts";

const identity = "AGE-SECRET-KEY-1L27NYJDYRNDSCCELNZE8C6JTSH22TLQJVPGD7289KDLMZA5HWN6SZPEHGF";
const passphrase = "light-original-energy-average-wish-blind-vendor-pencil-illness-scorpion";

/** Files made by the program `age`; both hold "test\n". */
const madeByAge = {
  identity:
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBOb280UHUyVWZwTllzY3Z5OU1tTjlscHV1Smt4Nng0MEZkdGZoQzd1dVFZCmk0VUNvVmoxbEhHalV0bVR2MHFyRGl0YzNtMXdoY1oyVUtvWDU3MUQwR1EKLS0tIGJ1RTZSYmR6ZlNHSk5tSGl3U2hqR1FFUDF4eEdjSGZtbXlYQUN4SnM4RDAKyqdZXpg65sTtmakjxLONtEgaSwXeS8t+7jAWvlleVEFO4/9QIQ",
  passphrase:
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCB4Y2lkcXJQdmwwZzRROEZ5eXU4dHNnIDgKNnM2Ylp2Vlg2b0NBSVp2QkxCZEhJbEJrYUcreWRIZHVHWVpBaUJkUy9ZMAotLS0gZ280TkNGT05VTDEwZW5WRjVPMnkxem05eWQwdkM0S09hSU1nV05aYW5QSQom4WH7RYXsjlDm3HNKCe9gY2IfCjTY/2t6PF4bzUkeWZWkE7kd",
};

/** In parts of the given size, as a network gives them. */
// oxlint-disable-next-line require-await
async function* inParts(bytes: Uint8Array, size = 100_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

const decrypt = (bytes: Uint8Array, key: PortableKey): Promise<Buffer> =>
  all(decryptPortable(inParts(bytes), key, { name: "notes.age" }));
const encrypt = (bytes: Uint8Array, key: PortableKey): Promise<Buffer> =>
  all(encryptPortable(inParts(bytes), key));

const hasCode =
  (code: ErrorCode) =>
  (error: unknown): boolean =>
    error instanceof ResteraError && error.code === code;

describe("portable encryption", () => {
  it("opens what the program age made, in parts of any size", async () => {
    for (const size of [1, 7, 100_000]) {
      const file = Buffer.from(madeByAge.identity, "base64");
      const opened = await all(decryptPortable(inParts(file, size), { identity }));
      assert.equal(opened.toString(), "test\n");
    }
    const file = Buffer.from(madeByAge.passphrase, "base64");
    assert.equal((await decrypt(file, { passphrase })).toString(), "test\n");
  });

  it("makes what another implementation of age opens, at every length around a chunk's", async () => {
    const own = await generatePortableIdentity();
    const decrypter = new Decrypter();
    decrypter.addIdentity(own);
    for (const size of [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000]) {
      const bytes = Buffer.alloc(size, "restera");
      const sealed = await encrypt(bytes, { identity: own });
      assert.ok(looksEncrypted(sealed));
      assert.deepEqual(Buffer.from(await decrypter.decrypt(sealed)), bytes);
      assert.deepEqual(await decrypt(sealed, { identity: own }), bytes);
    }
  });

  it("makes with a passphrase what another implementation opens, and opens its", async () => {
    const sealed = await encrypt(Buffer.from("by word"), { passphrase });
    const decrypter = new Decrypter();
    decrypter.addPassphrase(passphrase);
    assert.equal(await decrypter.decrypt(sealed, "text"), "by word");
    const encrypter = new Encrypter();
    encrypter.setPassphrase("other");
    encrypter.setScryptWorkFactor(10);
    const theirs = await encrypter.encrypt("theirs");
    assert.equal((await decrypt(theirs, { passphrase: "other" })).toString(), "theirs");
  });

  it("gives no byte that was changed, and notices a cut anywhere", async () => {
    const sealed = await encrypt(Buffer.alloc(150_000, 7), { identity });
    for (const at of [30, 180, sealed.length - 70_000, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed[at]! ^= 1;
      await assert.rejects(
        decrypt(changed, { identity }),
        (error) => hasCode("portable-damaged")(error) || hasCode("portable-key-wrong")(error),
      );
    }
    const header = sealed.indexOf("\n---") + 49;
    for (const length of [5, 100, header, header + 16, header + 16 + 65_552, sealed.length - 1]) {
      await assert.rejects(
        decrypt(sealed.subarray(0, length), { identity }),
        hasCode("portable-damaged"),
      );
    }
    const longer = Buffer.concat([sealed, Buffer.from("more")]);
    await assert.rejects(decrypt(longer, { identity }), hasCode("portable-damaged"));
  });

  it("says that a key is wrong, or none", async () => {
    const sealed = await encrypt(Buffer.from("x"), { identity });
    const other = await generatePortableIdentity();
    await assert.rejects(decrypt(sealed, { identity: other }), hasCode("portable-key-wrong"));
    await assert.rejects(decrypt(sealed, { passphrase: "x" }), hasCode("portable-key-wrong"));
    await assert.rejects(decrypt(sealed, { identity: "secret" }), hasCode("portable-key-invalid"));
    await assert.rejects(encrypt(sealed, { identity: "secret" }), hasCode("portable-key-invalid"));
    const byWord = Buffer.from(madeByAge.passphrase, "base64");
    await assert.rejects(decrypt(byWord, { passphrase: "no" }), hasCode("portable-key-wrong"));
  });

  it("refuses what is no file of age, and a header that asks for too much", async () => {
    assert.equal(looksEncrypted(Buffer.from("{}")), false);
    await assert.rejects(
      decrypt(Buffer.from('{"a": 1}'.repeat(10)), { identity }),
      hasCode("portable-damaged"),
    );
    const endless = Buffer.concat([
      Buffer.from("age-encryption.org/v1\n"),
      Buffer.alloc(1 << 20, 65),
    ]);
    await assert.rejects(decrypt(endless, { identity }), hasCode("portable-damaged"));
    const greedy = Buffer.from(
      `age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 40\n${"A".repeat(43)}\n--- ${"A".repeat(43)}\n${" ".repeat(40)}`,
    );
    await assert.rejects(decrypt(greedy, { passphrase }), hasCode("portable-damaged"));
  });

  it("passes on what the source of the stream throws", async () => {
    // oxlint-disable-next-line require-await
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("age-encryption.org/v1\n");
      throw new ResteraError("cancelled");
    }
    await assert.rejects(all(decryptPortable(broken(), { identity })), hasCode("cancelled"));
  });
});
