import { rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { drillMessages } from "../../../foundation/messages/drill-messages.ts";
import type { Message } from "../../../foundation/messages/format-message.ts";
import { nouns } from "../../../foundation/messages/nouns.ts";
import type {
  DrillInput,
  DrillProgress,
  DrillReport,
  Vault,
} from "../../../services/snapshots/vault.ts";
import { resteraHome } from "../../environment/restera-home.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import {
  formatCount,
  formatDuration,
  formatNumber,
  formatSize,
  formatTime,
} from "../output/format-values.ts";
import {
  asUnwritable,
  isSpecialFile,
  refuseAsFile,
  refuseAsFolder,
} from "../output/given-places.ts";
import { createProgress, type ProgressState } from "../output/progress.ts";
import { UsageError } from "../usage-error.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { lockInput } from "../vault-access/vault-options.ts";
import { snapshotFilter } from "./snapshot-filter.ts";
import { shortId } from "./snapshot-json.ts";
import { makeFolders } from "../../../stores/make-folders.ts";

const phases: Record<DrillProgress["phase"], Message> = {
  choose: drillMessages.choosing,
  restore: drillMessages.restoring,
  compare: drillMessages.comparing,
};

const mostFaults = 20;

/** `restera drill [snapshot]` */
export async function drillCommand(context: CommandContext): Promise<number> {
  const { settings, output, signal } = context;
  const input = drillInput(context);
  const place = reportPlace(context);
  if (place !== undefined) refuseAsFile(place, { makesFolders: true });
  const display = createProgress(context);
  const work = (vault: Vault) =>
    vault.drill(input, {
      signal,
      onProgress: (progress) => display.update(drillState(progress, context)),
    });
  const report = await withVault(context, work, "restore").finally(() => display.finish());
  const path = await writeReport(report, context);
  if (settings.json) {
    output.json({ message_type: "summary", ...report, report_path: path });
  } else {
    presentText(report, path, context);
  }
  return drillExitCode(report);
}

/** What a report means for a script: done, damaged, or something else went wrong. */
export function drillExitCode({ ok, faults }: DrillReport): number {
  if (ok) {
    return exitCodes.done;
  }
  return faults.some(({ damaged }) => damaged) ? exitCodes.damaged : exitCodes.partly;
}

function drillInput(context: CommandContext): DrillInput {
  const { options, system } = context;
  const [sample, seed, scratch] = [
    options.text("sample"),
    options.text("seed"),
    options.text("scratch"),
  ];
  const all = options.flag("all");
  if (all && sample !== undefined) {
    throw new UsageError(drillMessages.notTogether);
  }
  if (scratch !== undefined) {
    const place = { path: resolve(system.cwd, scratch), option: "--scratch" };
    refuseAsFolder(place, { mustExist: true });
  }
  return {
    snapshot: context.arguments[0] ?? "latest",
    filter: snapshotFilter(context),
    scratch: scratch === undefined ? tmpdir() : resolve(system.cwd, scratch),
    lock: lockInput(context),
    ...(all ? { sample: "all" } : {}),
    ...(sample === undefined ? {} : { sample }),
    ...(seed === undefined ? {} : { seed }),
  };
}

function drillState(progress: DrillProgress, { language }: CommandContext): ProgressState {
  const { phase, secondsElapsed, done, total, files } = progress;
  return {
    label: phases[phase][language],
    secondsElapsed,
    done,
    bytes: true,
    counts: formatCount(files, nouns.file, language),
    ...(total > 0 ? { total } : {}),
  };
}

function reportPlace({
  options,
  system,
}: CommandContext): { path: string; option: string } | undefined {
  const wanted = options.text("report");
  return wanted === undefined
    ? undefined
    : { path: resolve(system.cwd, wanted), option: "--report" };
}

/** Whole or not at all, and for its owner alone: it names files. Gives where it is. */
async function writeReport(report: DrillReport, context: CommandContext): Promise<string> {
  const place = reportPlace(context);
  const time = report.started.replaceAll(/[-:]/g, "").slice(0, 15);
  const name = `${time}-${report.vault.id.slice(0, 8)}-${shortId(report.snapshot.id)}.json`;
  const path = place?.path ?? join(resteraHome(context.system), "drills", name);
  const partial = `${path}.${process.pid}.tmp`;
  try {
    const text = `${JSON.stringify(report, null, 2)}\n`;
    if (isSpecialFile(path)) {
      await writeFile(path, text);
      return path;
    }
    await makeFolders(dirname(path), 0o700);
    await writeFile(partial, text, { mode: 0o600 });
    await rename(partial, path);
  } catch (error) {
    throw place === undefined ? error : asUnwritable(error, place);
  } finally {
    await rm(partial, { force: true });
  }
  return path;
}

function presentText(report: DrillReport, path: string, context: CommandContext): void {
  const { output, settings, language, text } = context;
  for (const { path: file, problem } of report.faults.slice(0, mostFaults)) {
    output.warn(text(drillMessages.fault, { path: file, problem }));
  }
  if (!report.ok) {
    const problems = formatCount(report.faults.length, nouns.problem, language);
    output.warn(text(drillMessages.failed, { problems }));
  }
  if (settings.quiet) {
    return;
  }
  const { id, time, hostname } = report.snapshot;
  output.line(
    text(drillMessages.snapshot, { id: shortId(id), time: formatTime(time), host: hostname }),
  );
  output.line(
    text(drillMessages.sample, {
      files: formatCount(report.files, nouns.file, language),
      total: formatNumber(report.filesInSnapshot, language),
      size: formatSize(report.bytes, language),
      seed: report.seed,
    }),
  );
  const seconds = (Date.parse(report.ended) - Date.parse(report.started)) / 1000;
  if (report.ok) {
    const message = report.files === 0 ? drillMessages.nothing : drillMessages.passed;
    output.line(text(message, { duration: formatDuration(seconds, language) }));
  }
  output.line(text(drillMessages.written, { path }));
}
