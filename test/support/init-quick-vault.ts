import { hash, randomBytes, scryptSync } from "node:crypto";
import { openObjectStore } from "../../src/compose/open-object-store.ts";
import { randomPolynomial } from "../../src/engine/chunk/polynomial.ts";
import { randomMasterKey } from "../../src/engine/crypto/key-file.ts";
import { type MasterKey, splitKey } from "../../src/engine/crypto/master-key.ts";
import { Sealer } from "../../src/engine/crypto/sealer.ts";
import { Kernels } from "../../src/engine/kernels/kernels.ts";
import { VaultObjects } from "../../src/engine/vault/vault-objects.ts";

/** Next to no work: whoever guesses a test's password is welcome to it. */
const kdf = { N: 1024, r: 8, p: 1 };

/** Makes a vault whose password takes no time, to be opened again and again by tests that are about something else. */
export async function initQuickVault(url: string, password: string): Promise<void> {
  const store = await openObjectStore(url);
  const key = randomMasterKey();
  const file = quickKeyFile(key, password);
  await store.putNew(`keys/${hash("sha256", file, "hex")}`, file);
  const id = randomBytes(32).toString("hex");
  const config = { version: 2, id, chunker_polynomial: randomPolynomial() };
  await new VaultObjects(store, key, 2).saveConfig(Buffer.from(JSON.stringify(config)));
  await store.close();
}

/** A key file that takes no time to open. */
export function quickKeyFile(
  key: MasterKey,
  password: string,
  owner = { username: "somebody", hostname: "somewhere" },
): Buffer {
  const salt = randomBytes(64);
  const text = Buffer.from(
    JSON.stringify({
      mac: { k: base64(key.macK), r: base64(key.macR) },
      encrypt: base64(key.encrypt),
    }),
  );
  const kernels = new Kernels();
  const sealer = new Sealer(kernels, splitKey(scryptSync(password, salt, 64, kdf)));
  const data = sealer.sealBytes(text, kernels.allocate(text.length + 64));
  const secrets = { salt: base64(salt), data: base64(data) };
  const created = new Date().toISOString();
  return Buffer.from(JSON.stringify({ created, ...owner, kdf: "scrypt", ...kdf, ...secrets }));
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
