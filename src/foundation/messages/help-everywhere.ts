import type { Message } from "./message.ts";

/** Help for the options that every command takes. */
export const everywhereHelp = {
  vault: {
    en: "where the vault is: a folder, or s3://bucket/prefix (or RESTERA_VAULT)",
    fr: "où est le coffre : un dossier, ou s3://bucket/préfixe (ou RESTERA_VAULT)",
  },
  "repository-file": {
    en: "read the vault's address from a file",
    fr: "lire l'adresse du coffre dans un fichier",
  },
  "password-file": {
    en: "read the password from a file (or RESTERA_PASSWORD_FILE)",
    fr: "lire le mot de passe dans un fichier (ou RESTERA_PASSWORD_FILE)",
  },
  "password-command": {
    en: "take the password from a command's output",
    fr: "prendre le mot de passe dans la sortie d'une commande",
  },
  "insecure-no-password": {
    en: "the vault has an empty password, which protects nothing",
    fr: "le coffre a un mot de passe vide, qui ne protège rien",
  },
  "key-hint": { en: "id of the key to try first", fr: "identifiant de la clé à essayer d'abord" },
  json: {
    en: "answer in JSON, for scripts",
    fr: "répondre en JSON, pour les scripts",
  },
  quiet: { en: "say nothing but errors", fr: "ne rien dire sauf les erreurs" },
  verbose: { en: "say more; twice says most", fr: "en dire plus ; deux fois, encore plus" },
  "no-input": { en: "never ask anything", fr: "ne jamais rien demander" },
  yes: { en: "answer every question with yes", fr: "répondre oui à toute question" },
  debug: { en: "show where an error arose", fr: "montrer d'où vient une erreur" },
  "no-lock": {
    en: "take no lock, for vaults that can only be read",
    fr: "ne pas verrouiller, pour un coffre en lecture seule",
  },
  "retry-lock": {
    en: "how long to wait for a locked vault, such as 5m",
    fr: "combien de temps attendre un coffre verrouillé, par exemple 5m",
  },
  option: {
    en: "a setting of the place where the vault is",
    fr: "un réglage de l'endroit où est le coffre",
  },
  "no-cache": {
    en: "keep no cache of what is read from a bucket",
    fr: "ne pas garder de cache de ce qui est lu d'un bucket",
  },
  "cache-dir": { en: "where that cache is", fr: "où est ce cache" },
  "cleanup-cache": {
    en: "accepted for restic's scripts: caches unused for a month always go",
    fr: "accepté pour les scripts de restic : un cache inutilisé depuis un mois est toujours supprimé",
  },
  "limit-upload": { en: "most KiB to send per second", fr: "Kio envoyés par seconde au plus" },
  "limit-download": { en: "most KiB to fetch per second", fr: "Kio reçus par seconde au plus" },
  cacert: {
    en: "believe servers with these certificates (PEM) and no others (or RESTIC_CACERT)",
    fr: "croire les serveurs avec ces certificats (PEM) et nuls autres (ou RESTIC_CACERT)",
  },
  "tls-client-cert": {
    en: "certificate and key (PEM) to show to an s3:// server (or RESTIC_TLS_CLIENT_CERT)",
    fr: "certificat et clé (PEM) à montrer à un serveur s3:// (ou RESTIC_TLS_CLIENT_CERT)",
  },
  "insecure-tls": {
    en: "believe any s3:// server, whatever its certificate (unsafe)",
    fr: "croire tout serveur s3://, quel que soit son certificat (dangereux)",
  },
  "http-user-agent": {
    en: "what this program calls itself to servers (or RESTIC_HTTP_USER_AGENT)",
    fr: "nom que ce programme se donne auprès des serveurs (ou RESTIC_HTTP_USER_AGENT)",
  },
  "stuck-request-timeout": {
    en: "when a request without an answer is sent again (1m when not given)",
    fr: "quand renvoyer une requête sans réponse (1m si absent)",
  },
  compression: { en: "how hard to compress", fr: "force de la compression" },
  "pack-size": {
    en: "size of a pack in MiB, 4 to 128",
    fr: "taille d'un paquet en Mio, de 4 à 128",
  },
  "no-extra-verify": {
    en: "skip the check of what was just encrypted (faster, less safe)",
    fr: "ne pas revérifier ce qui vient d'être chiffré (plus rapide, moins sûr)",
  },
} as const satisfies Record<string, Message>;

