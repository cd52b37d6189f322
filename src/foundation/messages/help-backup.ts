import type { CommandWords } from "./command-words.ts";
import { keepHelp } from "./help-forget.ts";

export const backupHelp = {
  summary: {
    en: "Keep files and folders as they are now, as a snapshot",
    fr: "Garder fichiers et dossiers tels qu'ils sont, en un instantané",
  },
  description: {
    en:
      "Saves the given files and folders as a new snapshot. Only what the vault does not have yet is " +
      "added, so a second backup of the same folder is quick and small. When something cannot be read, " +
      "the rest is kept, what is missing is named and the exit code is 3. With --keep options, older snapshots of the " +
      "same host and paths that none of them keeps are removed afterwards; their data stays until prune. " +
      "With -vv every item is told as it is saved, on a --dry-run too.",
    fr:
      "Enregistre les fichiers et dossiers donnés en un nouvel instantané. Seul ce que le coffre n'a pas " +
      "encore est ajouté : une deuxième sauvegarde du même dossier est rapide et petite. Si quelque chose " +
      "ne peut pas être lu, le reste est gardé, ce qui manque est nommé et le code de sortie est 3. Avec des options " +
      "--keep, les instantanés plus anciens des mêmes machine et chemins qu'aucune ne garde sont ensuite retirés ; leurs données restent jusqu'à prune. " +
      "Avec -vv, chaque élément est nommé dès qu'il est enregistré, avec --dry-run aussi.",
  },
  arguments: {
    paths: {
      en: "files and folders to keep; with --stdin-from-command, a command line",
      fr: "fichiers et dossiers à garder ; avec --stdin-from-command, une commande",
    },
  },
  options: {
    memory: {
      en: "memory too, as it is at one moment, with the folders of its documents",
      fr: "la mémoire aussi, telle à un même moment, avec les dossiers de ses documents",
    },
    tag: { en: "mark the snapshot with tags", fr: "donner des étiquettes à l'instantané" },
    host: {
      en: "name of the machine; this one's by default",
      fr: "nom de la machine ; par défaut, celle-ci",
    },
    time: {
      en: "moment of the snapshot, such as '2026-01-31 22:00:00'",
      fr: "moment de l'instantané, par exemple '2026-01-31 22:00:00'",
    },
    "dry-run": {
      en: "write nothing, only say what would be done",
      fr: "ne rien écrire, dire ce qui serait fait",
    },
    exclude: { en: "leave out what matches", fr: "laisser de côté ce qui correspond" },
    iexclude: {
      en: "the same, upper and lower case alike",
      fr: "de même, sans distinguer les majuscules",
    },
    "exclude-file": {
      en: "patterns to leave out, from a file",
      fr: "motifs à laisser de côté, dans un fichier",
    },
    "iexclude-file": {
      en: "the same, upper and lower case alike",
      fr: "de même, sans distinguer les majuscules",
    },
    "exclude-if-present": {
      en: "leave out folders that have a file of this name (NAME:HEADER: that begins so)",
      fr: "laisser de côté les dossiers qui ont un fichier de ce nom (NOM:DÉBUT : qui commence ainsi)",
    },
    "exclude-caches": {
      en: "leave out folders marked with CACHEDIR.TAG",
      fr: "laisser de côté les dossiers marqués par CACHEDIR.TAG",
    },
    "exclude-larger-than": {
      en: "leave out files larger than this, such as 500M",
      fr: "laisser de côté les fichiers plus gros, par exemple 500M",
    },
    "one-file-system": {
      en: "stay on the file system of each path",
      fr: "rester sur le système de fichiers de chaque chemin",
    },
    "files-from": {
      en: "paths and patterns to keep, from a file",
      fr: "chemins et motifs à garder, dans un fichier",
    },
    "files-from-verbatim": {
      en: "paths to keep as they are, from a file",
      fr: "chemins à garder tels quels, dans un fichier",
    },
    "files-from-raw": {
      en: "paths to keep, from a file, each ended by a zero byte",
      fr: "chemins à garder, dans un fichier, séparés par un octet nul",
    },
    stdin: { en: "keep what comes in as one file", fr: "garder ce qui arrive en un fichier" },
    "stdin-filename": { en: "name of that file", fr: "nom de ce fichier" },
    "stdin-from-command": {
      en: "run a command and keep what it prints; no snapshot when it fails",
      fr: "lancer une commande et garder ce qu'elle écrit ; rien si elle échoue",
    },
    parent: {
      en: "snapshot to compare with; the newest of the same host and paths by default",
      fr: "instantané de comparaison ; par défaut le dernier de la même machine et des mêmes chemins",
    },
    "group-by": {
      en: "what the snapshot to compare with must share",
      fr: "ce que l'instantané de comparaison doit avoir en commun",
    },
    force: { en: "read every file again", fr: "relire chaque fichier" },
    "ignore-inode": {
      en: "do not compare inode numbers and change times",
      fr: "ne pas comparer numéros d'inode et dates de changement",
    },
    "ignore-ctime": {
      en: "do not compare change times",
      fr: "ne pas comparer les dates de changement",
    },
    "with-atime": { en: "keep access times", fr: "garder les dates d'accès" },
    "skip-if-unchanged": {
      en: "make no snapshot when nothing changed",
      fr: "pas d'instantané si rien n'a changé",
    },
    ...keepHelp,
    "read-concurrency": {
      en: "accepted for restic's scripts",
      fr: "accepté pour les scripts de restic",
    },
    "no-scan": { en: "accepted for restic's scripts", fr: "accepté pour les scripts de restic" },
  },
  examples: [
    { en: "Keep a folder", fr: "Garder un dossier" },
    {
      en: "Keep the home folder without node_modules, marked daily",
      fr: "Garder le dossier personnel sans node_modules, étiqueté daily",
    },
    {
      en: "Keep memory and a folder; of older ones a week and a year of months",
      fr: "Garder mémoire et dossier ; des anciens une semaine et un an de mois",
    },
    { en: "Keep what another program prints", fr: "Garder ce qu'écrit un autre programme" },
  ],
} as const satisfies CommandWords;
