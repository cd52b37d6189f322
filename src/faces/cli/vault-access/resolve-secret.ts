import { resolve } from "node:path";
import { ResteraError } from "../../../foundation/errors.ts";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { keyMessages } from "../../../foundation/messages/key-messages.ts";
import { readKey } from "../../../services/snapshots/key-store.ts";
import { keysFolder } from "../../environment/restera-home.ts";
import type { CommandContext } from "../command-context.ts";
import { refuseBeside } from "../parse/refuse-idle.ts";
import { UsageError } from "../usage-error.ts";
import { askHidden } from "./ask-hidden.ts";
import { decodePassword, normalizePassword } from "./decode-password.ts";
import { readSmallFile } from "./read-small-file.ts";
import { runPasswordCommand } from "./run-password-command.ts";
import { canonicalUrl } from "./vault-url.ts";

/** A password and where it came from, for messages. */
export interface FoundSecret {
  readonly password: string;
  readonly keyHint?: string;
  readonly origin: string;
  /** Typed by a person, who may have mistyped. */
  readonly typed?: boolean;
}

const emptyOption = "insecure-no-password";

type Context = Pick<
  CommandContext,
  "system" | "options" | "settings" | "signal" | "output" | "text"
>;

/**
 * The password of a vault, from the first of: --insecure-no-password, which is no password; --password-file or --password-command; RESTERA_PASSWORD,
 * RESTERA_PASSWORD_FILE, RESTERA_PASSWORD_COMMAND; the key kept for this vault; restic's variables;
 * the terminal. The kept key goes before restic's variables, as those may be meant for another vault.
 * Throws `password-missing`.
 */
export async function resolveSecret(context: Context, url: string): Promise<FoundSecret> {
  const found = await secretWithoutAsking(context, url);
  if (found) {
    return found;
  }
  if (!mayAsk(context)) throw passwordMissing(context, url);
  const password = await askHidden(context.text(cliMessages.askPassword, { url }), context);
  return withHint(context, await checked({ password, origin: "terminal", typed: true }));
}

/** Names the key that --key-hint, or else a variable, says is to be tried first. */
function withHint({ options, system }: Context, secret: FoundSecret): FoundSecret {
  const { RESTERA_KEY_HINT, RESTIC_KEY_HINT } = system.environment;
  const hint = options.text("key-hint") ?? (RESTERA_KEY_HINT || RESTIC_KEY_HINT);
  return hint ? { ...secret, keyHint: hint } : secret;
}

/** A password for a vault that is being made, asked twice; the kept key is not looked at. */
export async function resolveNewSecret(context: Context, url: string): Promise<FoundSecret> {
  const found = await givenSecret(context);
  if (found) {
    return found;
  }
  if (!mayAsk(context)) throw passwordMissing(context, url);
  return askTwice(context, url);
}

function passwordMissing({ options }: Context, url: string): ResteraError {
  const [file, command] = [options.shown("password-file"), options.shown("password-command")];
  const variable = options.shownVariable("RESTERA_PASSWORD");
  return new ResteraError("password-missing", { url, file, command, variable });
}

/** The password of another key of a vault: from --new-password-file, none with --new-insecure-no-password, or asked twice. */
export async function resolveKeyPassword(context: Context, url: string): Promise<FoundSecret> {
  const file = context.options.text("new-password-file");
  if (context.options.flag("new-insecure-no-password")) {
    refuseBeside(context.options, ["new-password-file"], "new-insecure-no-password");
    return { password: "", origin: "--new-insecure-no-password" };
  }
  if (file !== undefined) {
    return fromFile(context, file, "--new-password-file");
  }
  if (!mayAsk(context)) {
    throw new UsageError(keyMessages.newPasswordMissing);
  }
  return askTwice(context, url);
}

async function askTwice(context: Context, url: string): Promise<FoundSecret> {
  const password = await askHidden(context.text(cliMessages.askNewPassword, { url }), context);
  const again = await askHidden(context.text(cliMessages.askAgain), context);
  if (password !== again) {
    throw new UsageError(cliMessages.passwordsDiffer);
  }
  return checked({ password, origin: "terminal" });
}

