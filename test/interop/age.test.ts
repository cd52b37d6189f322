import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { gunzipSync } from "node:zlib";
import { decryptPortable } from "../../src/engine/portable/decrypt-portable.ts";
import { encryptPortable } from "../../src/engine/portable/encrypt-portable.ts";
import type { PortableKey } from "../../src/engine/portable/portable-key.ts";
import { RecordStore } from "../../src/services/records/record-store.ts";
import { saveRecord } from "../../src/services/records/records.ts";
import { collectBytes, openBody } from "../../src/stores/objects/body.ts";
import { LocalStore } from "../../src/stores/objects/local/local-store.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { findAge } from "./peers.ts";

const found = findAge();
const skip = found === undefined && "no age here: run scripts/install-peers.sh";

function run(program: string, args: readonly string[], input: string | Uint8Array = ""): Buffer {
  const { status, stdout, stderr } = spawnSync(program, args, { input, timeout: 60_000 });
  assert.equal(status, 0, `${program} ${args.join(" ")}: ${stderr.toString()}${stdout.toString()}`);
  return stdout;
}

/** An identity that age-keygen made, and its file. */
function makeIdentity(t: TestContext) {
  const folder = temporaryFolder(t);
  const file = join(folder, "identity.txt");
  run(found!.keygen, ["-o", file]);
  const identity = /^AGE-SECRET-KEY-1\S+$/m.exec(readFileSync(file, "utf8"))![0];
  return { folder, file, key: { identity } };
}

const seal = (bytes: Uint8Array, key: PortableKey) =>
  collectBytes(encryptPortable(openBody(bytes), key));
const open = (bytes: Uint8Array, key: PortableKey) =>
  collectBytes(decryptPortable(openBody(bytes), key));

describe("the program age", { skip }, () => {
  test("opens what we encrypt, and we open what it encrypts, at lengths around a chunk's", async (t) => {
    const { file, key } = makeIdentity(t);
    const recipient = run(found!.keygen, ["-y", file]).toString().trim();
    for (const size of [0, 1, 65_536, 65_537, 300_000]) {
      const bytes = Buffer.from(seededBytes(size, size));
      assert.ok(run(found!.age, ["-d", "-i", file], await seal(bytes, key)).equals(bytes));
      const theirs = run(found!.age, ["-r", recipient], bytes);
      assert.ok(Buffer.from(await open(theirs, key)).equals(bytes));
    }
  });

  test("opens a record that is compressed and encrypted", async (t) => {
    const { folder, file, key } = makeIdentity(t);
    const records = new RecordStore(new LocalStore(join(folder, "cloud")), { compress: true, key });
    await saveRecord(records, { collection: "notes", id: "monday" }, { pin: 1 });
    const opened = run(found!.age, ["-d", "-i", file, join(folder, "cloud/notes/monday.json")]);
    assert.deepEqual(JSON.parse(gunzipSync(opened).toString()), { pin: 1 });
  });

  test("opens what a passphrase encrypts, and records through their identity", async (t) => {
    const folder = temporaryFolder(t);
    const passphrase = "correct horse";
    // age asks the terminal, so it gets one.
    const onTerminal = (command: string): void => {
      run("script", ["--quiet", "--return", "--command", command, "/dev/null"], `${passphrase}\n`);
    };
    const [sealed, opened] = [join(folder, "sealed"), join(folder, "opened")];
    writeFileSync(sealed, await seal(Buffer.from("by word"), { passphrase }));
    onTerminal(`${found!.age} -d -o ${opened} ${sealed}`);
    assert.equal(readFileSync(opened, "utf8"), "by word");
    const records = new RecordStore(new LocalStore(join(folder, "cloud")), { key: { passphrase } });
    await saveRecord(records, { collection: "notes", id: "monday" }, { pin: 2 });
    const [identity, record] = ["keys/records.age", "notes/monday.json"].map((key) =>
      join(folder, "cloud", key),
    );
    onTerminal(`${found!.age} -d -i ${identity} -o ${opened}.json ${record}`);
    assert.deepEqual(JSON.parse(readFileSync(`${opened}.json`, "utf8")), { pin: 2 });
  });
});
