import type {
  Language,
  Message,
  MessageParameters,
} from "../../foundation/messages/format-message.ts";
import type { Output } from "./output/output.ts";
import type { ParsedOptions } from "./parse/parsed-options.ts";
import type { Settings, System } from "./system.ts";
import type { VaultPorts } from "./vault-access/vault-ports.ts";

/** All that a command needs: what was typed, how to speak, when to stop. */
export interface CommandContext {
  readonly system: System;
  readonly arguments: readonly string[];
  readonly options: ParsedOptions;
  readonly settings: Settings;
  readonly language: Language;
  readonly output: Output;
  readonly vaults: VaultPorts;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  /** A message in the user's language; parameters are shown escaped. */
  readonly text: (message: Message, parameters?: MessageParameters) => string;
}

/** A command's code: does it, presents it, and gives the exit code. */
export type Run = (context: CommandContext) => Promise<number>;
