import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { realpath, rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatSize } from "../output/format-values.ts";
import { asUnwritable, isSpecialFile, refuseAsFile } from "../output/given-places.ts";
import { UsageError } from "../usage-error.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { snapshotFilter } from "./snapshot-filter.ts";

/** `restera dump SNAPSHOT PATH`: a file as it is, a folder as an archive. */
export async function dumpCommand(context: CommandContext): Promise<number> {
  const { options, output, settings, signal, language, system, text } = context;
  const [snapshot = "", path = ""] = context.arguments;
  const filter = snapshotFilter(context);
  const target = options.text("target");
  const place = { path: resolve(system.cwd, target ?? ""), option: "--target" };
  if (target !== undefined) refuseAsFile(place);
  await withVault(context, async (vault) => {
    const archive = options.text("archive") === "zip" ? "zip" : "tar";
    const { kind, content } = await vault.dump(snapshot, path, { filter, archive }, { signal });
    if (target === undefined) {
      if (kind === "archive" && system.stdout.isTTY) {
        throw new UsageError(resultMessages.archiveToTerminal, { path });
      }
      for await (const part of content) {
        signal.throwIfAborted();
        await output.data(part);
      }
      return;
    }
    const bytes = await writeFile(content, place.path, signal).catch((error: unknown) => {
      throw asUnwritable(error, place);
    });
    const size = formatSize(bytes, language);
    if (settings.json) {
      output.json({ message_type: "summary", target, bytes });
    } else {
      output.note(text(resultMessages.dumped, { size, target }));
    }
  });
  return exitCodes.done;
}

/** Writes beside the target and renames, so that a broken dump leaves what was there; a device or a pipe is written to, and a link followed. */
async function writeFile(
  content: AsyncIterable<Uint8Array>,
  target: string,
  signal: AbortSignal,
): Promise<number> {
  if (isSpecialFile(target)) {
    const special = createWriteStream(target);
    await pipeline(content, special, { signal });
    return special.bytesWritten;
  }
  const file = await realpath(target).catch(() => target);
  const temporary = `${file}.${randomBytes(4).toString("hex")}.tmp`;
  const stream = createWriteStream(temporary, { flags: "wx", flush: true });
  try {
    await pipeline(content, stream, { signal });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return stream.bytesWritten;
}
