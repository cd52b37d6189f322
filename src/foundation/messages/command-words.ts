import type { Message } from "./message.ts";

/** What help, completions and man pages say about one command. */
export interface CommandWords {
  /** One line, without a full stop. */
  readonly summary: Message;
  /** A paragraph or two for somebody who sees it for the first time. */
  readonly description: Message;
  readonly arguments?: Readonly<Record<string, Message>>;
  readonly options?: Readonly<Record<string, Message>>;
  /** What each example of the command does, in the same order. */
  readonly examples: readonly Message[];
}
