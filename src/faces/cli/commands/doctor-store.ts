import { existsSync } from "node:fs";
import { ResteraError } from "../../../foundation/errors.ts";
import { doctorMessages } from "../../../foundation/messages/doctor-messages.ts";
import {
  storeDoctorMessages,
  storeFindings,
} from "../../../foundation/messages/store-doctor-messages.ts";
import { diagnoseStore, type StoreFinding } from "../../../services/stores/diagnose-store.ts";
import type { Latency, StoreReport } from "../../../services/stores/measure-store.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatDuration, formatRate } from "../output/format-values.ts";
import { createProgress } from "../output/progress.ts";
import { fromResticUrl } from "../vault-access/restic-url.ts";
import { vaultOptions } from "../vault-access/vault-options.ts";
import { localFolder } from "../vault-access/vault-url.ts";
import { presentFinding } from "./present-finding.ts";

const phases = ["capabilities", "latency", "upload", "download"] as const;
const exampleBytes = 100e9;

/** `restera doctor STORE`: what a store can do and how quick it is, without any vault in it. */
export async function doctorStore(context: CommandContext, given: string): Promise<number> {
  const { settings, output, text } = context;
  const report = await examine(context, given);
  const findings = diagnoseStore(report);
  for (const finding of findings) presentOne(finding, report, context);
  if (settings.json) output.json(jsonOf(report));
  const levels = new Set(findings.map(({ level }) => level));
  if (levels.size === 1 && levels.has("ok")) output.note(text(doctorMessages.allWell));
  return levels.has("error") ? exitCodes.failed : exitCodes.done;
}

async function examine(context: CommandContext, given: string): Promise<StoreReport> {
  const { signal, system, text } = context;
  const url = fromResticUrl(given);
  const folder = localFolder(url, system.cwd);
  // A misspelt folder must not be made.
  if (folder !== undefined && !existsSync(folder)) {
    throw new ResteraError("path-missing", { path: folder });
  }
  const { stores } = vaultOptions(context, url);
  const { examineStore } = await import("../../../compose/examine-store.ts");
  const display = createProgress(context);
  const started = performance.now();
  try {
    return await examineStore(folder ?? url, {
      signal,
      ...(stores && { stores }),
      onProgress: (phase) => {
        const done = phases.indexOf(phase);
        const secondsElapsed = (performance.now() - started) / 1000;
        const label = text(storeDoctorMessages[phase]);
        const state = { label, secondsElapsed, done, total: phases.length };
        display.update(state, () => ({ message_type: "status", phase, done, total: 4 }));
      },
    });
  } finally {
    display.finish();
  }
}

function presentOne(finding: StoreFinding, report: StoreReport, context: CommandContext): void {
  const { level, code } = finding;
  const message = context.text(storeFindings[code], valuesOf(report, context.language));
  presentFinding({ level, code, message, details: {} }, context);
}

/** The values of all findings, as people read them. */
function valuesOf(report: StoreReport, language: CommandContext["language"]) {
  const { ask, write, read } = report.latency;
  const times = ({ p50Ms, p95Ms }: Latency): string[] =>
    [p50Ms, p95Ms].map((ms) => milliseconds(ms, language));
  const [askFast = "", askSlow = ""] = times(ask);
  const [writeFast = "", writeSlow = ""] = times(write);
  const [readFast = "", readSlow = ""] = times(read);
  const { uploadBytesPerSecond: up, downloadBytesPerSecond: down } = report;
  return {
    ask: askFast,
    askSlow,
    write: writeFast,
    writeSlow,
    read: readFast,
    readSlow,
    up: formatRate(up, language),
    down: formatRate(down, language),
    backup: formatDuration(exampleBytes / up, language),
    restore: formatDuration(exampleBytes / down, language),
  };
}

function milliseconds(ms: number, language: CommandContext["language"]): string {
  const text = ms < 10 ? ms.toFixed(1) : ms.toFixed(0);
  return `${language === "fr" ? text.replace(".", ",") : text} ms`;
}

function jsonOf(report: StoreReport): object {
  const { url, capabilities, latency } = report;
  const rounded = ({ p50Ms, p95Ms }: Latency) => ({
    p50: Math.round(p50Ms * 10) / 10,
    p95: Math.round(p95Ms * 10) / 10,
  });
  return {
    message_type: "store",
    url,
    capabilities: {
      create_only: capabilities.createOnly,
      compare_and_swap: capabilities.compareAndSwap,
      read_after_write: capabilities.readAfterWrite,
      ranges: capabilities.ranges,
      delete: capabilities.delete,
    },
    latency_ms: {
      ask: rounded(latency.ask),
      write: rounded(latency.write),
      read: rounded(latency.read),
    },
    upload_bytes_per_second: Math.round(report.uploadBytesPerSecond),
    download_bytes_per_second: Math.round(report.downloadBytesPerSecond),
  };
}
