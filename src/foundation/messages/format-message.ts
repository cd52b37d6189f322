import { formatSize } from "./format-size.ts";
import type { Language, Message } from "./message.ts";
import { translateObject, translateProblem } from "./translate-problem.ts";

export type { Language, Message } from "./message.ts";

export type MessageParameters = Readonly<Record<string, string | number>>;

/** Fills `{name}` places of a message, and `{name:size}` with bytes in their unit; a missing parameter stays visible as `{name}`. */
export function formatMessage(
  message: Message,
  parameters: MessageParameters = {},
  language: Language = "en",
): string {
  return message[language].replace(/\{(\w+)(:size)?\}/g, (place, name: string, size?: string) => {
    if (!(name in parameters)) return place;
    if (size !== undefined) return formatSize(Number(parameters[name]), language);
    return valueOf(name, String(parameters[name]), language);
  });
}

/** What the engine says is English, and translated on its way to a reader. */
function valueOf(name: string, value: string, language: Language): string {
  if (["problem", "allowed", "choices"].includes(name)) return translateProblem(value, language);
  return name === "object" || name === "path" ? translateObject(value, language) : value;
}
