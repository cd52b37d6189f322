import type { Captured, CapturedSource, CaptureRun } from "./source.ts";

/** Captures a source that the user named; each kind's code is loaded when it is used. Throws an Error when it cannot be captured. */
export async function captureSource(source: CapturedSource, run: CaptureRun): Promise<Captured> {
  switch (source.kind) {
    case "files":
      return (await import("./capture/capture-files.ts")).captureFiles(source, run);
    case "sqlite":
      return (await import("./capture/capture-sqlite.ts")).captureSqlite(source, run);
    case "http":
      return (await import("./capture/capture-http.ts")).captureHttp(source, run);
    default:
      return (await import("./capture/capture-postgres.ts")).capturePostgres(source, run);
  }
}
