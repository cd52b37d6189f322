import { resolve } from "node:path";
import { ResteraError } from "../../../foundation/errors.ts";
import { withPlainNumbers } from "../../../foundation/exact-json.ts";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import { keyOf } from "../../../services/records/record-name.ts";
import {
  backUpProject,
  type ProjectBackup,
  type ProjectCall,
} from "../../../services/records/back-up-project.ts";
import { listProjects, type ProjectInfo } from "../../../services/records/project-manifest.ts";
import {
  analysisDocument,
  decisionDocument,
  learningContent,
  scanDocument,
  sessionDocument,
  type LearningContent,
  type LearningLists,
  type RecordDocument,
} from "../../../services/records/record-document.ts";
import { recordStateAt } from "../../../services/records/record-history.ts";
import { recordStats, type RecordStats } from "../../../services/records/record-stats.ts";
import {
  addRecord,
  getRecord,
  latestRecord,
  listRecords,
  recordAt,
  saveRecord,
  type FoundRecord,
  type RecordInfo,
} from "../../../services/records/records.ts";
import { restoreProject, type ProjectRestore } from "../../../services/records/restore-project.ts";
import { noteGiven, readGiven, saveLearning } from "../../../services/records/save-learning.ts";
import {
  lastSyncOf,
  syncRecords,
  type SyncConflict,
  type SyncInput,
  type SyncResult,
} from "../../../services/records/sync-records.ts";
import {
  backupIntervalMs,
  type MagnusCloudStorageOptions,
  type RestorePoint,
} from "./magnus-options.ts";
import { MagnusRecords } from "./magnus-records.ts";
import { momentOf } from "./moment-of.ts";
import { contentOf, plainContent } from "./plain-content.ts";
import { sayDebug, warn } from "./magnus-voice.ts";

/** What keeping one thing came to. */
export interface KeptRecord {
  /** Below the prefix: `sessions/session-123.json`. */
  readonly key: string;
  readonly timestamp: number;
  /** The place in words. */
  readonly store: string;
  /** Where somebody else had changed the same; both are kept. */
  readonly conflicts: readonly SyncConflict[];
}

export interface CloudStats extends RecordStats {
  readonly store: string;
  readonly prefix: string;
  /** Milliseconds; null for never. */
  readonly lastSync: number | null;
}

/** Asks for progress and can be stopped. */
export type SyncCall = Pick<SyncInput, "signal" | "onProgress">;

/**
 * Magnus's data in the cloud: learning, sessions, scan reports, decisions, projects. Each is written on this machine first
 * and then sent, so that what could not be sent is sent by the next `backupAll()` or `sync()`. Errors are `ResteraError`s.
 */
export class MagnusCloudStorage {
  readonly #options: MagnusCloudStorageOptions;
  readonly #records: MagnusRecords;
  #timer: NodeJS.Timeout | undefined;
  /** The automatic backup that is under way. */
  #running: Promise<void> | undefined;

  constructor(options: MagnusCloudStorageOptions = {}, records = new MagnusRecords(options)) {
    this.#options = options;
    this.#records = records;
    if (options.autoBackup !== false) this.#startTimer();
  }

  /** Makes sure that the store can be used. Throws when it cannot. */
  async initialize(): Promise<void> {
    await this.#records.greet();
  }

  /** Keeps learning data as a new `learning/knowledge-….json` and as the latest. */
  async backupLearningData(data: Partial<LearningContent>): Promise<KeptRecord> {
    const local = await this.#records.local();
    const seen = (await readGiven(local)) ?? "";
    const given = learningContent(data);
    const saved = await saveLearning(local, { data, timestamp: Date.now(), seen, always: true });
    await noteGiven(local, given);
    return this.#send(saved.keys, saved.timestamp);
  }

  /** The learning data of the latest backup, or of the newest that is not after a moment. */
  async restoreLearningData(timestamp: RestorePoint = "latest"): Promise<LearningLists> {
    const { document } = await this.#find("learning", timestamp);
    return learningContent(withPlainNumbers(document["data"] as Partial<LearningContent>));
  }

