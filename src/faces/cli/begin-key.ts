import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { beginDeriving } from "../../engine/crypto/derive-key.ts";
import { keyFilesOf } from "../../services/snapshots/key-files.ts";
import { keysFolder, resteraHome } from "../environment/restera-home.ts";

/** Commands that are of no use without the vault. */
export const vaultCommands: ReadonlySet<string> = new Set([
  ...["backup", "restore", "snapshots", "ls", "dump", "cat", "diff", "find", "history", "tag"],
  ...["forget", "prune", "repack", "check", "drill", "stats", "list", "rewrite"],
]);

/** Words that make a guess wrong: another password, another vault, or none at all. */
const unforeseen =
  /^(?:-h|--help|-p.*|--password-.*|--key-hint.*|--insecure-.*|--repository-file.*)$/;
/** No key file is larger, and whatever else lies there is for the vault to judge. */
const mostBytes = 64 << 10;
const vaultOption = /^(?:--vault|--repo|-r)(?:=(.*))?$/s;

interface Guess {
  readonly vault: string;
  readonly password: string;
  /** The key file that it opens, where that is known. */
  readonly keyId?: string;
}

/**
 * Begins to work on the password while the command line's code is still loading, when vault and password are plain to see: a folder,
 * and RESTERA_PASSWORD or the key that this machine keeps. Whatever was guessed wrong is only not used. True when it has begun.
 */
export function beginKey(words: readonly string[], environment: NodeJS.ProcessEnv): boolean {
  if (!vaultCommands.has(words[0] ?? "") || words.some((word) => unforeseen.test(word)))
    return false;
  try {
    const guess = guessKey(words, environment);
    if (guess === undefined) return false;
    const folder = join(guess.vault, "keys");
    const ids = guess.keyId === undefined ? readdirSync(folder) : [guess.keyId];
    const own = ids.filter((id) => id.length === 64);
    if (own.length !== 1) return false;
    const file = JSON.parse(readSmallFile(join(folder, own[0]!))) as KeyFields;
    return beginDeriving(guess.password, Buffer.from(file.salt, "base64"), file);
  } catch {
    // What is wrong is said by whoever opens the vault.
    return false;
  }
}

interface KeyFields {
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly salt: string;
}

function guessKey(words: readonly string[], environment: NodeJS.ProcessEnv): Guess | undefined {
  const { RESTERA_VAULT, RESTERA_PASSWORD, RESTERA_PASSWORD_FILE, RESTERA_PASSWORD_COMMAND } =
    environment;
  const { platform } = process;
  const surroundings = { environment, platform, home: homedir(), cwd: process.cwd() };
  const given = vaultAmong(words) ?? RESTERA_VAULT;
  if (!given && (environment.RESTIC_REPOSITORY || environment.RESTIC_REPOSITORY_FILE))
    return undefined;
  const vault = given ? resolve(given) : join(resteraHome(surroundings), "vault");
  if (RESTERA_PASSWORD) return { vault, password: RESTERA_PASSWORD };
  if (RESTERA_PASSWORD_FILE || RESTERA_PASSWORD_COMMAND) return undefined;
  const { passwordFile, recordFile } = keyFilesOf(keysFolder(surroundings), realpathSync(vault));
  const password = readSmallFile(passwordFile).trim();
  const { keyId } = JSON.parse(readSmallFile(recordFile)) as { readonly keyId?: string };
  return { vault, password, ...(keyId === undefined ? {} : { keyId }) };
}

/** Throws for what is no file: reading a pipe would wait for ever. */
function readSmallFile(path: string): string {
  const stats = statSync(path);
  if (!stats.isFile() || stats.size > mostBytes) throw new Error(`${path} is not a small file`);
  return readFileSync(path, "utf8");
}

function vaultAmong(words: readonly string[]): string | undefined {
  for (const [at, word] of words.entries()) {
    const found = vaultOption.exec(word);
    if (found !== null) return found[1] ?? words[at + 1];
  }
  return undefined;
}
