import type { CommandWords } from "./command-words.ts";

const archiveArgument = {
  archive: {
    en: "its id, latest, or the path of a file",
    fr: "son identifiant, latest, ou le chemin d'un fichier",
  },
} as const;

const folderOption = {
  folder: { en: "where archives are kept", fr: "où sont gardées les archives" },
} as const;

const keyOptions = {
  "passphrase-file": {
    en: "the passphrase that encrypts it, in a file",
    fr: "la phrase secrète qui la chiffre, dans un fichier",
  },
  "identity-file": {
    en: "the identity of age that encrypts it, in a file",
    fr: "l'identité age qui la chiffre, dans un fichier",
  },
} as const;

const maxSizeOption = {
  "max-size": {
    en: "refuse an archive that holds more than this",
    fr: "refuser une archive qui contient plus que cela",
  },
} as const;

export const archiveHelp = {
  summary: {
    en: "Keep everything in one portable file",
    fr: "Garder tout dans un seul fichier portable",
  },
  description: {
    en:
      "An archive is one file with all sources in it, unified_backup_YYYYMMDD_HHMMSS.tar.gz, and beside it its " +
      "metadata with checksums. Any program opens it; restera is not needed.",
    fr:
      "Une archive est un fichier avec toutes les sources, unified_backup_AAAAMMJJ_HHMMSS.tar.gz, et à côté ses " +
      "métadonnées avec des sommes de contrôle. Tout programme l'ouvre, sans restera.",
  },
  examples: [{ en: "What there is", fr: "Ce qu'il y a" }],
} as const satisfies CommandWords;

export const archiveCreateHelp = {
  summary: { en: "Make an archive of all sources", fr: "Faire une archive de toutes les sources" },
  description: {
    en:
      "Archives what is in data/ and the sources added with source add. A default source that is not there is passed " +
      "over; one of yours that is not there is named, the others are kept, and the exit code is 3. Where CLOUD_PROVIDER names " +
      "a cloud, the archive is uploaded at once, unless CLOUD_AUTO_SYNC is off; one that could not be uploaded is kept here, and the exit code is 3.",
    fr:
      "Archive ce qui est dans data/ et les sources ajoutées par source add. Une source par défaut absente est " +
      "ignorée ; une des vôtres est nommée, les autres sont gardées, et le code de sortie est 3. Si CLOUD_PROVIDER nomme un " +
      "nuage, l'archive y est envoyée aussitôt, sauf si CLOUD_AUTO_SYNC est désactivé ; une archive qui n'a pas pu être envoyée est gardée ici, et le code de sortie est 3.",
  },
  options: {
    format: {
      en: "tar.gz, tar, or json.gz: one JSON document; tar when CLOUD_COMPRESS is off",
      fr: "tar.gz, tar, ou json.gz : un seul document JSON ; tar si CLOUD_COMPRESS est désactivé",
    },
    source: {
      en: "only this source",
      fr: "seulement cette source",
    },
    "from-snapshot": {
      en: "of this snapshot of the vault, with its date",
      fr: "de cet instantané du coffre, à sa date",
    },
    ...folderOption,
    ...keyOptions,
  },
  examples: [
    { en: "All sources, compressed", fr: "Toutes les sources, compressées" },
    { en: "Two sources as one JSON document", fr: "Deux sources dans un document JSON" },
    { en: "Encrypted, so that age opens it too", fr: "Chiffrée, et age l'ouvre aussi" },
    { en: "Of the newest snapshot", fr: "Du dernier instantané" },
  ],
} as const satisfies CommandWords;

export const archiveListHelp = {
  summary: {
    en: "List archives, the newest first",
    fr: "Lister les archives, la dernière d'abord",
  },
  description: {
    en: "Shows the archives of backups/, of data/unified_backups/ and of the cloud. The index is made again when it is missing or wrong.",
    fr: "Montre les archives de backups/, de data/unified_backups/ et du nuage. L'index est refait s'il manque ou s'il est faux.",
  },
  options: { limit: { en: "how many at most", fr: "combien au plus" }, ...folderOption },
  examples: [
    { en: "All of them", fr: "Toutes" },
    { en: "The last five", fr: "Les cinq dernières" },
  ],
} as const satisfies CommandWords;

export const archiveShowHelp = {
  summary: { en: "Show what an archive holds", fr: "Montrer ce que contient une archive" },
  description: {
    en: "Shows an archive's metadata and its files; with --data, what its JSON files hold, as one JSON document by source.",
    fr: "Montre les métadonnées et les fichiers d'une archive ; avec --data, le contenu de ses JSON, par source.",
  },
  arguments: archiveArgument,
  options: {
    data: { en: "print data_sources as JSON", fr: "écrire data_sources en JSON" },
    ...folderOption,
    ...keyOptions,
    ...maxSizeOption,
  },
  examples: [
    { en: "The newest one", fr: "La dernière" },
    { en: "What it knows", fr: "Ce qu'elle sait" },
  ],
} as const satisfies CommandWords;

export const archiveVerifyHelp = {
  summary: { en: "Check that an archive is sound", fr: "Vérifier qu'une archive est saine" },
  description: {
    en: "Reads all of it and compares the hashes of the archive and of each file with its metadata.",
    fr: "Lit tout et compare les empreintes de l'archive et de chaque fichier aux métadonnées.",
  },
  arguments: archiveArgument,
  options: { ...folderOption, ...keyOptions, ...maxSizeOption },
  examples: [
    { en: "The newest one", fr: "La dernière" },
    { en: "A file from anywhere", fr: "Un fichier de n'importe où" },
  ],
} as const satisfies CommandWords;

export const archiveRestoreHelp = {
  summary: { en: "Get the files of an archive back", fr: "Récupérer les fichiers d'une archive" },
  description: {
    en:
      "Checks the whole archive first, and writes nothing when a hash does not match or something in it would lead " +
      "out of the target. Files of the same names are replaced, each at once.",
    fr:
      "Vérifie d'abord toute l'archive, et n'écrit rien si une empreinte ne correspond pas ou si quelque chose " +
      "sortirait de la cible. Les fichiers de même nom sont remplacés, chacun d'un coup.",
  },
  arguments: {
    ...archiveArgument,
    paths: {
      en: "only these files or folders of it",
      fr: "seulement ces fichiers ou dossiers",
    },
  },
  options: {
    target: { en: "the folder to restore into", fr: "le dossier où restaurer" },
    "dry-run": { en: "check everything, write nothing", fr: "tout vérifier, ne rien écrire" },
    ...folderOption,
    ...keyOptions,
    ...maxSizeOption,
  },
  examples: [
    { en: "The newest one, beside the data", fr: "La dernière, à côté des données" },
    { en: "One folder of it, into this folder", fr: "Un de ses dossiers, ici" },
  ],
} as const satisfies CommandWords;
