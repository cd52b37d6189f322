import { randomBytes } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { isSystemError } from "../../foundation/errors.ts";
import { makeFolder, syncFolder } from "../../stores/sync-folder.ts";
import { keyFilesOf } from "./key-files.ts";

/** The key that this machine keeps for one vault. */
export interface StoredKey {
  readonly password: string;
  /** Plain text file with the password alone, which stock restic reads too. */
  readonly passwordFile: string;
  readonly record: KeyRecord;
}

/** What is known of a key, beside its password. */
export interface KeyRecord {
  /** Address of the vault. */
  readonly vault: string;
  readonly created: string;
  /** Absent until the vault is made. */
  readonly vaultId?: string;
  /** Id of the key file inside the vault that the password opens; saves trying the others. */
  readonly keyId?: string;
  /** Id of the key that the recovery phrase opens; absent until the phrase was handed over. */
  readonly recoveryKeyId?: string;
}

/** The key of a vault, or undefined when this machine keeps none. */
export async function readKey(folder: string, vault: string): Promise<StoredKey | undefined> {
  const { passwordFile, recordFile } = keyFilesOf(folder, vault);
  try {
    const password = (await readFile(passwordFile, "utf8")).trim();
    const record = JSON.parse(await readFile(recordFile, "utf8")) as KeyRecord;
    return { password, passwordFile, record };
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Makes a random password of 256 bits and keeps it, readable by this user alone, before any vault
 * depends on it. Both files are on disk when this resolves.
 */
export async function makeKey(folder: string, vault: string, created: string): Promise<StoredKey> {
  const { passwordFile } = keyFilesOf(folder, vault);
  const password = randomBytes(32).toString("base64url");
  await makeFolder(folder);
  await writeDurably(passwordFile, `${password}\n`);
  const record: KeyRecord = { vault, created };
  await saveKeyRecord(folder, record);
  return { password, passwordFile, record };
}

export async function saveKeyRecord(folder: string, record: KeyRecord): Promise<void> {
  await writeDurably(
    keyFilesOf(folder, record.vault).recordFile,
    `${JSON.stringify(record, null, 2)}\n`,
  );
}

/** Keeps another password in place of the one so far. It is on disk when this resolves. */
export async function replaceKey(
  folder: string,
  { record, passwordFile }: StoredKey,
  password: string,
  keyId: string,
): Promise<void> {
  // The password comes first: a record that is behind it only names the wrong key to try first.
  await writeDurably(passwordFile, `${password}\n`);
  await saveKeyRecord(folder, { ...record, keyId });
}

/** Forgets a key that never opened a vault. */
export async function removeKey(folder: string, vault: string): Promise<void> {
  const { passwordFile, recordFile } = keyFilesOf(folder, vault);
  await rm(recordFile, { force: true });
  await rm(passwordFile, { force: true });
}

/** Whole or not at all, whatever happens meanwhile. */
async function writeDurably(file: string, text: string): Promise<void> {
  const temporary = `${file}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    const handle = await open(temporary, "wx", 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncFolder(dirname(file));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
