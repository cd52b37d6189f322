import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { ResteraError } from "../../foundation/errors.ts";
import type { Language } from "../../foundation/messages/format-message.ts";
import type { Database } from "../../stores/database/database.ts";
import type { NotifierRow } from "../../stores/database/schema.ts";
import { systemClock } from "./clock.ts";
import { isName } from "./is-name.ts";
import { makeFolders } from "../../stores/make-folders.ts";

/** What is told: a run failed, a run is missing, all is well again; `test` when somebody wants to see it. */
export type NoticeEvent = "failure" | "overdue" | "recovery" | "test";

export const noticeEvents: readonly NoticeEvent[] = ["failure", "overdue", "recovery"];

/** Where it is told. Secrets are in files, which are read when something is sent. */
export type NotifierTarget =
  | { readonly kind: "webhook"; readonly url: string; readonly secretFile: string }
  | {
      readonly kind: "email";
      readonly to: string;
      readonly from: string;
      /** `smtp://user@host:587`, or `smtps:` for TLS from the start. */
      readonly server: string;
      readonly passwordFile?: string;
    }
  | { readonly kind: "command"; readonly words: readonly string[] };

export interface Notifier {
  readonly name: string;
  readonly target: NotifierTarget;
  readonly events: readonly NoticeEvent[];
  readonly language: Language;
}

/** Throws `notifier-exists` and `name-invalid`. */
export async function addNotifier(database: Database, notifier: Notifier): Promise<void> {
  const { name, target, events, language } = notifier;
  if (!isName(name)) throw new ResteraError("name-invalid", { name });
  const row: NotifierRow = {
    ...{ name, kind: target.kind, target: JSON.stringify({ ...target, language }) },
    ...{ events: events.join(","), created_ms: systemClock.nowMs() },
  };
  try {
    await database.write((rows) => rows.insertInto("notifiers").values(row).execute());
  } catch (error) {
    if (!(error instanceof ResteraError && error.code === "database-conflict")) throw error;
    throw new ResteraError("notifier-exists", { name, cause: error });
  }
}

/** In the order of their names. */
export async function listNotifiers(database: Database): Promise<Notifier[]> {
  const rows = await database.rows.selectFrom("notifiers").selectAll().orderBy("name").execute();
  return rows.map(notifierOf);
}

/** Throws `notifier-unknown`. */
export async function findNotifier(database: Database, name: string): Promise<Notifier> {
  const found = (await listNotifiers(database)).find((each) => each.name === name);
  if (found === undefined) throw new ResteraError("notifier-unknown", { name });
  return found;
}

/** Throws `notifier-unknown`. */
export async function removeNotifier(database: Database, name: string): Promise<void> {
  const gone = await database.write((rows) =>
    rows.deleteFrom("notifiers").where("name", "=", name).executeTakeFirst(),
  );
  if (gone.numDeletedRows === 0n) throw new ResteraError("notifier-unknown", { name });
}

/** Makes a secret of 256 bits for signatures, readable by this user alone. Throws when the file is there already. */
export async function makeSecret(file: string): Promise<void> {
  await makeFolders(dirname(file), 0o700);
  await writeFile(file, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
}

function notifierOf({ name, target, events }: NotifierRow): Notifier {
  const { language, ...rest } = JSON.parse(target) as NotifierTarget & { language: Language };
  return { name, language, target: rest, events: events.split(",") as NoticeEvent[] };
}
