import { stat } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { ResteraError } from "../../foundation/errors.ts";
import { isPattern } from "./capture/capture-files.ts";
import { looksLikeSqlite } from "./capture/copy-sqlite.ts";
import type { ConfiguredSource, SourceKind } from "./source.ts";

export const sourceKinds: readonly SourceKind[] = ["files", "sqlite", "http", "postgres", "memory"];

/** What a user says of a source. */
export interface SourceInput {
  readonly name: string;
  /** Paths, patterns, or one address. */
  readonly places: readonly string[];
  /** Told by the place when absent. */
  readonly kind?: SourceKind | undefined;
  readonly headersFile?: string | undefined;
  /** The database that memory is in: what `memory:` stands for. */
  readonly memoryUrl?: string | undefined;
  readonly timeoutMs?: number | undefined;
}

const namePattern = /^[A-Za-z0-9][\w.-]{0,99}$/;

/** Makes a source of what a user says; paths are taken from `folder`. Throws `source-invalid`. */
export async function parseSource(input: SourceInput, folder: string): Promise<ConfiguredSource> {
  const { name, places, headersFile, timeoutMs } = input;
  if (!namePattern.test(name)) invalid("a name is made of letters, digits, ., _ and -");
  const [place] = places;
  if (place === undefined || place === "") invalid("it has no path and no address");
  const kind = input.kind ?? (await kindOf(places, folder));
  if (kind !== "files" && places.length > 1) invalid("only files can have several paths");
  if (kind !== "http" && headersFile !== undefined) invalid("only an address has headers");
  switch (kind) {
    case "files":
      return { name, kind, paths: places.map((each) => resolve(folder, each)) };
    case "sqlite":
      return { name, kind, path: resolve(folder, place.replace(/^sqlite:(\/\/)?/, "")) };
    case "http":
      return {
        ...{ name, kind, url: checkedUrl(place, ["http:", "https:"]) },
        ...(headersFile !== undefined && { headersFile: resolve(folder, headersFile) }),
        ...(timeoutMs !== undefined && { timeoutMs }),
      };
    case "memory":
      return { name, kind, url: databaseOf(place, input.memoryUrl, folder) };
    default:
      return { name, kind, url: checkedUrl(place, ["postgres:", "postgresql:"]) };
  }
}

/** `memory:` is the database in use; another one is named by its path or address. */
function databaseOf(place: string, inUse: string | undefined, folder: string): string {
  const named = /^memory:?$/i.test(place) ? inUse : place;
  if (named === undefined) invalid("it has no path and no address");
  if (/^postgres(ql)?:/i.test(named)) return checkedUrl(named, ["postgres:", "postgresql:"]);
  return resolve(folder, named);
}

async function kindOf(places: readonly string[], folder: string): Promise<SourceKind> {
  const [place = ""] = places;
  if (/^https?:\/\//i.test(place)) return "http";
  if (/^postgres(ql)?:\/\//i.test(place)) return "postgres";
  if (/^sqlite:/i.test(place)) return "sqlite";
  if (/^memory:$/i.test(place)) return "memory";
  if (places.length > 1 || isPattern(place)) return "files";
  const path = resolve(folder, place);
  const isFile = await stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
  if (isFile) return (await looksLikeSqlite(path).catch(() => false)) ? "sqlite" : "files";
  return "files";
}

function checkedUrl(text: string, protocols: readonly string[]): string {
  if (!URL.canParse(text)) invalid("the address is none");
  const url = new URL(text);
  if (!protocols.includes(url.protocol)) invalid("the address is of another kind");
  if (url.protocol.startsWith("postgres") && url.pathname.length < 2) {
    invalid("the address names no database");
  }
  const parameters = [...url.searchParams.keys()].map((key) => key.toLowerCase());
  if (url.password !== "" || parameters.includes("password")) {
    const place = url.protocol.startsWith("postgres")
      ? "a password must not be kept in the address: put it into ~/.pgpass or PGPASSWORD"
      : "a password must not be kept in the address: put a header into a file (--headers-file)";
    invalid(place);
  }
  return text;
}

function invalid(problem: string): never {
  throw new ResteraError("source-invalid", { problem });
}

/** What a settings file may say of a source, looked at again; undefined when it is none. */
export function asSource(value: unknown): ConfiguredSource | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { name, kind, ...rest } = value as Record<string, unknown>;
  if (typeof name !== "string" || !namePattern.test(name)) return undefined;
  const isPath = (each: unknown): each is string => typeof each === "string" && isAbsolute(each);
  const isUrl = typeof rest["url"] === "string" && URL.canParse(rest["url"]);
  const { paths, path, headersFile, timeoutMs } = rest;
  const isSound =
    (kind === "files" && Array.isArray(paths) && paths.length > 0 && paths.every(isPath)) ||
    (kind === "sqlite" && isPath(path)) ||
    (kind === "http" &&
      isUrl &&
      (headersFile === undefined || isPath(headersFile)) &&
      (timeoutMs === undefined ||
        (Number.isSafeInteger(timeoutMs) && (timeoutMs as number) > 0))) ||
    (kind === "postgres" && isUrl) ||
    (kind === "memory" && (isUrl || isPath(rest["url"])));
  return isSound ? (value as ConfiguredSource) : undefined;
}
