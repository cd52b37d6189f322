import { doctorMessages } from "../../../foundation/messages/doctor-messages.ts";
import type { CommandContext } from "../command-context.ts";
import { styleText } from "../output/style-text.ts";
import { padText, textWidth } from "../output/text-width.ts";

const colors = { ok: "green", warning: "yellow", error: "red" } as const;

/** Something that `doctor` found. */
interface Finding {
  readonly level: keyof typeof colors;
  readonly code: string;
  /** In words; what to do about it begins on the second line. */
  readonly message: string;
  readonly details: object;
}

/** Shows a finding as lines, or as JSON; what is well is left out with --quiet. */
export function presentFinding(
  { level, code, message, details }: Finding,
  context: CommandContext,
): void {
  const { settings, output, language, text } = context;
  if (settings.json) {
    output.json({ message_type: "diagnosis", level, check: code, message, details });
    return;
  }
  if (settings.quiet && level === "ok") return;
  const words = Object.keys(colors) as Finding["level"][];
  const width = Math.max(...words.map((each) => textWidth(doctorMessages[each][language])));
  const [first, ...rest] = message.split("\n");
  const word = padText(text(doctorMessages[level]), width);
  output.line(`${styleText(colors[level], word, output.color)}  ${first}`);
  for (const line of rest) output.line(`${" ".repeat(width)}  ${line}`);
}
