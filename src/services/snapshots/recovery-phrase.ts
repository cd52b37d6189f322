import { ResteraError } from "../../foundation/errors.ts";
import { readKey, saveKeyRecord } from "./key-store.ts";
import type { RunOptions, Vault } from "./vault.ts";

/** 24 words that stand for 256 random bits (BIP 39, English). */
export async function newRecoveryPhrase(): Promise<string> {
  const [{ generateMnemonic }, { wordlist }] = await Promise.all([
    import("@scure/bip39"),
    import("@scure/bip39/wordlists/english.js"),
  ]);
  return generateMnemonic(wordlist, 256);
}

export interface RecoveryPhraseInput {
  /** Where this machine keeps its keys, and under which name the vault's; it remembers whose phrase is whose. */
  readonly keysFolder: string;
  readonly keyName: string;
  /** The phrase that this machine knows of stops working once the new one is proven. */
  readonly replace?: boolean;
}

export interface RecoveryPhraseRun extends RunOptions {
  /**
   * Called once, as soon as the phrase opens the vault. It is kept nowhere: whoever is called must
   * hand it over, even when what follows fails.
   */
  readonly onPhrase: (phrase: string) => void;
}

export interface RecoveryPhraseResult {
  readonly keyId: string;
  /** The key of the phrase before, which no longer works. */
  readonly replacedKeyId?: string;
}

/** Adds a key whose password is a new recovery phrase, and proves that the phrase alone opens the vault. */
export async function addRecoveryPhrase(
  vault: Vault,
  openVault: (phrase: string) => Promise<Vault>,
  input: RecoveryPhraseInput,
  { onPhrase, ...run }: RecoveryPhraseRun,
): Promise<RecoveryPhraseResult> {
  const { keysFolder, keyName, replace = false } = input;
  const phrase = await newRecoveryPhrase();
  const keyId = await vault.addKey(phrase, run);
  onPhrase(phrase);
  await (await openVault(phrase)).close();
  const kept = await readKey(keysFolder, keyName);
  if (kept === undefined || kept.record.vaultId !== vault.id) return { keyId };
  await saveKeyRecord(keysFolder, { ...kept.record, recoveryKeyId: keyId });
  const before = kept.record.recoveryKeyId;
  if (!replace || before === undefined) return { keyId };
  try {
    await vault.removeKey(before, run);
  } catch (error) {
    // Somebody removed it by hand.
    if (!(error instanceof ResteraError) || error.code !== "object-unknown") throw error;
  }
  return { keyId, replacedKeyId: before };
}
