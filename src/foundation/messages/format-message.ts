/** One text in every language the program speaks. `{name}` stands for a parameter. */
export interface Message {
  readonly en: string;
  readonly fr: string;
}

export type Language = keyof Message;

export type MessageParameters = Readonly<Record<string, string | number>>;

/** Fills `{name}` places of a message; a missing parameter stays visible as `{name}`. */
export function formatMessage(
  message: Message,
  parameters: MessageParameters = {},
  language: Language = "en",
): string {
  return message[language].replace(/\{(\w+)\}/g, (place, name: string) =>
    name in parameters ? String(parameters[name]) : place,
  );
}
