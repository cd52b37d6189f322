import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

export interface SetDocument {
  readonly id: string;
  readonly text: string;
  readonly title?: string;
  /** Queries of a group look only at its documents. */
  readonly group?: string;
}

export interface SetQuery {
  readonly query: string;
  /** Ids of the documents that answer it; at least one. */
  readonly relevant: readonly string[];
  readonly group?: string;
  /** For a line of its own in the report. */
  readonly kind?: string;
}

/** Documents, questions, and which of the former answer the latter. */
export interface LabelledSet {
  readonly name: string;
  readonly documents: readonly SetDocument[];
  readonly queries: readonly SetQuery[];
}

/** Reads JSONL: `{"id", "text", "title"?, "group"?}` is a document, `{"query", "relevant": [ids], "group"?, "kind"?}` a query. */
export async function readSet(file: string): Promise<LabelledSet> {
  const documents: SetDocument[] = [];
  const queries: SetQuery[] = [];
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    number += 1;
    if (line.trim() === "") continue;
    const row = JSON.parse(line) as Partial<SetDocument & SetQuery>;
    if (typeof row.query === "string" && Array.isArray(row.relevant) && row.relevant.length > 0) {
      queries.push(row as SetQuery);
    } else if (typeof row.id === "string" && typeof row.text === "string") {
      documents.push(row as SetDocument);
    } else {
      throw new Error(`${file}, line ${number}: neither a document nor a query`);
    }
  }
  const known = new Set(documents.map(({ id }) => id));
  const lost = queries.flatMap(({ relevant }) => relevant.filter((id) => !known.has(id)));
  if (lost.length > 0) throw new Error(`${file}: there is no document ${lost[0]}`);
  return { name: file, documents, queries };
}
