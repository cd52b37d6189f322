import { problemOf, ResteraError } from "../../../foundation/errors.ts";
import { withPlainNumbers } from "../../../foundation/exact-json.ts";
import type { RecordDocument } from "../../../services/records/record-document.ts";

/** What was kept in a record: `data`, or a scan's `report`. */
export function contentOf(document: RecordDocument): RecordDocument {
  const { data, report } = document;
  return withPlainNumbers((data ?? report ?? document) as RecordDocument);
}

/** As JSON will have it, so that what is restored equals what was kept. Throws `record-invalid` for what JSON cannot say. */
export function plainContent(value: object, key: string): RecordDocument {
  try {
    const text = JSON.stringify(value) as string | undefined;
    if (text !== undefined) return JSON.parse(text) as RecordDocument;
  } catch (error) {
    throw new ResteraError("record-invalid", { key, problem: problemOf(error).split("\n")[0]! });
  }
  throw new ResteraError("record-invalid", { key, problem: "it is no JSON object" });
}
