import { JsonScanner } from "../../../foundation/json-scanner.ts";
import { memoryMessages } from "../../../foundation/messages/memory-messages.ts";
import { parseNotingInexact } from "../../../services/memory/exact-json.ts";
import type { Json } from "../../../services/memory/json.ts";
import { UsageError } from "../usage-error.ts";

/** What an option takes as JSON; what does not begin like an object or a list is a text. Throws UsageError. */
export function jsonOf(typed: string, option: string): Json {
  if (!/^\s*[[{"]/.test(typed)) return typed;
  const { value, inexact } = parsed(typed, option);
  const [wrong] = inexact;
  if (wrong === undefined) return value;
  throw new UsageError(memoryMessages.inexactNumber, { option, number: wrong.source });
}

/** JSON where it is JSON that can be kept exactly; any other text as itself. */
export function contentOf(typed: string): Json {
  if (!/^\s*[[{"]/.test(typed)) return typed;
  try {
    const { value, inexact } = parseNotingInexact(typed);
    return inexact.length === 0 ? value : typed;
  } catch {
    return typed;
  }
}

function parsed(typed: string, option: string): ReturnType<typeof parseNotingInexact> {
  try {
    return parseNotingInexact(typed);
  } catch (error) {
    if (!/^\s*[[{]/.test(typed)) return { value: typed, inexact: [] };
    throw new UsageError(memoryMessages.noJson, { option, problem: placeOf(typed, error) });
  }
}

/** What is wrong and at which byte: the parser's own words do not always say where. */
function placeOf(typed: string, error: unknown): string {
  try {
    const scanner = new JsonScanner();
    scanner.write(Buffer.from(typed));
    scanner.end();
  } catch (found) {
    return found instanceof Error ? found.message : String(found);
  }
  return error instanceof Error ? error.message : String(error);
}
