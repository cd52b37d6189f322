import { GenerationCore } from "../../../services/generation/generation-core.ts";
import type {
  Analysis,
  AnalyzeOptions,
  GenerationSession,
  LearningData,
  Outcome,
  OutcomeRecord,
  StartOptions,
} from "../../../services/generation/generation.ts";
import type { SyncResult } from "../../../services/records/sync-records.ts";
import { MagnusCloudStorage, type CloudStats, type SyncCall } from "./magnus-cloud-storage.ts";
import { MagnusMemory } from "./magnus-memory.ts";
import {
  backupIntervalMs,
  type Magnus13ExtendedOptions,
  type RestorePoint,
} from "./magnus-options.ts";
import { MagnusRecords } from "./magnus-records.ts";
import { warn } from "./magnus-voice.ts";

/** What `backupToCloud()` did. */
export interface CloudBackup extends SyncResult {
  /** Entries of the learning data that are in the backup. */
  readonly learning: Readonly<Record<keyof LearningData, number>>;
}

/** What `restoreFromCloud()` brought back. */
export interface CloudRestore {
  /** When the learning data that are in use now were saved. */
  readonly timestamp: number;
  readonly key: string;
  readonly learning: Readonly<Record<keyof LearningData, number>>;
  /** Records that were fetched beside them: sessions, decisions, … */
  readonly downloaded: number;
  /** Newer backups that could not be read and were passed over. */
  readonly problems: readonly { readonly key: string; readonly problem: string }[];
}

/** How long background backups leave a store alone that has failed. */
const pauseMs = 60_000;

/**
 * Magnus 13 with its memory kept on this machine and in the cloud. What it learns is always kept here first; the cloud gets it
 * at once where that is wanted, and otherwise by the automatic backup, `backupToCloud()` or `syncWithCloud()`.
 */
export class Magnus13Extended {
  /** The storage by itself: sessions, scan reports, decisions, projects. */
  readonly cloudStorage: MagnusCloudStorage;
  readonly #options: Magnus13ExtendedOptions;
  readonly #core: GenerationCore;
  readonly #memory: MagnusMemory;
  readonly #records: MagnusRecords;
  readonly #isCloudOn: boolean;
  #timer: NodeJS.Timeout | undefined;
  /** The automatic backup that is under way. */
  #running: Promise<void> | undefined;
  #pausedUntil = 0;

