import { isObject } from "../../foundation/is-object.ts";
import { createHash } from "node:crypto";
import { ruleOf } from "./record-name.ts";

/** A record's content. */
export interface RecordDocument {
  readonly [field: string]: unknown;
}

/** The version that the Magnus documentation gives its formats. */
const formatVersion = "13.0";
/** Scan reports say 14.0 there. */
const scanVersion = "14.0";

/** What is learned, as the Magnus documentation has it. */
export interface LearningContent {
  /** Pairs; a `Map` will do. */
  readonly patterns: Iterable<unknown>;
  readonly estimates: readonly unknown[];
  readonly actuals: readonly unknown[];
  readonly failures: readonly unknown[];
}

export type LearningLists = { readonly [Field in keyof LearningContent]: readonly unknown[] };

const learningFields = ["patterns", "estimates", "actuals", "failures"] as const;

/** `learning/knowledge-….json`. Fields that the data has beyond the four are kept. */
export function learningDocument(
  data: Partial<LearningContent>,
  timestamp: number,
): RecordDocument {
  const whole = learningContent(data);
  const counts = learningFields.map((field) => [field, whole[field].length]);
  return {
    timestamp,
    version: formatVersion,
    type: "learning",
    data: whole,
    stats: Object.fromEntries(counts) as Record<string, number>,
  };
}

/** With all four lists, whatever is missing. */
export function learningContent(data: Partial<LearningContent>): LearningLists {
  const { patterns = [], estimates = [], actuals = [], failures = [] } = data;
  return { ...data, patterns: [...patterns], estimates, actuals, failures };
}

/** `sessions/<sessionId>.json` */
export function sessionDocument(
  sessionId: string,
  data: RecordDocument,
  timestamp: number,
): RecordDocument {
  return { sessionId, timestamp, version: formatVersion, type: "session", data };
}

/** `scans/scan-….json`; the summary is the report's own, or counted from its lists. */
export function scanDocument(report: RecordDocument, timestamp: number): RecordDocument {
  const given = isObject(report["summary"]) ? report["summary"] : {};
  const count = (...names: string[]): number => {
    for (const name of names) {
      const value = given[name] ?? report[name];
      if (typeof value === "number") return value;
      if (Array.isArray(value)) return value.length;
    }
    return 0;
  };
  const summary = {
    ...given,
    projectsScanned: count("projectsScanned", "projects"),
    patternsDetected: count("patternsDetected", "patterns"),
    recommendations: count("recommendations"),
  };
  return { timestamp, version: scanVersion, type: "scan", report, summary };
}

/** `decisions/decision-….json`; what the decision says is kept below `data`. */
export function decisionDocument(decision: RecordDocument, timestamp: number): RecordDocument {
  return { timestamp, version: formatVersion, type: "decision", data: decision };
}

/** `analyses/analysis-….json` */
export function analysisDocument(analysis: RecordDocument, timestamp: number): RecordDocument {
  return { timestamp, version: formatVersion, type: "analysis", data: analysis };
}

/** What is wrong with a document for its collection; undefined when nothing is. */
export function documentProblem(collection: string, value: unknown): string | undefined {
  if (!isObject(value)) return "it is no JSON object";
  const { type, data, timestamp } = value;
  const rule = ruleOf(collection);
  if (rule === undefined) return undefined;
  if (type !== undefined && type !== rule.type) return `its type is not ${rule.type}`;
  const isNumber = typeof timestamp === "number" || JSON.isRawJSON(timestamp);
  if (timestamp !== undefined && !isNumber) return "its timestamp is no number";
  if (collection !== "learning") return undefined;
  if (!isObject(data)) return "it has no learning data";
  const isWrong = learningFields.some(
    (field) => data[field] !== undefined && !Array.isArray(data[field]),
  );
  return isWrong ? "its learning data are no lists" : undefined;
}

/** More than a key's number has digits for; no clock says so. */
const endOfTime = 1e15;

/** When a document was made, in whole milliseconds; 0 where it does not say, or says what cannot be. */
export function timestampOf(document: RecordDocument): number {
  const given = document["timestamp"];
  const timestamp = typeof given === "number" ? Math.trunc(given) : 0;
  return timestamp > 0 && timestamp < endOfTime - 1 ? timestamp : 0;
}

/** SHA-256 of what a document says, whatever the order of its fields, its white space or compression. */
export function contentHash(value: unknown): string {
  return createHash("sha256").update(canonical(value)).digest("hex");
}

/** JSON with the fields of every object in order. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).toSorted(byName)) : part,
  );
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A document as its collection has it: one that is whole stays as it is, mere content is put into one. */
export function documentOf(
  { collection, id }: { readonly collection: string; readonly id: string },
  given: RecordDocument,
  timestamp: number,
): RecordDocument {
  const type = ruleOf(collection)?.type;
  if (type === undefined) return given;
  if (isObject(given) && given["type"] === type) {
    return ruleOf(collection)?.isNumbered === true ? { ...given, timestamp } : given;
  }
  if (!isObject(given)) return given;
  if (collection === "sessions") {
    const { data } = given;
    if (!isObject(data)) return sessionDocument(id, given, timestamp);
    return { ...sessionDocument(id, data, timestamp), ...given };
  }
  if (collection === "learning") return learningDocument(given, timestamp);
  if (collection === "scans") return scanDocument(given, timestamp);
  return collection === "decisions"
    ? decisionDocument(given, timestamp)
    : analysisDocument(given, timestamp);
}
