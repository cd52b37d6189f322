import type { CommandWords } from "./command-words.ts";
import { filterHelp } from "./help-filter.ts";

export const restoreHelp = {
  summary: { en: "Bring files back from a snapshot", fr: "Récupérer les fichiers d'un instantané" },
  description: {
    en:
      "Writes the content of a snapshot into a folder; a new one is safest. SNAPSHOT is an id, its " +
      "beginning, or “latest”; SNAPSHOT:/some/folder restores only that folder. Try --dry-run first to " +
      "see what would be written.",
    fr:
      "Écrit le contenu d'un instantané dans un dossier ; un nouveau est le plus sûr. INSTANTANÉ est un " +
      "identifiant, son début, ou « latest » ; INSTANTANÉ:/un/dossier ne restaure que ce dossier. Essayez " +
      "d'abord --dry-run pour voir ce qui serait écrit.",
  },
  arguments: {
    snapshot: { en: "id of the snapshot, or latest", fr: "identifiant de l'instantané, ou latest" },
  },
  options: {
    target: { en: "folder to write to (required)", fr: "dossier où écrire (obligatoire)" },
    include: { en: "restore only what matches", fr: "ne restaurer que ce qui correspond" },
    iinclude: {
      en: "the same, upper and lower case alike",
      fr: "de même, sans distinguer les majuscules",
    },
    "include-file": {
      en: "patterns to restore, from a file",
      fr: "motifs à restaurer, dans un fichier",
    },
    "iinclude-file": {
      en: "the same, upper and lower case alike",
      fr: "de même, sans distinguer les majuscules",
    },
    exclude: { en: "do not restore what matches", fr: "ne pas restaurer ce qui correspond" },
    iexclude: {
      en: "the same, upper and lower case alike",
      fr: "de même, sans distinguer les majuscules",
    },
    "exclude-file": {
      en: "patterns not to restore, from a file",
      fr: "motifs à ne pas restaurer, dans un fichier",
    },
    "iexclude-file": {
      en: "the same, upper and lower case alike",
      fr: "de même, sans distinguer les majuscules",
    },
    overwrite: {
      en: "when to replace files that exist",
      fr: "quand remplacer les fichiers qui existent",
    },
    delete: {
      en: "remove from the target what the snapshot does not have",
      fr: "ôter de la cible ce que l'instantané n'a pas",
    },
    "dry-run": {
      en: "write nothing, only say what would be done",
      fr: "ne rien écrire, dire ce qui serait fait",
    },
    verify: {
      en: "read the restored files again and compare",
      fr: "relire les fichiers restaurés et comparer",
    },
    sparse: {
      en: "leave holes where files have long zeros",
      fr: "laisser des trous là où les fichiers ont des zéros",
    },
    "ownership-by-name": {
      en: "give files to owners by name, not by number",
      fr: "rendre les fichiers à leurs propriétaires par nom, pas par numéro",
    },
    ...filterHelp,
  },
  examples: [
    { en: "Bring everything back into a new folder", fr: "Tout récupérer dans un nouveau dossier" },
    { en: "Only the Markdown files", fr: "Seulement les fichiers Markdown" },
    {
      en: "See what restoring one folder would do",
      fr: "Voir ce que ferait la restauration d'un dossier",
    },
  ],
} as const satisfies CommandWords;

export const dumpHelp = {
  summary: { en: "Print one file of a snapshot", fr: "Écrire un fichier d'un instantané" },
  description: {
    en: "Writes the content of one file of a snapshot to standard output, or to a file with --target.",
    fr: "Écrit le contenu d'un fichier d'un instantané sur la sortie standard, ou dans un fichier avec --target.",
  },
  arguments: {
    snapshot: { en: "id of the snapshot, or latest", fr: "identifiant de l'instantané, ou latest" },
    file: { en: "path of the file, as ls shows it", fr: "chemin du fichier, tel que ls le montre" },
  },
  options: {
    target: { en: "write to this file instead", fr: "écrire plutôt dans ce fichier" },
    ...filterHelp,
  },
  examples: [
    { en: "Print a file", fr: "Écrire un fichier" },
    { en: "Save it elsewhere", fr: "L'enregistrer ailleurs" },
  ],
} as const satisfies CommandWords;

export const catHelp = {
  summary: {
    en: "Print an object of the vault as it is inside",
    fr: "Écrire un objet du coffre tel qu'il est dedans",
  },
  description: {
    en: "For the curious and for repairs: prints the vault's own objects, decrypted.",
    fr: "Pour les curieux et les réparations : écrit les objets internes du coffre, déchiffrés.",
  },
  arguments: {
    kind: { en: "kind of object", fr: "sorte d'objet" },
    id: {
      en: "its id; not for config and masterkey",
      fr: "son identifiant ; pas pour config et masterkey",
    },
  },
  examples: [
    { en: "The vault's configuration", fr: "La configuration du coffre" },
    { en: "The newest snapshot", fr: "Le dernier instantané" },
  ],
} as const satisfies CommandWords;
