import { tmpdir } from "node:os";
import { doctorFindings, doctorMessages } from "../../../foundation/messages/doctor-messages.ts";
import { diagnose, type Diagnosis, type DoctorInput } from "../../../services/snapshots/doctor.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatSize, formatTime } from "../output/format-values.ts";
import { styleText } from "../output/style-text.ts";
import { padText, textWidth } from "../output/text-width.ts";
import { openContextVault } from "../vault-access/open-context-vault.ts";
import { keysFolder, resteraHome } from "../vault-access/restera-home.ts";
import { canonicalUrl, localFolder, vaultUrl } from "../vault-access/vault-url.ts";

const colors = { ok: "green", warning: "yellow", error: "red" } as const;

/** `restera doctor` */
export async function doctorCommand(context: CommandContext): Promise<number> {
  const { settings, output, text } = context;
  const levels = new Set<Diagnosis["level"]>();
  for await (const diagnosis of diagnose(await doctorInput(context))) {
    levels.add(diagnosis.level);
    if (settings.json) {
      presentJson(diagnosis, context);
    } else if (!settings.quiet || diagnosis.level !== "ok") {
      presentLines(diagnosis, context);
    }
  }
  if (levels.size === 1 && levels.has("ok")) {
    output.note(text(doctorMessages.allWell));
  }
  return levels.has("error") ? exitCodes.failed : exitCodes.done;
}

async function doctorInput(context: CommandContext): Promise<DoctorInput> {
  const { system, signal } = context;
  const url = await vaultUrl(context);
  const vaultFolder = localFolder(url, system.cwd);
  return {
    nodeVersion: process.versions.node,
    homeFolder: resteraHome(system),
    keysFolder: keysFolder(system),
    temporaryFolder: tmpdir(),
    url,
    keyName: canonicalUrl(url, system.cwd),
    ...(vaultFolder === undefined ? {} : { vaultFolder }),
    nowMs: Date.now(),
    openVault: () => openContextVault(context),
    signal,
  };
}

function presentJson({ level, code, details }: Diagnosis, { output, text }: CommandContext): void {
  const message = text(doctorFindings[code], shown({ level, code, details }));
  output.json({ message_type: "diagnosis", level, check: code, message, details });
}

function presentLines(diagnosis: Diagnosis, { output, language, text }: CommandContext): void {
  const { level, code } = diagnosis;
  const width = Math.max(...Object.keys(colors).map((each) => wordWidth(each, language)));
  const word = padText(text(doctorMessages[level]), width);
  const [first, ...rest] = text(doctorFindings[code], shown(diagnosis, language)).split("\n");
  output.line(`${styleText(colors[level], word, output.color)}  ${first}`);
  for (const line of rest) {
    output.line(`${" ".repeat(width)}  ${line}`);
  }
}

function wordWidth(level: string, language: CommandContext["language"]): number {
  return textWidth(doctorMessages[level as Diagnosis["level"]][language]);
}

/** Sizes and times as people read them. */
function shown(
  { details }: Diagnosis,
  language: CommandContext["language"] = "en",
): Diagnosis["details"] {
  const { free, time, since } = details;
  return {
    ...details,
    ...(typeof free === "number" ? { free: formatSize(free, language) } : {}),
    ...(typeof time === "string" ? { time: formatTime(time) } : {}),
    ...(typeof since === "string" ? { since: formatTime(since) } : {}),
  };
}
