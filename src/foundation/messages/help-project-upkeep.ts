import type { CommandWords } from "./command-words.ts";
import { keepHelp } from "./help-forget.ts";
import { projectStorage } from "./project-words.ts";

const { "keep-tag": _, ...versionsKept } = keepHelp;

const places = {
  ...projectStorage,
  destination: {
    en: "where backups are: a folder or a bucket's address",
    fr: "où sont les sauvegardes : un dossier ou l'adresse d'un bucket",
  },
} as const;
const scheduled = {
  en: "do it only if the configuration has it switched on",
  fr: "seulement si la configuration l'a activé",
} as const;

export const projectBackupHelp = {
  summary: { en: "Back projects up", fr: "Sauvegarder des projets" },
  description: {
    en:
      "Writes projects to backups/projects/ or wherever the configuration says, a tar.gz each, and reads each again to " +
      "compare it. A project or a place that fails is named, and the others are backed up. backup.log has a line for each.",
    fr:
      "Écrit les projets dans backups/projects/ ou là où le dit la configuration, un tar.gz chacun, relu et comparé. Un " +
      "projet ou un endroit qui échoue est nommé, les autres sont sauvegardés. backup.log a une ligne pour chacune.",
  },
  arguments: { projects: { en: "their ids; or use --all", fr: "leurs identifiants ; ou --all" } },
  options: {
    ...places,
    all: {
      en: "every project, the archived and the deleted ones too",
      fr: "tous les projets, aussi les archivés et les supprimés",
    },
    list: { en: "show the backups that there are", fr: "montrer les sauvegardes existantes" },
    verify: { en: "read a backup and compare it", fr: "relire une sauvegarde et la comparer" },
    "no-compression": { en: "a tar each, not a tar.gz", fr: "un tar chacun, pas un tar.gz" },
    scheduled,
  },
  examples: [
    { en: "Everything", fr: "Tout" },
    { en: "One project, to a bucket", fr: "Un projet, dans un bucket" },
    { en: "What there is", fr: "Ce qu'il y a" },
  ],
} as const satisfies CommandWords;

export const projectRestoreBackupHelp = {
  summary: { en: "Restore projects from a backup", fr: "Restaurer des projets d'une sauvegarde" },
  description: {
    en:
      "Brings projects back as they were: into the storage, where they must not be already, or below --target. What is " +
      "damaged is named and not restored; another place that has the same backup is tried first.",
    fr:
      "Ramène les projets comme ils étaient : dans le stockage, où ils ne doivent pas être déjà, ou sous --target. Ce qui " +
      "est endommagé est nommé et pas restauré ; un autre endroit qui a la même sauvegarde est d'abord essayé.",
  },
  arguments: { backup: { en: "its id, or latest", fr: "son identifiant, ou latest" } },
  options: {
    ...places,
    project: { en: "only this one", fr: "seulement celui-ci" },
    target: {
      en: "a folder; with several projects, each gets one in it",
      fr: "un dossier ; à plusieurs, chacun y a le sien",
    },
  },
  examples: [
    { en: "Everything, into an empty storage", fr: "Tout, dans un stockage vide" },
    { en: "One project, to look at it", fr: "Un projet, pour le regarder" },
  ],
} as const satisfies CommandWords;

export const projectCleanupHelp = {
  summary: { en: "Make room in the storage", fr: "Faire de la place dans le stockage" },
  description: {
    en:
      "Archives projects that were not changed for archive_after_days, removes backups older than retention_days (never the " +
      "last good one of a project), and versions that storage.versions or --keep-… do not keep (by default all are); empties " +
      "the cache, and removes what interrupted work left.",
    fr:
      "Archive les projets inchangés depuis archive_after_days, supprime les sauvegardes plus vieilles que retention_days " +
      "(jamais la dernière bonne d'un projet) et les versions que ni storage.versions ni --keep-… ne gardent (sinon toutes le " +
      "sont), vide le cache et enlève les restes de travaux interrompus.",
  },
  options: {
    ...places,
    ...versionsKept,
    "dry-run": { en: "only say what would be done", fr: "seulement dire ce qui serait fait" },
    scheduled,
  },
  examples: [
    { en: "What would be done", fr: "Ce qui serait fait" },
    { en: "Now", fr: "Maintenant" },
    {
      en: "And thin out the versions of each project",
      fr: "Et éclaircir les versions de chaque projet",
    },
  ],
} as const satisfies CommandWords;

export const configHelp = {
  summary: { en: "See what is configured", fr: "Voir ce qui est configuré" },
  description: {
    en:
      "Options win over variables, these over restera.yaml and config/storage.yaml here, those over restera.yaml in " +
      "RESTERA_HOME, and that over what holds by default.",
    fr:
      "Les options l'emportent sur les variables, celles-ci sur restera.yaml et config/storage.yaml ici, puis restera.yaml " +
      "dans RESTERA_HOME, puis ce qui vaut par défaut.",
  },
  examples: [{ en: "What is in force", fr: "Ce qui vaut" }],
} as const satisfies CommandWords;

export const configShowHelp = {
  summary: {
    en: "Show every setting, and where it comes from",
    fr: "Montrer chaque réglage, et d'où il vient",
  },
  description: {
    en: "Reads variables and files as the project commands do; what is wrong is told with file and line.",
    fr: "Lit variables et fichiers comme les commandes project ; ce qui est faux est dit avec fichier et ligne.",
  },
  examples: [{ en: "What is in force", fr: "Ce qui vaut" }],
} as const satisfies CommandWords;
