import { tmpdir } from "node:os";
import { doctorFindings, doctorMessages } from "../../../foundation/messages/doctor-messages.ts";
import { diagnose, type Diagnosis, type DoctorInput } from "../../../services/snapshots/doctor.ts";
import { keysFolder, resteraHome } from "../../environment/restera-home.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatSize, formatTime } from "../output/format-values.ts";
import { openContextVault } from "../vault-access/open-context-vault.ts";
import { canonicalUrl, localFolder, vaultUrl } from "../vault-access/vault-url.ts";
import { presentFinding } from "./present-finding.ts";

/** `restera doctor [store]` */
export async function doctorCommand(context: CommandContext): Promise<number> {
  const [store] = context.arguments;
  if (store === undefined) return doctorMachine(context);
  const { doctorStore } = await import("./doctor-store.ts");
  return doctorStore(context, store);
}

async function doctorMachine(context: CommandContext): Promise<number> {
  const { settings, output, text } = context;
  const levels = new Set<Diagnosis["level"]>();
  for await (const diagnosis of diagnose(await doctorInput(context))) {
    levels.add(diagnosis.level);
    const { level, code, details } = diagnosis;
    const values = settings.json ? shown(diagnosis) : shown(diagnosis, context.language);
    presentFinding({ level, code, message: text(doctorFindings[code], values), details }, context);
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
