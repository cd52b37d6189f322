const codes = { bold: [1, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] } as const;

export type Style = keyof typeof codes;

/** A text in a colour or in bold, when colours are wanted. */
export function styleText(style: Style, text: string, color: boolean): string {
  const [on, off] = codes[style];
  return color ? `\u001b[${on}m${text}\u001b[${off}m` : text;
}
