import { hash, randomBytes, scryptSync } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openKeyFile } from "../../../src/engine/crypto/key-file.ts";
import { splitKey } from "../../../src/engine/crypto/master-key.ts";
import { Sealer } from "../../../src/engine/crypto/sealer.ts";
import { Kernels } from "../../../src/engine/kernels/kernels.ts";
import { createVault } from "../../../src/index.ts";
import { seededBytes, seededText } from "../../support/seeded-bytes.ts";
import { objectPath, objectsIn, password } from "../../support/test-vault.ts";

const backups = 4;

/** Makes `vault`, with a few snapshots, and `source`, what the last one holds, in a folder. */
export async function makeBaseVault(folder: string, seed: number): Promise<void> {
  const url = join(folder, "vault");
  const source = join(folder, "source");
  const vault = await createVault(url, { password });
  makeSource(source, seed);
  for (let i = 0; i < backups; i++) {
    writeFileSync(join(source, "changes"), seededBytes(seed + i, 300_000));
    writeFileSync(join(source, `below/new ${i}`), `new ${i}`);
    await vault.backUp({ paths: [source], tags: [`backup ${i}`] });
  }
  await vault.close();
  await cheapenKey(url);
}

function makeSource(source: string, seed: number): void {
  mkdirSync(join(source, "below/deeper"), { recursive: true });
  mkdirSync(join(source, "empty"));
  writeFileSync(join(source, "large"), seededBytes(seed, 2_500_000));
  writeFileSync(join(source, "text"), seededText(seed, 400_000));
  writeFileSync(join(source, "below/none"), "");
  for (let i = 0; i < 8; i++) writeFileSync(join(source, `below/deeper/${i}`), `small ${i}`);
  linkSync(join(source, "text"), join(source, "below/same text"));
  symlinkSync("../text", join(source, "below/link"));
}

/** Puts a key in the place of the vault's own that opens in a millisecond: cases are many. */
async function cheapenKey(url: string): Promise<void> {
  const [id] = objectsIn(url, "keys");
  const path = objectPath(url, "keys", id!);
  const bytes = readFileSync(path);
  const master = (await openKeyFile(bytes, password, "key"))!;
  const kdf = { N: 2, r: 8, p: 1 };
  const salt = randomBytes(64);
  const kernels = new Kernels();
  const wrapper = new Sealer(kernels, splitKey(scryptSync(password, salt, 64, kdf)));
  const base64 = (part: Uint8Array): string => Buffer.from(part).toString("base64");
  const mac = { k: base64(master.macK), r: base64(master.macR) };
  const text = Buffer.from(JSON.stringify({ mac, encrypt: base64(master.encrypt) }));
  const data = wrapper.sealBytes(text, kernels.allocate(text.length + 64));
  const file = {
    ...(JSON.parse(bytes.toString()) as object),
    ...kdf,
    salt: base64(salt),
    data: base64(data),
  };
  const cheap = Buffer.from(JSON.stringify(file));
  writeFileSync(objectPath(url, "keys", hash("sha256", cheap, "hex")), cheap);
  rmSync(path);
}
