import type { CallOptions } from "../../stores/objects/object-store.ts";
import { timestampOf, type RecordDocument } from "./record-document.ts";
import { keyOf, numberedId } from "./record-name.ts";
import type { RecordStore } from "./record-store.ts";

/** Makes sure that a latest is among the numbered records before it gives way. */
export async function keepNumbered(
  records: RecordStore,
  document: RecordDocument,
  call: CallOptions,
): Promise<void> {
  const timestamp = timestampOf(document);
  const key = keyOf({ collection: "learning", id: numberedId("learning", timestamp) });
  if ((await records.head(key, call)) === null) await records.create(key, document, call);
}
