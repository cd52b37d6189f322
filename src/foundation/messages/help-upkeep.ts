import type { CommandWords } from "./command-words.ts";
import { filterHelp } from "./help-filter.ts";

export const unlockHelp = {
  summary: { en: "Remove locks that nobody holds", fr: "Retirer les verrous abandonnés" },
  description: {
    en:
      "Removes the locks of programs that are gone: older than half an hour, or of a process of this " +
      "machine that no longer runs.",
    fr:
      "Retire les verrous de programmes disparus : plus vieux qu'une demi-heure, ou d'un processus de " +
      "cette machine qui ne tourne plus.",
  },
  options: {
    "remove-all": {
      en: "also locks that may be in use; only when nothing else is running",
      fr: "aussi ceux qui servent peut-être ; seulement si rien d'autre ne tourne",
    },
  },
  examples: [
    { en: "After a crash", fr: "Après une panne" },
    { en: "When no program uses the vault", fr: "Quand aucun programme n'utilise le coffre" },
  ],
} as const satisfies CommandWords;

/** For options that name a second vault. */
export const fromHelp = {
  "from-vault": { en: "the vault to read from", fr: "le coffre où lire" },
  "from-repository-file": {
    en: "read its address from a file",
    fr: "lire son adresse dans un fichier",
  },
  "from-password-file": {
    en: "read its password from a file",
    fr: "lire son mot de passe dans un fichier",
  },
  "from-password-command": {
    en: "take its password from a command's output",
    fr: "prendre son mot de passe dans la sortie d'une commande",
  },
  "from-insecure-no-password": {
    en: "it has an empty password, which protects nothing",
    fr: "il a un mot de passe vide, qui ne protège rien",
  },
  "from-key-hint": {
    en: "id of its key to try first",
    fr: "identifiant de sa clé à essayer d'abord",
  },
} as const;

export const copyHelp = {
  summary: {
    en: "Copy snapshots from another vault",
    fr: "Copier les instantanés d'un autre coffre",
  },
  description: {
    en:
      "Copies snapshots and all they need from the vault of --from-vault into the vault of --vault, each " +
      "sealed with its own keys. What is there already is not copied again, so it can be repeated. Make " +
      "the new vault with init --copy-chunker-params, so that later backups find the same chunks.",
    fr:
      "Copie des instantanés et tout ce qu'il leur faut du coffre de --from-vault dans celui de --vault, " +
      "chacun scellé avec ses propres clés. Ce qui y est déjà n'est pas recopié : on peut recommencer. " +
      "Créez le nouveau coffre avec init --copy-chunker-params, pour que les sauvegardes suivantes " +
      "retrouvent les mêmes morceaux.",
  },
  arguments: {
    snapshots: {
      en: "only these snapshots; without it, all that the options choose",
      fr: "seulement ces instantanés ; sinon, tous ceux que choisissent les options",
    },
  },
  options: { ...fromHelp, ...filterHelp },
  examples: [
    { en: "Everything, to a disk", fr: "Tout, vers un disque" },
    { en: "The newest snapshot, to the cloud", fr: "Le dernier instantané, vers le nuage" },
  ],
} as const satisfies CommandWords;

export const repairHelp = {
  summary: { en: "Mend a damaged vault", fr: "Réparer un coffre endommagé" },
  description: {
    en:
      "In this order: index, when packs and index disagree; packs, for packs that check calls damaged; " +
      "snapshots, to write those anew that have lost something. Back up again before the last one: what " +
      "is still on disk comes back that way.",
    fr:
      "Dans cet ordre : index, quand paquets et index ne concordent pas ; packs, pour les paquets que check " +
      "dit endommagés ; snapshots, pour réécrire ceux qui ont perdu quelque chose. Sauvegardez de nouveau " +
      "avant le dernier : ce qui est encore sur le disque revient ainsi.",
  },
  examples: [{ en: "The first step", fr: "La première étape" }],
} as const satisfies CommandWords;

