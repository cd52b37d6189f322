import type { CommandWords } from "./command-words.ts";
import { filterHelp } from "./help-filter.ts";

export const drillHelp = {
  summary: { en: "Prove that a restore works", fr: "Prouver qu'une restauration marche" },
  description: {
    en:
      "Restores files of a snapshot, chosen by chance, into a scratch folder, reads them again and compares " +
      "them with the hashes that the snapshot has. The result is a report sealed with the vault's key; the " +
      "scratch folder goes. drill verify tells whether a report is genuine.",
    fr:
      "Restaure des fichiers d'un instantané, tirés au sort, dans un dossier provisoire, les relit et les " +
      "compare aux empreintes de l'instantané. Le résultat est un rapport scellé avec la clé du coffre ; le " +
      "dossier provisoire disparaît. drill verify dit si un rapport est authentique.",
  },
  arguments: {
    snapshot: {
      en: "id of the snapshot; the newest when not given",
      fr: "identifiant de l'instantané ; le dernier par défaut",
    },
  },
  options: {
    sample: {
      en: "how much: files (50), bytes (500M), a share of the files (10%), or all",
      fr: "combien : des fichiers (50), des octets (500M), une part des fichiers (10%), ou all",
    },
    all: { en: "the whole snapshot", fr: "l'instantané entier" },
    seed: {
      en: "choose the same files as the drill that told this seed",
      fr: "choisir les mêmes fichiers que l'exercice qui a donné cette graine",
    },
    scratch: {
      en: "folder for the scratch folder; the system's when not given",
      fr: "dossier où faire le dossier provisoire ; celui du système par défaut",
    },
    report: {
      en: "where to write the report; below drills of RESTERA_HOME when not given",
      fr: "où écrire le rapport ; sous drills de RESTERA_HOME par défaut",
    },
    ...filterHelp,
  },
  examples: [
    { en: "Fifty files of the newest snapshot", fr: "Cinquante fichiers du dernier instantané" },
    { en: "All of it, on a large disk", fr: "Tout, sur un grand disque" },
  ],
} as const satisfies CommandWords;

export const drillVerifyHelp = {
  summary: {
    en: "See whether a drill's report is genuine",
    fr: "Voir si un rapport est authentique",
  },
  description: {
    en:
      "Compares the seal of a report with the vault's key. Only who can open the vault can have written it, and " +
      "nothing in it was changed since.",
    fr:
      "Compare le sceau d'un rapport à la clé du coffre. Seul qui peut ouvrir le coffre a pu l'écrire, et rien " +
      "n'y a été modifié depuis.",
  },
  arguments: { report: { en: "the report's file", fr: "le fichier du rapport" } },
  examples: [{ en: "A report from a folder", fr: "Un rapport d'un dossier" }],
} as const satisfies CommandWords;
