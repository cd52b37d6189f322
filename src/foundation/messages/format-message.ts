import type { Language, Message } from "./message.ts";
import { translateObject, translateProblem } from "./translate-problem.ts";

export type { Language, Message } from "./message.ts";

export type MessageParameters = Readonly<Record<string, string | number>>;

/** Fills `{name}` places of a message; a missing parameter stays visible as `{name}`. */
export function formatMessage(
  message: Message,
  parameters: MessageParameters = {},
  language: Language = "en",
): string {
  return message[language].replace(/\{(\w+)\}/g, (place, name: string) =>
    name in parameters ? valueOf(name, String(parameters[name]), language) : place,
  );
}

/** What the engine says is English, and translated on its way to a reader. */
function valueOf(name: string, value: string, language: Language): string {
  if (name === "problem") return translateProblem(value, language);
  return name === "object" || name === "path" ? translateObject(value, language) : value;
}
