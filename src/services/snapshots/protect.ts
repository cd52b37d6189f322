import { ResteraError } from "../../foundation/errors.ts";
import {
  type KeyRecord,
  makeKey,
  readKey,
  removeKey,
  saveKeyRecord,
  type StoredKey,
} from "./key-store.ts";
import { newRecoveryPhrase } from "./recovery-phrase.ts";
import { chooseSample, restoreSample, type SampleProof } from "./restore-sample.ts";
import { sharesDisk } from "./shares-disk.ts";
import type {
  BackUpProgress,
  BackUpResult,
  CheckProgress,
  CheckReport,
  LockInput,
  LsEntry,
  RunOptions,
  Vault,
} from "./vault.ts";

/** A password and, when known, the id of the key it opens. */
export interface VaultSecret {
  readonly password: string;
  readonly keyHint?: string;
}

/** How vaults are opened and made. */
export interface ProtectPorts {
  /** Throws `no-vault`, `wrong-password` and others. */
  openVault(url: string, secret: VaultSecret): Promise<Vault>;
  /** Throws `vault-exists` and `vault-not-empty`. */
  createVault(url: string, secret: VaultSecret): Promise<Vault>;
}

export interface ProtectInput {
  /** Address of the vault. */
  readonly url: string;
  /** The one spelling of the address under which its key is kept. */
  readonly keyName: string;
  readonly keysFolder: string;
  /** The vault's own folder when it is a local one. */
  readonly vaultFolder?: string;
  /** What to keep: absolute paths. */
  readonly paths: readonly string[];
  readonly exclude?: readonly string[];
  /** The password when the user gave one; a key is kept or made otherwise. */
  readonly secret?: VaultSecret;
  /** An existing folder for trial restores. */
  readonly scratch: string;
  readonly lock?: LockInput;
}

export type ProtectProgress =
  | { readonly phase: "open" | "make" | "restore" | "recovery" }
  | { readonly phase: "backup"; readonly progress?: BackUpProgress }
  | { readonly phase: "check"; readonly progress?: CheckProgress };

export interface ProtectRun extends RunOptions<ProtectProgress> {
  /**
   * Called once, as soon as a recovery phrase opens the vault. It is kept nowhere: whoever is called
   * must hand it over, even when what follows fails.
   */
  readonly onRecoveryPhrase?: (phrase: string) => void;
}

export interface ProtectResult {
  readonly url: string;
  readonly vaultId: string;
  /** The vault was made by this run. */
  readonly made: boolean;
  /** Plain file with the password, when this machine keeps one. */
  readonly passwordFile?: string;
  readonly backup: BackUpResult;
  readonly check: CheckReport;
  /** Absent when the check failed. */
  readonly sample?: SampleProof;
  /** Only in the run that made the phrase: what the phrase alone could open and restore. */
  readonly recovery?: SampleProof;
  /** The vault is on the disk of a source; undefined when that cannot be told. */
  readonly sameDisk?: boolean;
}

interface Opened {
  readonly vault: Vault;
  readonly made: boolean;
  readonly key?: StoredKey;
}

/**
 * The first run and every later one: opens the vault or makes it with its key, backs up, checks,
 * restores a sample, hands over a recovery phrase and proves that it works. Throws what the steps do.
 */
export async function protect(
  input: ProtectInput,
  ports: ProtectPorts,
  run: ProtectRun = {},
): Promise<ProtectResult> {
  run.onProgress?.({ phase: "open" });
  const { vault, made, key } = await openOrMake(input, ports, run);
  try {
    const backup = await keep(vault, input, run);
    const check = await examine(vault, input, run);
    const snapshotId = backup.snapshot?.id ?? "latest";
    const sample = check.ok ? await chooseSample(vault, snapshotId, signalOf(run)) : undefined;
    run.onProgress?.({ phase: "restore" });
    const proof =
      sample && (await restoreSample(vault, snapshotId, sample, input.scratch, signalOf(run)));
    const needsPhrase = made || (key !== undefined && key.record.recoveryKeyId === undefined);
    const recovery = needsPhrase
      ? await makeRecovery({ vault, snapshotId, sample: sample ?? [], key }, input, ports, run)
      : undefined;
    const sameDisk =
      input.vaultFolder === undefined
        ? undefined
        : await sharesDisk(input.vaultFolder, input.paths);
    return {
      url: input.url,
      vaultId: vault.id,
      made,
      backup,
      check,
      ...(key && { passwordFile: key.passwordFile }),
      ...(proof && { sample: proof }),
      ...(recovery && { recovery }),
      ...(sameDisk !== undefined && { sameDisk }),
    };
  } finally {
    await vault.close();
  }
}