/** What a value is called in help: `--vault URL`. */
export const valueNames = {
  amount: { en: "N", fr: "N" },
  choice: { en: "WORD", fr: "MOT" },
  collection: { en: "COLLECTION", fr: "COLLECTION" },
  command: { en: "COMMAND", fr: "COMMANDE" },
  count: { en: "N", fr: "N" },
  duration: { en: "DURATION", fr: "DURÉE" },
  file: { en: "FILE", fr: "FICHIER" },
  folder: { en: "FOLDER", fr: "DOSSIER" },
  group: { en: "HOST,PATHS,TAGS", fr: "HOST,PATHS,TAGS" },
  host: { en: "HOST", fr: "MACHINE" },
  instant: { en: "TIME", fr: "MOMENT" },
  "key-value": { en: "KEY=VALUE", fr: "CLÉ=VALEUR" },
  json: { en: "JSON", fr: "JSON" },
  kind: { en: "KIND", fr: "SORTE" },
  moment: { en: "TIME", fr: "MOMENT" },
  name: { en: "NAME", fr: "NOM" },
  number: { en: "NUMBER", fr: "NOMBRE" },
  numbers: { en: "NUMBERS", fr: "NOMBRES" },
  object: { en: "ID", fr: "ID" },
  path: { en: "PATH", fr: "CHEMIN" },
  pattern: { en: "PATTERN", fr: "MOTIF" },
  period: { en: "DURATION", fr: "DURÉE" },
  rate: { en: "KIB", fr: "KIO" },
  sample: { en: "N|X%|SIZE", fr: "N|X%|TAILLE" },
  share: { en: "SIZE|X%", fr: "TAILLE|X%" },
  size: { en: "SIZE", fr: "TAILLE" },
  snapshot: { en: "SNAPSHOT", fr: "INSTANTANÉ" },
  subset: { en: "N/T|X%|SIZE", fr: "N/T|X%|TAILLE" },
  tag: { en: "TAG,…", fr: "ÉTIQUETTE,…" },
  time: { en: "TIME", fr: "MOMENT" },
  text: { en: "TEXT", fr: "TEXTE" },
  task: { en: "TASK", fr: "TÂCHE" },
  times: { en: "TIMES", fr: "MOMENTS" },
  url: { en: "URL", fr: "URL" },
  zone: { en: "ZONE", fr: "FUSEAU" },
} as const satisfies Record<string, Message>;

/** Titles and sentences around the help of a command. */
export const helpFrame = {
  tagline: {
    en: "Keeps what AI agents know and make: encrypted, deduplicated, every version.",
    fr: "Garde ce que savent et font les agents : chiffré, dédoublonné, chaque version.",
  },
  start: {
    en: "New here? Run: restera protect",
    fr: "Première fois ? Lancez : restera protect",
  },
  usage: { en: "Usage:", fr: "Usage :" },
  commands: { en: "Commands:", fr: "Commandes :" },
  arguments: { en: "Arguments:", fr: "Arguments :" },
  options: { en: "Options:", fr: "Options :" },
  everywhere: { en: "Options of every command:", fr: "Options de toute commande :" },
  examples: { en: "Examples:", fr: "Exemples :" },
  optionsWord: { en: "options", fr: "options" },
  commandWord: { en: "command", fr: "commande" },
  oneOf: { en: "one of {choices}", fr: "parmi {choices}" },
  default: { en: "default {value}", fr: "par défaut {value}" },
  repeatable: { en: "can be repeated", fr: "répétable" },
  help: { en: "show this help", fr: "montrer cette aide" },
  version: { en: "show the version", fr: "montrer la version" },
  more: {
    en: "Every command also takes --vault, --password-file, --json, --quiet and others; see: restera --help",
    fr: "Toute commande prend aussi --vault, --password-file, --json, --quiet et d'autres ; voyez : restera --help",
  },
  each: {
    en: "More about one command: restera COMMAND --help",
    fr: "Pour en savoir plus sur une commande : restera COMMANDE --help",
  },
} as const satisfies Record<string, Message>;
