import type { CommandWords } from "../../../foundation/messages/command-words.ts";
import type { Run } from "../command-context.ts";

/** What an option or argument takes: gives its placeholder in help and what a shell completes. */
export type ValueKind =
  | "amount"
  | "choice"
  | "collection"
  | "command"
  | "count"
  | "duration"
  | "file"
  | "folder"
  | "group"
  | "host"
  | "key-value"
  | "instant"
  | "json"
  | "kind"
  | "moment"
  | "name"
  | "number"
  | "numbers"
  | "object"
  | "path"
  | "pattern"
  | "period"
  | "rate"
  | "sample"
  | "share"
  | "size"
  | "snapshot"
  | "subset"
  | "tag"
  | "task"
  | "text"
  | "time"
  | "times"
  | "url"
  | "zone";

export interface OptionSpec {
  /** Long name without dashes, as it is typed: `exclude-file`, `no-lock`. */
  readonly name: string;
  /** One letter. */
  readonly short?: string;
  /** Other long names that mean the same and are not shown. */
  readonly aliases?: readonly string[];
  /** Absent: a switch without a value. */
  readonly value?: ValueKind;
  readonly choices?: readonly string[];
  /** May be given several times. */
  readonly repeat?: boolean;
  /** What holds when the option is not given, as shown in help. */
  readonly default?: string;
  /** Accepted, but not shown. */
  readonly hidden?: boolean;
}

export interface ArgumentSpec {
  readonly name: string;
  readonly value: ValueKind;
  readonly choices?: readonly string[];
  readonly optional?: boolean;
  /** Takes all that follow; only the last argument can. */
  readonly repeat?: boolean;
}

/**
 * One command, as plain data: parsing, help, completions and man pages all come from it.
 * Its words are in the catalogue, under the same names.
 */
export interface CommandSpec {
  readonly name: string;
  readonly words: CommandWords;
  readonly arguments?: readonly ArgumentSpec[];
  readonly options?: readonly OptionSpec[];
  /** Names of options that every command takes and that this one's help shows too. */
  readonly alsoShows?: readonly string[];
  /** Command lines; `words.examples` says what each does. */
  readonly examples: readonly string[];
  /** The verbs of a group such as `keys`. */
  readonly commands?: readonly CommandSpec[];
  /** The code, imported only when the command runs. Absent for a group that does nothing itself. */
  readonly load?: () => Promise<Run>;
  /** Works, but is not listed. */
  readonly hidden?: boolean;
}
