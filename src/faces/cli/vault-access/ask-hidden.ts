import { ResteraError } from "../../../foundation/errors.ts";
import type { CommandContext } from "../command-context.ts";

/**
 * Asks on the terminal without showing what is typed. Ctrl-C rejects with `cancelled`; the terminal
 * is as it was when this settles.
 */
export async function askHidden(
  question: string,
  { system, signal }: Pick<CommandContext, "system" | "signal">,
): Promise<string> {
  const { stdin, stderr } = system;
  signal.throwIfAborted();
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.ref();
  stdin.setEncoding("utf8");
  try {
    return await readLine(stdin, signal);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stdin.unref();
    stderr.write("\n");
  }
}

function readLine(stdin: NodeJS.ReadStream, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed: string[] = [];
    const settle = (act: () => void) => {
      stdin.off("data", onData);
      stdin.off("end", onEnd);
      signal.removeEventListener("abort", onAbort);
      act();
    };
    const cancel = () => settle(() => reject(new ResteraError("cancelled")));
    const onAbort = () => cancel();
    const onEnd = () => settle(() => resolve(typed.join("")));
    const onData = (text: string | Buffer) => {
      for (const character of String(text)) {
        if (character === "\r" || character === "\n") {
          onEnd();
          return;
        }
        if (character === "\u0003" || (character === "\u0004" && typed.length === 0)) {
          cancel();
          return;
        }
        typed = afterKey(typed, character);
      }
    };
    stdin.on("data", onData);
    stdin.on("end", onEnd);
    signal.addEventListener("abort", onAbort);
    stdin.resume();
  });
}

/** Backspace takes one character away, Ctrl-U all; other control characters are nothing. */
function afterKey(typed: string[], character: string): string[] {
  if (character === "\u007f" || character === "\b") {
    return typed.slice(0, -1);
  }
  if (character === "\u0015") {
    return [];
  }
  return character < " " ? typed : [...typed, character];
}
