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
    "include-xattr": {
      en: "restore only extended attributes whose names match; all of them by default",
      fr: "ne restaurer que les attributs étendus dont le nom correspond ; tous par défaut",
    },
    "exclude-xattr": {
      en: "do not restore extended attributes whose names match",
      fr: "ne pas restaurer les attributs étendus dont le nom correspond",
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
    {
      en: "Without access control lists and labels of another system",
      fr: "Sans les listes de contrôle d'accès ni les marques d'un autre système",
    },
  ],
} as const satisfies CommandWords;

export const dumpHelp = {
  summary: {
    en: "Print a file of a snapshot, or a folder as an archive",
    fr: "Écrire un fichier d'un instantané, ou un dossier comme archive",
  },
  description: {
    en:
      "Writes the content of a file of a snapshot to standard output, or to a file with --target. Of a folder it writes a tar or a zip " +
      "with all that is below it, under its path; / is the whole snapshot. With SNAPSHOT:FOLDER names begin at that folder.",
    fr:
      "Écrit le contenu d'un fichier d'un instantané sur la sortie standard, ou dans un fichier avec --target. D'un dossier, écrit un tar ou " +
      "un zip avec tout ce qu'il contient, sous son chemin ; / est tout l'instantané. Avec INSTANTANÉ:DOSSIER, les noms commencent à ce dossier.",
  },
  arguments: {
    snapshot: { en: "id of the snapshot, or latest", fr: "identifiant de l'instantané, ou latest" },
    path: {
      en: "path of the file or folder, as ls shows it",
      fr: "chemin du fichier ou du dossier, tel que ls le montre",
    },
  },
  options: {
    archive: {
      en: "what a folder becomes",
      fr: "ce que devient un dossier",
    },
    target: { en: "write to this file instead", fr: "écrire plutôt dans ce fichier" },
    ...filterHelp,
  },
  examples: [
    { en: "Print a file", fr: "Écrire un fichier" },
    { en: "Save it elsewhere", fr: "L'enregistrer ailleurs" },
    { en: "A folder as a zip", fr: "Un dossier en zip" },
    {
      en: "A folder as a tar whose names begin in it",
      fr: "Un dossier en tar, dont les noms commencent en lui",
    },
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

export const listHelp = {
  summary: {
    en: "List the ids of the vault's own objects",
    fr: "Lister les identifiants des objets internes du coffre",
  },
  description: {
    en:
      "For scripts and for repairs: one id a line, as the objects lie in the store, whether or not they can be read. Blobs come with " +
      "their type, each as often as index files name it. See what is in one with: restera cat",
    fr:
      "Pour les scripts et les réparations : un identifiant par ligne, comme les objets sont dans le dépôt, lisibles ou non. Les blobs " +
      "viennent avec leur type, chacun autant de fois que les index le nomment. Voyez ce qu'il y a dans l'un d'eux avec : restera cat",
  },
  arguments: { kind: { en: "kind of objects", fr: "sorte d'objets" } },
  examples: [
    { en: "Every pack", fr: "Tous les paquets" },
    { en: "Every blob, a line of JSON each", fr: "Tous les blobs, une ligne de JSON chacun" },
  ],
} as const satisfies CommandWords;
