/** One text in every language the program speaks. `{name}` stands for a parameter. */
export interface Message {
  readonly en: string;
  readonly fr: string;
}

export type Language = keyof Message;
