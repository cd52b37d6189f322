import { ResteraError } from "../../foundation/errors.ts";
import type { Message, MessageParameters } from "../../foundation/messages/format-message.ts";

/** An error with a line more, which only the command line knows: where a password came from, say. */
export class NotedError extends ResteraError {
  readonly note: Message;
  readonly noteParameters: MessageParameters;

  constructor(error: ResteraError, note: Message, noteParameters: MessageParameters = {}) {
    super(error.code, { ...error.details, cause: error });
    this.note = note;
    this.noteParameters = noteParameters;
  }
}
