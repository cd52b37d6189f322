import assert from "node:assert/strict";
import { test } from "node:test";
import { ResteraError } from "../../foundation/errors.ts";
import { createKeyFile, keyInfo, masterKeyJson, openKeyFile, randomMasterKey } from "./key-file.ts";

const master = randomMasterKey();
const password = "pässwörd 🔑";
const file = await createKeyFile(password, master);
const json = JSON.parse(file.toString()) as Record<string, unknown>;

/** The key file with some of its fields changed. */
function changed(fields: Record<string, unknown>): Buffer {
  return Buffer.from(JSON.stringify({ ...json, ...fields }));
}

function isDamage(error: unknown): boolean {
  return (
    error instanceof ResteraError && error.code === "damaged" && /key 1234/.test(error.message)
  );
}

test("the password opens the key file, and only the password", async () => {
  const opened = await openKeyFile(file, password, "key 1234");
  assert.equal(masterKeyJson(opened!), masterKeyJson(master));
  for (const wrong of ["", "pässwörd", `${password} `, password.normalize("NFD")]) {
    assert.equal(await openKeyFile(file, wrong, "key 1234"), undefined);
  }
});

test("the file has the fields of restic's, and says who made it and when", () => {
  assert.deepEqual(Object.keys(json).toSorted(), [
    ...["N", "created", "data", "hostname", "kdf", "p", "r", "salt", "username"],
  ]);
  assert.equal(json["kdf"], "scrypt");
  assert.equal(Buffer.from(String(json["salt"]), "base64").length, 64);
  const { created, hostname } = keyInfo(file, "key 1234");
  assert.ok(Math.abs(Date.parse(created) - Date.now()) < 600_000);
  assert.equal(hostname, json["hostname"]);
});

test("what was tampered with is a wrong password or damage, never another key", async () => {
  const data = Buffer.from(String(json["data"]), "base64");
  for (const at of [0, 20, data.length - 1]) {
    const tampered = Buffer.from(data);
    tampered[at]! ^= 1;
    const bytes = changed({ data: tampered.toString("base64") });
    assert.equal(await openKeyFile(bytes, password, "key 1234"), undefined);
  }
  const salt = Buffer.from(String(json["salt"]), "base64");
  salt[5]! ^= 1;
  const bytes = changed({ salt: salt.toString("base64") });
  assert.equal(await openKeyFile(bytes, password, "key 1234"), undefined);
});

test("what is no key file, or would take gigabytes or hours to open, is refused at once", async () => {
  const bad: Buffer[] = [
    Buffer.alloc(0),
    file.subarray(0, file.length >> 1),
    Buffer.from("null"),
    Buffer.from("[]"),
    changed({ kdf: "argon2" }),
    changed({ N: 0 }),
    changed({ N: -2 }),
    changed({ N: 32_769 }),
    changed({ N: 1 }),
    changed({ N: 2 ** 40 }),
    changed({ r: 2 ** 30 }),
    changed({ p: 2 ** 30 }),
    changed({ N: "32768" }),
    changed({ salt: 7 }),
    changed({ data: null }),
  ];
  for (const bytes of bad) {
    await assert.rejects(
      openKeyFile(bytes, password, "key 1234"),
      isDamage,
      bytes.toString().slice(0, 80),
    );
  }
});

test("no two master keys are the same, and the stored r is the one that is used", () => {
  const other = randomMasterKey();
  assert.notDeepEqual(other, master);
  for (const i of [3, 7, 11, 15]) assert.equal(other.macR[i]! & 0xf0, 0);
  for (const i of [4, 8, 12]) assert.equal(other.macR[i]! & 0x03, 0);
});
