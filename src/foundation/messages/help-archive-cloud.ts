import type { CommandWords } from "./command-words.ts";

const folderOption = {
  folder: { en: "where archives are kept", fr: "où sont gardées les archives" },
} as const;
const keyOptions = {
  "passphrase-file": {
    en: "the passphrase of encrypted archives, in a file",
    fr: "la phrase secrète des archives chiffrées, dans un fichier",
  },
  "identity-file": {
    en: "the identity of age of encrypted archives, in a file",
    fr: "l'identité age des archives chiffrées, dans un fichier",
  },
} as const;

export const archiveSyncHelp = {
  summary: { en: "Upload what the cloud lacks", fr: "Envoyer ce qui manque au nuage" },
  description: {
    en:
      "Uploads archives to backups/ID/ in the bucket that CLOUD_PROVIDER and its variables name, in the environment or .env. What the " +
      "cloud has is not sent again; an archive counts as there only once its size and hash are proven.",
    fr:
      "Envoie les archives vers backups/ID/ dans le seau que nomment CLOUD_PROVIDER et ses variables, dans l'environnement ou .env. " +
      "Ce que le nuage a n'est pas renvoyé ; une archive ne compte que si sa taille et son empreinte sont prouvées.",
  },
  options: folderOption,
  examples: [{ en: "What is missing there", fr: "Ce qui y manque" }],
} as const satisfies CommandWords;

export const archiveStatsHelp = {
  summary: { en: "The dashboard of archives", fr: "Le tableau de bord des archives" },
  description: {
    en: "How many archives there are here and in the cloud, their size, what compression saves, and what storing them costs.",
    fr: "Combien d'archives ici et dans le nuage, leur taille, le gain de compression et le coût de leur stockage.",
  },
  options: {
    ...folderOption,
    limit: { en: "recent archives to show", fr: "archives récentes à montrer" },
  },
  examples: [
    { en: "The dashboard", fr: "Le tableau de bord" },
    { en: "For a script", fr: "Pour un script" },
  ],
} as const satisfies CommandWords;

export const archivePruneHelp = {
  summary: { en: "Remove old archives", fr: "Retirer les vieilles archives" },
  description: {
    en:
      "Keeps the newest archives and removes the others, here and in the cloud. Never the last good one: before anything goes, " +
      "one of those that stay is read to its end.",
    fr:
      "Garde les archives les plus récentes et retire les autres, ici et dans le nuage. Jamais la dernière bonne : avant " +
      "tout retrait, l'une de celles qui restent est lue jusqu'au bout.",
  },
  options: {
    "keep-last": { en: "how many stay", fr: "combien restent" },
    "keep-days": {
      en: "and none older than so many days",
      fr: "et aucune de plus de tant de jours",
    },
    "dry-run": {
      en: "say what would go, remove nothing",
      fr: "dire ce qui partirait, ne rien retirer",
    },
    ...folderOption,
    ...keyOptions,
  },
  examples: [
    { en: "What would go", fr: "Ce qui partirait" },
    { en: "The last ten, of the last 90 days", fr: "Les dix dernières, des 90 derniers jours" },
  ],
} as const satisfies CommandWords;

export const archiveWatchHelp = {
  summary: {
    en: "An archive each day, a sync each hour",
    fr: "Une archive par jour, une synchro par heure",
  },
  description: {
    en:
      "Adds schedules for this folder when they are missing (archive create every 24 h, archive sync every CLOUD_SYNC_INTERVAL seconds), and " +
      "runs all schedules until it is stopped, as watch does. See them with schedule list.",
    fr:
      "Ajoute les planifications de ce dossier si elles manquent (archive create toutes les 24 h, archive sync toutes les " +
      "CLOUD_SYNC_INTERVAL secondes) et les exécute jusqu'à l'arrêt, comme watch. Voyez-les avec schedule list.",
  },
  options: {
    "keep-last": {
      en: "also remove older archives, once a day",
      fr: "retirer aussi les plus vieilles, chaque jour",
    },
    "no-run": { en: "only add the schedules", fr: "seulement ajouter les planifications" },
    concurrency: { en: "tasks at once", fr: "tâches à la fois" },
  },
  examples: [
    { en: "From now on", fr: "Dès maintenant" },
    { en: "For a watch that runs already", fr: "Pour un watch déjà lancé" },
  ],
} as const satisfies CommandWords;

export const archiveImportHelp = {
  summary: { en: "Make a snapshot of an archive", fr: "Faire un instantané d'une archive" },
  description: {
    en:
      "Checks the archive and puts its files into the vault as a snapshot of the archive's date, so that old backups are " +
      "deduplicated and keep their place in time. Done twice, nothing changes.",
    fr:
      "Vérifie l'archive et met ses fichiers dans le coffre comme un instantané à sa date : les vieilles sauvegardes sont " +
      "dédupliquées et gardent leur place dans le temps. Refait, cela ne change rien.",
  },
  arguments: {
    archives: {
      en: "ids, latest, or paths of files",
      fr: "identifiants, latest, ou chemins de fichiers",
    },
  },
  options: {
    tag: {
      en: "a tag for the snapshots as well",
      fr: "une étiquette de plus pour les instantanés",
    },
    host: { en: "the host that they are of", fr: "l'hôte dont ils viennent" },
    ...folderOption,
    ...keyOptions,
    "max-size": {
      en: "refuse an archive that holds more than this",
      fr: "refuser une archive qui contient plus que cela",
    },
  },
  examples: [
    { en: "The newest one", fr: "La dernière" },
    { en: "All of an old folder", fr: "Toutes celles d'un ancien dossier" },
  ],
} as const satisfies CommandWords;
