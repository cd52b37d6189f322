import type { Message } from "./message.ts";

/** What `drill` says. */
export const drillMessages = {
  choosing: { en: "Choosing files", fr: "Choix des fichiers" },
  restoring: { en: "Restoring", fr: "Restauration" },
  comparing: { en: "Comparing", fr: "Comparaison" },
  snapshot: { en: "Snapshot {id} of {time}, {host}", fr: "Instantané {id} du {time}, {host}" },
  sample: {
    en: "{files} of {total}, {size}; seed {seed}",
    fr: "{files} sur {total}, {size} ; graine {seed}",
  },
  passed: {
    en: "All came back as they were kept, in {duration}",
    fr: "Tous sont revenus tels qu'ils étaient gardés, en {duration}",
  },
  nothing: {
    en: "The snapshot has no regular file, so nothing was proven",
    fr: "L'instantané n'a aucun fichier ordinaire : rien n'est prouvé",
  },
  fault: { en: "{path}: {problem}", fr: "{path} : {problem}" },
  failed: {
    en: "{problems}: the vault or this machine is not to be relied on.\nRun: restera check --read-data",
    fr: "{problems} : le coffre ou cette machine n'est pas fiable.\nLancez : restera check --read-data",
  },
  written: { en: "Report: {path}", fr: "Rapport : {path}" },
  genuine: { en: "The report is genuine.", fr: "Le rapport est authentique." },
  told: {
    en: "Drill of {started} on {host}: {outcome}",
    fr: "Exercice du {started} sur {host} : {outcome}",
  },
  outcomeGood: { en: "passed", fr: "réussi" },
  outcomeBad: { en: "failed", fr: "échoué" },
  notTogether: {
    en: "Say --all or --sample, not both.",
    fr: "Dites --all ou --sample, pas les deux.",
  },
} as const satisfies Record<string, Message>;
