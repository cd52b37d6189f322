import type { Language } from "./message.ts";

const periods: Readonly<Record<string, string>> = {
  last: "dernier",
  hourly: "de l'heure",
  daily: "du jour",
  weekly: "de la semaine",
  monthly: "du mois",
  yearly: "de l'année",
};
const periodReason =
  /^(oldest )?(last|hourly|daily|weekly|monthly|yearly) (?:snapshot|within (.+))$/s;

/** Why a snapshot is kept, in restic's words such as `oldest daily snapshot` or `within 7d`, in the reader's language. */
export function keepReason(reason: string, language: Language): string {
  if (language === "en") return reason;
  const found = periodReason.exec(reason);
  if (found !== null) {
    const [, oldest, period = "", duration] = found;
    const said = [oldest && "plus ancien", periods[period], duration && `sur ${duration}`];
    return said.filter((part) => part !== undefined && part !== "").join(", ");
  }
  return reason.replace(/^within /, "sur ").replace(/^has tags \[/, "étiquettes [");
}
