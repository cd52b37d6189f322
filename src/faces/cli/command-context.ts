import type {
  Language,
  Message,
  MessageParameters,
} from "../../foundation/messages/format-message.ts";
import type { Output } from "./output/output.ts";
import type { ParsedOptions } from "./parse/parsed-options.ts";
import type { VaultPorts } from "./vault-access/vault-ports.ts";

/** What the process was started with; the only way commands see it. */
export interface System {
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The user's home folder. */
  readonly home: string;
  readonly cwd: string;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** The switches that every command takes. */
export interface Settings {
  readonly json: boolean;
  readonly quiet: boolean;
  /** 0, 1 or 2. */
  readonly verbosity: number;
  /** Questions may be asked. */
  readonly input: boolean;
  /** Every question is answered with yes. */
  readonly yes: boolean;
  readonly debug: boolean;
}

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
