import { ResteraError } from "../../foundation/errors.ts";
import {
  formatMessage,
  type Message,
  type MessageParameters,
} from "../../foundation/messages/format-message.ts";

/** The command line was used wrongly; exit code 2. Says how to use it, in any language. */
export class UsageError extends ResteraError {
  override readonly name: string = "UsageError";
  readonly explanation: Message;
  readonly parameters: MessageParameters;

  constructor(explanation: Message, parameters: MessageParameters = {}) {
    super("usage", { problem: formatMessage(explanation, parameters) });
    this.explanation = explanation;
    this.parameters = parameters;
  }
}