/** What the flags or RESTERA_ variables say; undefined when they say nothing. */
export async function explicitSecret(context: Context): Promise<FoundSecret | undefined> {
  const { options, system } = context;
  const { environment } = system;
  if (options.flag(emptyOption)) return withoutPassword(context);
  const file = options.text("password-file");
  const command = options.text("password-command");
  if (file !== undefined && command !== undefined) {
    throw new UsageError(cliMessages.notTogether, {
      first: options.shown("password-file"),
      second: options.shown("password-command"),
    });
  }
  if (file !== undefined) {
    return fromFile(context, file, options.shown("password-file"));
  }
  if (command !== undefined) {
    return fromCommand(context, command, options.shown("password-command"));
  }
  return fromEnvironment(context, environment, "RESTERA");
}

/** As in restic, no password is never taken for granted, nor for one that was given. */
function withoutPassword({ options, system }: Context): FoundSecret {
  refuseBeside(options, ["password-file", "password-command"], emptyOption);
  const origin = options.shown(emptyOption);
  for (const prefix of ["RESTERA", "RESTIC"]) {
    for (const name of ["PASSWORD", "PASSWORD_FILE", "PASSWORD_COMMAND"]) {
      if (!system.environment[`${prefix}_${name}`]) continue;
      const second = options.shownVariable(`${prefix}_${name}`);
      throw new UsageError(cliMessages.notTogether, { first: origin, second });
    }
  }
  return { password: "", origin };
}

async function secretWithoutAsking(
  context: Context,
  url: string,
): Promise<FoundSecret | undefined> {
  const { system } = context;
  const explicit = await explicitSecret(context);
  if (explicit) {
    return withHint(context, explicit);
  }
  const key = await readKey(keysFolder(system), canonicalUrl(url, system.cwd));
  if (key) {
    const { keyId } = key.record;
    return {
      password: key.password,
      origin: key.passwordFile,
      ...(keyId === undefined ? {} : { keyHint: keyId }),
    };
  }
  const ambient = await fromEnvironment(context, system.environment, "RESTIC");
  return ambient && withHint(context, ambient);
}

async function givenSecret(context: Context): Promise<FoundSecret | undefined> {
  return (
    (await explicitSecret(context)) ??
    (await fromEnvironment(context, context.system.environment, "RESTIC"))
  );
}

async function fromEnvironment(
  context: Context,
  environment: Readonly<Record<string, string | undefined>>,
  prefix: "RESTERA" | "RESTIC",
): Promise<FoundSecret | undefined> {
  const password = environment[`${prefix}_PASSWORD`];
  const file = environment[`${prefix}_PASSWORD_FILE`];
  const command = environment[`${prefix}_PASSWORD_COMMAND`];
  const shown = (name: string) => context.options.shownVariable(`${prefix}_${name}`);
  if (password) return checked({ password, origin: shown("PASSWORD") });
  if (file) return fromFile(context, file, shown("PASSWORD_FILE"));
  return command ? fromCommand(context, command, shown("PASSWORD_COMMAND")) : undefined;
}

async function fromFile(
  { system, signal }: Context,
  file: string,
  origin: string,
): Promise<FoundSecret> {
  const path = resolve(system.cwd, file);
  const bytes = await readSmallFile(path, { file, option: origin, signal });
  return checked({ password: decodePassword(bytes), origin: `${origin} ${file}` });
}

async function fromCommand(
  { system, signal }: Context,
  command: string,
  origin: string,
): Promise<FoundSecret> {
  const output = await runPasswordCommand(command, system, signal);
  return checked({ password: decodePassword(output), origin });
}

async function checked(secret: FoundSecret): Promise<FoundSecret> {
  if (secret.password === "") {
    throw new UsageError(cliMessages.emptyPassword, { origin: secret.origin });
  }
  return { ...secret, password: await normalizePassword(secret.password) };
}

function mayAsk({ settings, system }: Context): boolean {
  return settings.input && system.stdin.isTTY && system.stderr.isTTY;
}
