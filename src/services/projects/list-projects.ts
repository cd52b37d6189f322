import { inspect } from "node:util";
import { ResteraError } from "../../foundation/errors.ts";
import type { FoundProject } from "./find-project.ts";
import { type AllProjects, listAll } from "./list-all.ts";
import { projectStatuses } from "./project-metadata.ts";
import { bytesOfGb, type ProjectStorage } from "./project-storage.ts";

export const projectSorts = ["name", "created", "updated", "size"] as const;

/** What to list; everything that is given must hold. Words are compared without their case. */
export interface ProjectFilter {
  /** Without it: all but those that were deleted. */
  readonly status?: "active" | "archived" | "deleted" | "all" | undefined;
  readonly language?: string | undefined;
  readonly framework?: string | undefined;
  readonly tag?: string | undefined;
  readonly type?: string | undefined;
  readonly minSizeGb?: number | undefined;
  readonly maxSizeGb?: number | undefined;
  /** Somewhere in id, name, tags or the address of git. */
  readonly text?: string | undefined;
  /** Days since `updated_at`. */
  readonly olderThanDays?: number | undefined;
  readonly newerThanDays?: number | undefined;
  /** By name when absent. */
  readonly sort?: (typeof projectSorts)[number] | undefined;
  readonly descending?: boolean | undefined;
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
}

export interface ListedProjects {
  readonly projects: readonly FoundProject[];
  /** How many there are without `offset` and `limit`. */
  readonly total: number;
  readonly problems: AllProjects["problems"];
}

/** Lists projects as the files have them now. Throws `setting-unknown`, `cancelled`. */
export async function listProjects(
  storage: ProjectStorage,
  filter: ProjectFilter = {},
  signal?: AbortSignal,
): Promise<ListedProjects> {
  refuseUnknown("status", filter.status, [...projectStatuses, "all"]);
  refuseUnknown("sort", filter.sort, projectSorts);
  refuseOddNumbers(filter);
  const { projects, problems } = await listAll(storage, signal);
  const found = projects.filter((each) => isWanted(each, filter, storage.now().getTime()));
  const { offset = 0, limit = Infinity } = filter;
  const page = found.toSorted(order(filter)).slice(offset, offset + limit);
  return { projects: page, total: found.length, problems };
}

function refuseUnknown(setting: string, value: string | undefined, known: readonly string[]): void {
  if (value === undefined || known.includes(value)) return;
  throw new ResteraError("setting-unknown", { setting, value, choices: known.join(", ") });
}

const amounts = ["minSizeGb", "maxSizeGb", "olderThanDays", "newerThanDays"] as const;
const counts = ["offset", "limit"] as const;

/** Compared with what is no number, nothing would be found, and nobody told why. */
function refuseOddNumbers(filter: ProjectFilter): void {
  for (const setting of [...amounts, ...counts]) {
    const value: unknown = filter[setting];
    const isCount = counts.some((each) => each === setting);
    const isRight =
      typeof value === "number" && value >= 0 && (!isCount || Number.isSafeInteger(value));
    if (value === undefined || isRight) continue;
    const choices = isCount ? "a whole number from 0 on" : "a number from 0 on";
    throw new ResteraError("setting-unknown", { setting, value: inspect(value), choices });
  }
}

const msPerDay = 86_400_000;

function isWanted({ metadata }: FoundProject, filter: ProjectFilter, nowMs: number): boolean {
  const { status, languages, frameworks, tags, type, size_bytes: size } = metadata;
  const isAged = filter.olderThanDays !== undefined || filter.newerThanDays !== undefined;
  const days = isAged ? (nowMs - Date.parse(metadata.updated_at)) / msPerDay : 0;
  const wanted = filter.status;
  const isStatus =
    wanted === undefined ? status !== "deleted" : wanted === "all" || wanted === status;
  return (
    isStatus &&
    hasWord(languages, filter.language) &&
    hasWord(frameworks, filter.framework) &&
    hasWord(tags, filter.tag) &&
    hasWord([type], filter.type) &&
    (filter.minSizeGb === undefined || size >= bytesOfGb(filter.minSizeGb)) &&
    (filter.maxSizeGb === undefined || size <= bytesOfGb(filter.maxSizeGb)) &&
    (filter.olderThanDays === undefined || days > filter.olderThanDays) &&
    (filter.newerThanDays === undefined || days < filter.newerThanDays) &&
    hasText(metadata, filter.text)
  );
}

function hasWord(words: readonly string[], wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  return words.some((word) => word.toLowerCase() === wanted.toLowerCase());
}

function hasText(metadata: FoundProject["metadata"], wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  const { project_id: id, name, tags, git_repository: git } = metadata;
  return [id, name, ...tags, git ?? ""].join("\n").toLowerCase().includes(wanted.toLowerCase());
}

function order({ sort = "name", descending = false }: ProjectFilter) {
  const compare = {
    name: (a: FoundProject, b: FoundProject) => compareTexts(a.metadata.name, b.metadata.name),
    created: (a: FoundProject, b: FoundProject) =>
      compareTexts(a.metadata.created_at, b.metadata.created_at),
    updated: (a: FoundProject, b: FoundProject) =>
      compareTexts(a.metadata.updated_at, b.metadata.updated_at),
    size: (a: FoundProject, b: FoundProject) => a.metadata.size_bytes - b.metadata.size_bytes,
  }[sort];
  const sign = descending ? -1 : 1;
  return (a: FoundProject, b: FoundProject) => sign * compare(a, b) || compareTexts(a.id, b.id);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
