import type { Message } from "./message.ts";

/** Titles of a manual page. */
export const manualTitles = {
  name: { en: "NAME", fr: "NOM" },
  synopsis: { en: "SYNOPSIS", fr: "SYNOPSIS" },
  description: { en: "DESCRIPTION", fr: "DESCRIPTION" },
  commands: { en: "COMMANDS", fr: "COMMANDES" },
  arguments: { en: "ARGUMENTS", fr: "ARGUMENTS" },
  options: { en: "OPTIONS", fr: "OPTIONS" },
  everywhere: { en: "OPTIONS OF EVERY COMMAND", fr: "OPTIONS DE TOUTE COMMANDE" },
  examples: { en: "EXAMPLES", fr: "EXEMPLES" },
  environment: { en: "ENVIRONMENT", fr: "ENVIRONNEMENT" },
  exitStatus: { en: "EXIT STATUS", fr: "CODE DE SORTIE" },
  seeAlso: { en: "SEE ALSO", fr: "VOIR AUSSI" },
} as const satisfies Record<string, Message>;

export const manualTexts = {
  program: {
    en: "encrypted, deduplicated, versioned backups in restic's format",
    fr: "sauvegardes chiffrées, dédoublonnées, avec toutes les versions, au format de restic",
  },
  everywhere: {
    en: "The options of every command are in restera(1).",
    fr: "Les options de toute commande sont dans restera(1).",
  },
} as const satisfies Record<string, Message>;

/** What each exit code says. */
export const exitStatusTexts = {
  0: { en: "done", fr: "fait" },
  1: { en: "failed", fr: "échec" },
  2: { en: "wrong usage", fr: "mauvais usage" },
  3: {
    en: "done in part: something was unreadable",
    fr: "fait en partie : quelque chose était illisible",
  },
  10: { en: "there is no vault there", fr: "il n'y a pas de coffre à cet endroit" },
  11: { en: "the vault is locked", fr: "le coffre est verrouillé" },
  12: { en: "wrong password", fr: "mauvais mot de passe" },
  13: { en: "something is damaged", fr: "quelque chose est endommagé" },
  14: { en: "there are conflicts", fr: "il y a des conflits" },
  130: { en: "cancelled", fr: "annulé" },
} as const satisfies Record<number, Message>;

/** What each variable of the environment does; flags win over them. */
export const environmentTexts = {
  RESTERA_VAULT: { en: "where the vault is", fr: "où est le coffre" },
  RESTERA_PASSWORD: { en: "the password", fr: "le mot de passe" },
  RESTERA_PASSWORD_FILE: {
    en: "a file with the password",
    fr: "un fichier contenant le mot de passe",
  },
  RESTERA_PASSWORD_COMMAND: {
    en: "a command that prints the password",
    fr: "une commande qui écrit le mot de passe",
  },
  RESTERA_KEY_HINT: {
    en: "id of the key to try first, or its beginning",
    fr: "identifiant de la clé à essayer d'abord, ou son début",
  },
  RESTERA_HOME: {
    en: "where Restera keeps its own vault and keys; ~/.local/share/restera by default",
    fr: "où Restera garde son coffre et ses clés ; par défaut ~/.local/share/restera",
  },
  RESTERA_LANGUAGE: {
    en: "en or fr; otherwise LC_ALL, LC_MESSAGES and LANG decide",
    fr: "en ou fr ; sinon LC_ALL, LC_MESSAGES et LANG décident",
  },
  STORAGE_BASE_PATH: { en: "where projects are", fr: "où sont les projets" },
  STORAGE_MAX_PROJECT_SIZE: {
    en: "GB that one project may have; 0 is unlimited",
    fr: "Go permis à un projet ; 0 : sans limite",
  },
  STORAGE_TOTAL_QUOTA: {
    en: "GB that all projects may have; 0 is unlimited",
    fr: "Go permis à tous les projets ; 0 : sans limite",
  },
  STORAGE_BACKUP_ENABLED: {
    en: "true or false: whether projects are backed up by themselves",
    fr: "true ou false : si les projets sont sauvegardés tout seuls",
  },
  NO_COLOR: { en: "when set, no colours", fr: "s'il est défini, pas de couleurs" },
  RESTIC_REPOSITORY: {
    en: "as RESTERA_VAULT, which wins",
    fr: "comme RESTERA_VAULT, qui l'emporte",
  },
  RESTIC_REPOSITORY_FILE: {
    en: "a file with the vault's address",
    fr: "un fichier contenant l'adresse du coffre",
  },
  RESTIC_PASSWORD: {
    en: "as RESTERA_PASSWORD; the key kept for the vault wins over it",
    fr: "comme RESTERA_PASSWORD ; la clé gardée pour le coffre l'emporte",
  },
  RESTIC_PASSWORD_FILE: { en: "the same, in a file", fr: "de même, dans un fichier" },
  RESTIC_PASSWORD_COMMAND: { en: "the same, from a command", fr: "de même, par une commande" },
  RESTIC_HOST: {
    en: "name of the machine, for --host",
    fr: "nom de la machine, pour --host",
  },
  RESTIC_COMPRESSION: { en: "for --compression", fr: "pour --compression" },
  RESTIC_PACK_SIZE: { en: "for --pack-size", fr: "pour --pack-size" },
} as const satisfies Record<string, Message>;
