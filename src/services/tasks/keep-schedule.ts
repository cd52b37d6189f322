import { ResteraError } from "../../foundation/errors.ts";
import type { Database } from "../../stores/database/database.ts";
import { addSchedule, findSchedule, type NewSchedule, removeSchedule } from "./schedules.ts";

/** Sees to it that there is a schedule like this; one that is the same goes on as it was. */
export async function keepSchedule(
  database: Database,
  wanted: NewSchedule,
): Promise<"same" | "new"> {
  const { name, kind, handler, input, times } = wanted;
  const present = await findOrNothing(database, name);
  if (present !== undefined) {
    const isSame =
      present.kind === kind &&
      present.handler === handler &&
      present.times === times &&
      JSON.stringify(present.input) === JSON.stringify(input);
    if (isSame) return "same";
    await dropSchedule(database, name);
  }
  await addSchedule(database, wanted);
  return "new";
}

/** Removes a schedule if it is there; true when it was. */
export async function dropSchedule(database: Database, name: string): Promise<boolean> {
  if ((await findOrNothing(database, name)) === undefined) return false;
  await removeSchedule(database, name);
  return true;
}

async function findOrNothing(database: Database, name: string) {
  try {
    return await findSchedule(database, name);
  } catch (error) {
    if (error instanceof ResteraError && error.code === "schedule-unknown") return undefined;
    throw error;
  }
}