  constructor(options: Magnus13ExtendedOptions = {}) {
    this.#options = options;
    this.#isCloudOn = options.cloudStorage !== false;
    this.#core = new GenerationCore(options);
    this.#records = new MagnusRecords(options, this.#isCloudOn);
    // Its backups are made from here, where the newest learning data are.
    this.cloudStorage = new MagnusCloudStorage({ ...options, autoBackup: false }, this.#records);
    this.#memory = new MagnusMemory(this.#core, this.#records, options);
  }

  /** Everything that was learned. */
  get learning(): LearningData {
    return this.#core.learning;
  }

  /**
   * Loads what this machine has learned and looks whether the cloud is there. Where it is not, a warning says why, and
   * everything goes on with what is kept here.
   */
  async initialize(): Promise<void> {
    await this.#memory.load();
    if (!this.#isCloudOn) return;
    try {
      await this.#records.greet();
    } catch (error) {
      this.#pausedUntil = Date.now() + pauseMs;
      warn(this.#options, "Cloud Storage initialization failed", error);
    }
    this.#startTimer();
  }

  /** Judges a request. With `cloudBackup`, the analysis is kept too. */
  async analyze(
    request: string,
    options: AnalyzeOptions & { readonly cloudBackup?: boolean } = {},
  ): Promise<Analysis> {
    const { cloudBackup = false, ...rest } = options;
    await this.#memory.load();
    const analysis = await this.#core.analyze(request, rest);
    if (cloudBackup) await this.#sendInBackground([await this.#memory.saveAnalysis(analysis)]);
    return analysis;
  }

  /** Makes a session of an analysis. It is kept here, and in the cloud unless `backupOnGeneration` is off. */
  async startGeneration(
    analysis: Analysis,
    options: StartOptions = {},
  ): Promise<GenerationSession> {
    await this.#memory.load();
    const session = await this.#core.startGeneration(analysis, options);
    const keys = [...(await this.#memory.saveLearning()), await this.#memory.saveSession(session)];
    if (this.#options.backupOnGeneration !== false) await this.#sendInBackground(keys);
    return session;
  }

  /** Records what became of a session and learns from it; what was learned goes to the cloud. */
  async recordOutcome(sessionId: string, outcome: Outcome): Promise<OutcomeRecord> {
    await this.#memory.load();
    await this.#memory.recall(sessionId);
    const record = await this.#core.recordOutcome(sessionId, outcome);
    const sessionKey = await this.#memory.saveSession(record.session);
    const learned = await this.#memory.saveLearning();
    const isSessionSent = this.#options.backupOnGeneration !== false;
    await this.#sendInBackground(isSessionSent ? [...learned, sessionKey] : learned);
    return record;
  }

  /** Sends everything that the cloud lacks. Throws when it cannot. */
  async backupToCloud(call: SyncCall = {}): Promise<CloudBackup> {
    await this.#memory.load();
    await this.#memory.saveLearning({ isAsked: true });
    const result = await this.cloudStorage.backupAll(call);
    await this.#memory.takeOver();
    this.#pausedUntil = 0;
    return { ...result, learning: this.#memory.counts() };
  }

  /**
   * Goes back to the learning data of a backup, the latest or the newest that is not after a moment, and fetches the sessions.
   * Throws `record-missing` when there is no backup.
   */
  async restoreFromCloud(
    timestamp: RestorePoint = "latest",
    call: SyncCall = {},
  ): Promise<CloudRestore> {
    await this.#memory.load();
    // What was learned here and is nowhere else stays in its history.
    await this.#memory.saveLearning();
    const restored = await this.#memory.restore(timestamp);
    const { downloaded, problems } = await this.#memory.fetchOthers(call);
    return { ...restored, downloaded, problems: [...restored.problems, ...problems] };
  }

  /** Brings this machine and the cloud to agreement, both ways, and goes on with what others have learned. */
  async syncWithCloud(call: SyncCall = {}): Promise<SyncResult> {
    await this.#memory.load();
    await this.#memory.saveLearning();
    const result = await this.cloudStorage.sync(call);
    await this.#memory.takeOver();
    this.#pausedUntil = 0;
    return result;
  }

  getCloudStats(): Promise<CloudStats> {
    return this.cloudStorage.getStats();
  }

  /** Keeps what was learned, ends automatic backups and closes the stores. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
    await this.#memory.saveLearning();
    await this.cloudStorage.close();
  }

  #startTimer(): void {
    if (this.#options.autoBackup === false || this.#timer !== undefined) return;
    const intervalMs = backupIntervalMs(this.#options);
    this.#timer = setInterval(() => {
      this.#running ??= this.#backUpByItself().finally(() => (this.#running = undefined));
    }, intervalMs);
    this.#timer.unref();
  }

  /** Without `backupOnGeneration`, sessions are only sent when somebody says so. */
  async #backUpByItself(): Promise<void> {
    const collections = ["learning", "scans", "decisions", "analyses"];
    try {
      await this.#memory.saveLearning();
      if (this.#options.backupOnGeneration === false) await this.#memory.send({ collections });
      else await this.cloudStorage.backupAll();
      this.#pausedUntil = 0;
    } catch (error) {
      warn(this.#options, "Cloud backup failed", error);
    }
  }

  /** What is kept here already must not fail because of the cloud: the next backup sends it. */
  async #sendInBackground(keys: readonly string[]): Promise<void> {
    if (keys.length === 0 || !this.#isCloudOn || Date.now() < this.#pausedUntil) return;
    try {
      await this.#memory.send({ keys });
    } catch (error) {
      this.#pausedUntil = Date.now() + pauseMs;
      warn(this.#options, "Cloud backup failed", error);
    }
  }
}