async function openOrMake(
  input: ProtectInput,
  ports: ProtectPorts,
  run: ProtectRun,
): Promise<Opened> {
  const { url, keysFolder, keyName } = input;
  const kept = input.secret ? undefined : await readKey(keysFolder, keyName);
  const secret = input.secret ?? (kept && secretOf(kept));
  if (secret) {
    try {
      const vault = await ports.openVault(url, secret);
      return { vault, made: false, ...(kept && { key: await completeRecord(vault, kept, input) }) };
    } catch (error) {
      if (!(error instanceof ResteraError && error.code === "no-vault")) {
        throw error;
      }
      // A disk that is not connected must not be answered with a second, empty vault.
      if (kept?.record.vaultId !== undefined) {
        throw new ResteraError("vault-gone", { url, keyFile: kept.passwordFile, cause: error });
      }
    }
  }
  run.onProgress?.({ phase: "make" });
  return make(input, ports, kept);
}

async function make(
  input: ProtectInput,
  ports: ProtectPorts,
  kept: StoredKey | undefined,
): Promise<Opened> {
  const { url, keysFolder, keyName, secret } = input;
  if (secret) {
    return { vault: await ports.createVault(url, secret), made: true };
  }
  // The key is on disk before the vault that needs it is.
  const key = kept ?? (await makeKey(keysFolder, keyName, new Date().toISOString()));
  try {
    const vault = await ports.createVault(url, secretOf(key));
    return { vault, made: true, key: await completeRecord(vault, key, input) };
  } catch (error) {
    if (error instanceof ResteraError && error.code.startsWith("vault-")) {
      await removeKey(keysFolder, keyName);
      if (error.code === "vault-exists") {
        const ways = { file: "--password-file", command: "--password-command" };
        const details = { url, ...ways, variable: "RESTERA_PASSWORD" };
        throw new ResteraError("password-missing", { ...details, cause: error });
      }
    }
    throw error;
  }
}

/** Remembers which vault and which of its keys this is. */
async function completeRecord(
  vault: Vault,
  key: StoredKey,
  { keysFolder }: ProtectInput,
): Promise<StoredKey> {
  const { keyId } = vault;
  if (key.record.vaultId === vault.id && key.record.keyId === keyId) {
    return key;
  }
  const record: KeyRecord = { ...key.record, vaultId: vault.id, keyId };
  await saveKeyRecord(keysFolder, record);
  return { ...key, record };
}

function secretOf({ password, record }: StoredKey): VaultSecret {
  return record.keyId === undefined ? { password } : { password, keyHint: record.keyId };
}

async function keep(vault: Vault, input: ProtectInput, run: ProtectRun): Promise<BackUpResult> {
  run.onProgress?.({ phase: "backup" });
  const { paths, exclude = [], lock, vaultFolder, keysFolder } = input;
  return vault.backUp(
    {
      paths,
      exclude,
      neverRead: vaultFolder === undefined ? [keysFolder] : [vaultFolder, keysFolder],
      ...(lock && { lock }),
    },
    {
      ...signalOf(run),
      onProgress: (progress) => run.onProgress?.({ phase: "backup", progress }),
    },
  );
}

async function examine(
  vault: Vault,
  { lock }: ProtectInput,
  run: ProtectRun,
): Promise<CheckReport> {
  run.onProgress?.({ phase: "check" });
  return vault.check(lock ? { lock } : {}, {
    ...signalOf(run),
    onProgress: (progress) => run.onProgress?.({ phase: "check", progress }),
  });
}

/** Adds a key for a new phrase, hands the phrase over, and opens and restores with it alone. */
async function makeRecovery(
  found: {
    readonly vault: Vault;
    readonly snapshotId: string;
    readonly sample: readonly LsEntry[];
    readonly key: StoredKey | undefined;
  },
  input: ProtectInput,
  ports: ProtectPorts,
  run: ProtectRun,
): Promise<SampleProof> {
  run.onProgress?.({ phase: "recovery" });
  const phrase = await newRecoveryPhrase();
  const recoveryKeyId = await found.vault.addKey(phrase, signalOf(run));
  run.onRecoveryPhrase?.(phrase);
  if (found.key) {
    // Only now: a run that breaks off before makes another phrase the next time.
    await saveKeyRecord(input.keysFolder, { ...found.key.record, recoveryKeyId });
  }
  const vault = await ports.openVault(input.url, { password: phrase });
  try {
    const few = found.sample.slice(0, 1);
    return await restoreSample(vault, found.snapshotId, few, input.scratch, signalOf(run));
  } finally {
    await vault.close();
  }
}

function signalOf({ signal }: RunOptions<ProtectProgress>): RunOptions {
  return signal ? { signal } : {};
}