  /** Keeps a session; its id begins with `session-`. */
  async archiveSession(sessionId: string, data: object): Promise<KeptRecord> {
    const timestamp = Date.now();
    const name = { collection: "sessions", id: sessionId };
    const document = sessionDocument(sessionId, plainContent(data, keyOf(name)), timestamp);
    const { key } = await saveRecord(await this.#records.local(), name, document);
    return this.#send([key], timestamp);
  }

  /** What `archiveSession` was given, last or before a moment. */
  async restoreSession(
    sessionId: string,
    timestamp: RestorePoint = "latest",
  ): Promise<RecordDocument> {
    const [remote, moment] = [await this.#records.remote(), momentOf(timestamp)];
    const name = { collection: "sessions", id: sessionId };
    if (moment === undefined) return contentOf(await getRecord(remote, name));
    return contentOf((await recordStateAt(remote, name, moment)).document);
  }

  async archiveScanReport(report: object): Promise<KeptRecord> {
    const content = plainContent(report, "scans/");
    return this.#add("scans", (timestamp) => scanDocument(content, timestamp));
  }

  async restoreScanReport(timestamp: RestorePoint = "latest"): Promise<RecordDocument> {
    return contentOf((await this.#find("scans", timestamp)).document);
  }

  async archiveDecision(decision: object): Promise<KeptRecord> {
    const content = plainContent(decision, "decisions/");
    return this.#add("decisions", (timestamp) => decisionDocument(content, timestamp));
  }

  async restoreDecision(timestamp: RestorePoint = "latest"): Promise<RecordDocument> {
    return contentOf((await this.#find("decisions", timestamp)).document);
  }

  async archiveAnalysis(analysis: object): Promise<KeptRecord> {
    const content = plainContent(analysis, "analyses/");
    return this.#add("analyses", (timestamp) => analysisDocument(content, timestamp));
  }

  async restoreAnalysis(timestamp: RestorePoint = "latest"): Promise<RecordDocument> {
    return contentOf((await this.#find("analyses", timestamp)).document);
  }

  /** Keeps a folder as `projects/NAME/…`; only what changed since the last time is sent. */
  async backupGeneratedProject(
    name: string,
    path: string,
    call: ProjectCall = {},
  ): Promise<ProjectBackup> {
    return backUpProject(await this.#records.remote(), { name, folder: resolve(path) }, call);
  }

  /** Brings a project back into a folder. */
  async restoreGeneratedProject(
    name: string,
    target: string,
    options: ProjectCall & { readonly overwrite?: boolean } = {},
  ): Promise<ProjectRestore> {
    const { overwrite = false, ...call } = options;
    const input = { name, target: resolve(target), overwrite };
    return restoreProject(await this.#records.remote(), input, call);
  }

  /** Sends everything of this machine that the cloud lacks. */
  backupAll(call: SyncCall = {}): Promise<SyncResult> {
    return this.#sync({ ...call, direction: "up" });
  }

  /** Sends what the cloud lacks and fetches what this machine lacks; of two edits both are kept. */
  sync(call: SyncCall = {}): Promise<SyncResult> {
    return this.#sync({ ...call, direction: "both" });
  }

  /** The numbered backups of the learning data, the oldest first. */
  async listBackups(): Promise<RecordInfo[]> {
    const all = await this.#list("learning");
    return all.filter(({ isLatest }) => !isLatest).toSorted((a, b) => timeOf(a) - timeOf(b));
  }

  listSessions(): Promise<RecordInfo[]> {
    return this.#list("sessions");
  }

  listScanReports(): Promise<RecordInfo[]> {
    return this.#list("scans");
  }

  listDecisions(): Promise<RecordInfo[]> {
    return this.#list("decisions");
  }

  async listProjects(): Promise<ProjectInfo[]> {
    return listProjects(await this.#records.remote());
  }

  async getStats(): Promise<CloudStats> {
    const [local, remote] = [await this.#records.local(), await this.#records.remote()];
    const lastSync = (await lastSyncOf(local, remote)) ?? null;
    const stats = await recordStats(remote);
    return { store: remote.url, prefix: this.#records.place.prefix, lastSync, ...stats };
  }

  /** Ends the automatic backups. Nothing keeps a script alive that forgets it. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
    await this.#records.close();
  }

  #startTimer(): void {
    const intervalMs = backupIntervalMs(this.#options);
    const backUp = async (): Promise<void> => {
      try {
        await this.backupAll();
      } catch (error) {
        warn(this.#options, "Cloud backup failed", error);
      }
    };
    this.#timer = setInterval(() => {
      this.#running ??= backUp().finally(() => (this.#running = undefined));
    }, intervalMs);
    this.#timer.unref();
  }

  async #add(collection: string, make: (timestamp: number) => RecordDocument): Promise<KeptRecord> {
    const { key, timestamp } = await addRecord(
      await this.#records.local(),
      collection,
      Date.now(),
      make,
    );
    return this.#send([key], timestamp);
  }

  /** Sends records that were just written here. */
  async #send(keys: readonly string[], timestamp: number): Promise<KeptRecord> {
    const remote = await this.#records.remote();
    const { conflicts, problems } = await this.#sync({ keys, direction: "up" });
    const [first] = problems;
    if (first !== undefined)
      throw new ResteraError("record-unreadable", { store: remote.url, ...first });
    sayDebug(this.#options, `kept ${keys.join(", ")} in ${remote.url}`);
    return { key: keys[0]!, timestamp, store: remote.url, conflicts };
  }

  async #sync(input: SyncInput): Promise<SyncResult> {
    throwIfCancelled(input.signal);
    const [local, remote] = [await this.#records.local(), await this.#records.remote()];
    const result = await syncRecords(local, remote, input);
    const { uploaded, downloaded, conflicts, problems } = result;
    const counts = `${uploaded} sent, ${downloaded} fetched, ${conflicts.length} conflicts`;
    sayDebug(this.#options, `${counts}, ${problems.length} problems`);
    for (const { key, problem } of problems) sayDebug(this.#options, `${key}: ${problem}`);
    return result;
  }

  async #find(collection: string, timestamp: RestorePoint): Promise<FoundRecord> {
    const remote = await this.#records.remote();
    const moment = momentOf(timestamp);
    const found =
      moment === undefined
        ? await latestRecord(remote, collection)
        : await recordAt(remote, collection, moment);
    for (const { key, problem } of found.problems) {
      sayDebug(this.#options, `passed over ${key}: ${problem}`);
    }
    return found;
  }

  async #list(collection: string): Promise<RecordInfo[]> {
    const found: RecordInfo[] = [];
    for await (const info of listRecords(await this.#records.remote(), collection))
      found.push(info);
    return found;
  }
}

function timeOf({ timestamp = 0 }: RecordInfo): number {
  return timestamp;
}
