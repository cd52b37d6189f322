import type { Generated, Selectable } from "kysely";

/** Rows as both databases keep them: JSON as text, instants in milliseconds since 1970, switches as 0 and 1. */
export interface Schema {
  readonly tasks: TaskRow;
  readonly task_events: TaskEventRow;
  readonly schedules: ScheduleRow;
  readonly notifiers: NotifierRow;
  readonly alerts: AlertRow;
  readonly counters: CounterRow;
  readonly memories: MemoryTable;
  readonly memory_documents: MemoryDocumentRow;
  readonly memory_words: MemoryWordRow;
  readonly memory_models: MemoryModelTable;
  readonly memory_vectors: MemoryVectorTable;
  readonly memory_vector_of: MemoryVectorOfRow;
}

export interface TaskRow {
  id: string;
  /** What it does: `backup`, `check`, … */
  kind: string;
  /** Who can run it; a supervisor claims only what it has a handler for. */
  handler: string;
  input: string;
  /** Two tasks of one lane never run at the same time. */
  lane: string | null;
  schedule: string | null;
  due_ms: number | null;
  state: string;
  attempt: number;
  most_attempts: number;
  retries_left: number;
  retry_delay_ms: number;
  created_ms: number;
  not_before_ms: number;
  started_ms: number | null;
  finished_ms: number | null;
  /** The process that runs it, as JSON. */
  owner: string | null;
  /** The process started for it, as JSON; it must be gone before the task runs again. */
  child: string | null;
  /** Grows with every claim; whoever writes with an older one has lost the task. */
  fence: number;
  /** Grows while its owner is alive. */
  beat: number;
  cancel_requested: number;
  phase: string | null;
  bytes_done: number;
  bytes_total: number | null;
  items_done: number;
  items_total: number | null;
  current_item: string | null;
  seconds_left: number | null;
  result: string | null;
  problem: string | null;
}

interface TaskEventRow {
  /** In the order of commits, without gaps that could still be filled. */
  seq: number;
  task_id: string;
  time_ms: number;
  event: string;
  data: string;
}

export interface ScheduleRow {
  name: string;
  kind: string;
  handler: string;
  input: string;
  /** Words or a cron expression, as they were given. */
  times: string;
  time_zone: string;
  jitter_ms: number;
  grace_ms: number | null;
  created_ms: number;
  /** The last due time for which a task was made. */
  last_due_ms: number;
}

export interface NotifierRow {
  name: string;
  kind: string;
  target: string;
  events: string;
  created_ms: number;
}

interface AlertRow {
  subject: string;
  state: string;
  since_ms: number;
  detail: string;
}

interface CounterRow {
  name: string;
  value: number;
}

/** One version of a memory; the one without `ended_ms` is the present one, and may say that it is forgotten. */
interface MemoryTable {
  version: Generated<number>;
  /** Whose it is, as the caller's credential says; empty on a machine of one's own. */
  scope: string;
  kind: string;
  id: string;
  hero_id: string | null;
  /** JSON; absent for documents, which have only text. */
  content: string | null;
  title: string;
  /** What is searched. */
  text: string;
  path: string | null;
  /** A JSON list of small letters. */
  tags: string | null;
  language: string;
  /** As it was given; `p1` to `p6` are for computing. */
  position_6d: string | null;
  p1: number | null;
  p2: number | null;
  p3: number | null;
  p4: number | null;
  p5: number | null;
  p6: number | null;
  world_hash: string | null;
  temporal: string | null;
  author: string | null;
  hash: string;
  created_ms: number;
  valid_from_ms: number | null;
  valid_to_ms: number | null;
  stored_ms: number;
  ended_ms: number | null;
  replaces: number | null;
  is_forgotten: number;
}

export type MemoryRow = Selectable<MemoryTable>;

/** A file as it was when it was indexed. */
interface MemoryDocumentRow {
  scope: string;
  /** A name for the folder, and where it was. */
  root: string;
  folder: string;
  path: string;
  bytes: number;
  modified_ms: number;
  hash: string;
  sections: number;
  indexed_ms: number;
}

interface MemoryWordRow {
  word: string;
}

/** A model that makes vectors. */
interface MemoryModelTable {
  number: Generated<number>;
  name: string;
  /** Known when its first vector came. */
  dimension: number | null;
  /** The versions up to this one have their vectors. */
  done_version: number;
  /** Grows when all memories are replaced by others: versions then are not what they were. */
  epoch: number;
  /** When all had theirs for the first time. */
  ready_ms: number | null;
  created_ms: number;
}

/** The vector of a text, made by a model: bytes in SQLite, a list in PostgreSQL. */
interface MemoryVectorTable {
  number: Generated<number>;
  model: number;
  hash: string;
  vector: Uint8Array;
}

/** Which vector stands for which part of a version; none where the model refused the text. */
interface MemoryVectorOfRow {
  model: number;
  version: number;
  part: number;
  vector: number | null;
  problem: string | null;
}