export const repairIndexHelp = {
  summary: { en: "Make the index agree with the packs", fr: "Accorder l'index avec les paquets" },
  description: {
    en: "Adds packs that the index lacks, drops those that are gone, removes damaged index files.",
    fr: "Ajoute les paquets absents de l'index, oublie ceux qui ont disparu, retire les index endommagés.",
  },
  options: {
    "read-all-packs": {
      en: "make it anew from the packs alone",
      fr: "le refaire d'après les seuls paquets",
    },
  },
  examples: [
    { en: "What check asks for", fr: "Ce que demande check" },
    { en: "From nothing", fr: "À partir de rien" },
  ],
} as const satisfies CommandWords;

export const repairPacksHelp = {
  summary: {
    en: "Save what is whole in damaged packs",
    fr: "Sauver l'intact des paquets endommagés",
  },
  description: {
    en:
      "Moves what can still be read into new packs and removes the damaged ones. A copy of each is left " +
      "in the current folder first.",
    fr:
      "Met dans de nouveaux paquets ce qui se lit encore et retire les endommagés. Une copie de chacun est " +
      "d'abord laissée dans le dossier courant.",
  },
  arguments: { packs: { en: "ids of packs, from check", fr: "identifiants de paquets, de check" } },
  examples: [{ en: "A pack that check named", fr: "Un paquet nommé par check" }],
} as const satisfies CommandWords;

export const repairSnapshotsHelp = {
  summary: {
    en: "Write damaged snapshots anew, without what is lost",
    fr: "Réécrire les instantanés endommagés, sans ce qui est perdu",
  },
  description: {
    en:
      "Folders that cannot be read become empty, files lose the parts that are gone. The repaired snapshot " +
      "stands beside the broken one, unless --forget removes that. This is the last resort: run repair " +
      "index and a new backup first.",
    fr:
      "Les dossiers illisibles deviennent vides, les fichiers perdent les parties disparues. L'instantané " +
      "réparé est à côté du cassé, sauf si --forget retire celui-ci. C'est le dernier recours : lancez " +
      "d'abord repair index et une nouvelle sauvegarde.",
  },
  arguments: {
    snapshots: { en: "only these snapshots", fr: "seulement ces instantanés" },
  },
  options: {
    "dry-run": { en: "only say what would be done", fr: "dire seulement ce qui serait fait" },
    forget: { en: "remove the broken snapshots", fr: "retirer les instantanés cassés" },
    ...filterHelp,
  },
  examples: [
    { en: "See what is lost", fr: "Voir ce qui est perdu" },
    { en: "Repair all and remove the broken ones", fr: "Tout réparer et retirer les cassés" },
  ],
} as const satisfies CommandWords;

export const doctorHelp = {
  summary: {
    en: "Look for what is wrong with this set-up",
    fr: "Chercher ce qui ne va pas dans cette installation",
  },
  description: {
    en:
      "Looks at Node, the clock, the keys, free space, the vault and its last backup, and says what to do " +
      "about each fault. It changes nothing. With the address of a store it tries instead, on scratch keys, what that " +
      "store can do and how quick it is from here.",
    fr:
      "Regarde Node, l'horloge, les clés, la place libre, le coffre et sa dernière sauvegarde, et dit quoi " +
      "faire de chaque défaut. Ne change rien. Avec l'adresse d'un stockage, essaie plutôt, sur des clés d'essai, ce " +
      "qu'il sait faire et à quelle vitesse.",
  },
  arguments: {
    store: {
      en: "a folder or bucket to be tried, with or without a vault in it",
      fr: "un dossier ou un bucket à essayer, avec ou sans coffre",
    },
  },
  examples: [
    { en: "When something does not work", fr: "Quand quelque chose ne marche pas" },
    { en: "For a monitoring script", fr: "Pour un script de surveillance" },
    { en: "Before a vault is made in a bucket", fr: "Avant de créer un coffre dans un bucket" },
  ],
} as const satisfies CommandWords;
