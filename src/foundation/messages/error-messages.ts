import { archiveErrors } from "./archive-errors.ts";
import { databaseErrors } from "./database-errors.ts";
import type { Message } from "./message.ts";
import { generationErrors } from "./generation-errors.ts";
import { embedderErrors } from "./embedder-errors.ts";
import { memoryErrors } from "./memory-errors.ts";
import { portableErrors } from "./portable-errors.ts";
import { projectBackupErrors } from "./project-backup-errors.ts";
import { projectErrors } from "./project-errors.ts";
import { recordErrors } from "./record-errors.ts";

/**
 * What each error says: what happened, to what, and what to do next, in one to three lines.
 * The keys are the error codes of the whole product.
 */
export const errorMessages = {
  ...archiveErrors,
  ...databaseErrors,
  ...generationErrors,
  ...embedderErrors,
  ...memoryErrors,
  ...portableErrors,
  ...projectBackupErrors,
  ...projectErrors,
  ...recordErrors,
  // Usage
  usage: { en: "{problem}", fr: "{problem}" },
  cancelled: { en: "Cancelled.", fr: "Annulé." },
  internal: {
    en: "Something unexpected went wrong: {problem}\nRun the command again with --debug to see where.",
    fr: "Une erreur inattendue est survenue : {problem}\nRelancez la commande avec --debug pour savoir où.",
  },
  "output-failed": {
    en: "Not everything could be written to the output: {problem}\nWhat is there is incomplete. Make room, or write to another place, and run the command again.",
    fr: "Tout n'a pas pu être écrit sur la sortie : {problem}\nCe qui s'y trouve est incomplet. Faites de la place, ou écrivez ailleurs, et relancez la commande.",
  },
  "file-unwritable": {
    en: "{path}, given by {option}, could not be written: {problem}\nMake that possible, or give another place, and run the command again.",
    fr: "{path}, donné par {option}, n'a pas pu être écrit : {problem}\nRendez cela possible, ou donnez un autre endroit, et relancez la commande.",
  },
  "path-missing": {
    en: "{path} does not exist.\nCheck the spelling, or leave it out.",
    fr: "{path} n'existe pas.\nVérifiez l'orthographe, ou retirez-le.",
  },
  // Vault
  "no-vault": {
    en: "There is no vault at {url}.\nMake one with: restera init --vault {url}",
    fr: "Il n'y a pas de coffre à {url}.\nCréez-en un avec : restera init --vault {url}",
  },
  "vault-exists": {
    en: "There is already a vault at {url}.\nUse it as it is, or choose another place.",
    fr: "Il y a déjà un coffre à {url}.\nUtilisez-le tel quel, ou choisissez un autre endroit.",
  },
  "vault-not-empty": {
    en: "{url} is not empty and holds no vault, so nothing was written there.\nChoose an empty or a new folder.",
    fr: "{url} n'est pas vide et ne contient pas de coffre : rien n'y a été écrit.\nChoisissez un dossier vide ou nouveau.",
  },
  "newer-format": {
    en: "The vault at {url} has format {version}; this program knows 1 and 2.\nUpdate restera.",
    fr: "Le coffre à {url} est au format {version} ; ce programme connaît 1 et 2.\nMettez restera à jour.",
  },
  "wrong-password": {
    en: "The password opens none of the {keys} key(s) of the vault at {url}.\nCheck the password file, or try the recovery phrase.",
    fr: "Le mot de passe n'ouvre aucune des {keys} clé(s) du coffre à {url}.\nVérifiez le fichier de mot de passe, ou essayez la phrase de récupération.",
  },
  "keys-untried": {
    en: "The password opens none of the {tried} keys that were tried; the vault at {url} has {keys}.\nName the one it belongs to: --key-hint ID",
    fr: "Le mot de passe n'ouvre aucune des {tried} clés essayées ; le coffre à {url} en a {keys}.\nNommez celle à laquelle il appartient : --key-hint ID",
  },
  "password-missing": {
    en: "No password was given for the vault at {url}.\nUse {file} FILE, {command} COMMAND or {variable}.",
    fr: "Aucun mot de passe n'a été donné pour le coffre à {url}.\nUtilisez {file} FICHIER, {command} COMMANDE ou {variable}.",
  },
  locked: {
    en: "The vault is locked by {who} since {since}.\nWait for it to finish; if that process is gone, run: restera unlock",
    fr: "Le coffre est verrouillé par {who} depuis {since}.\nAttendez la fin ; si ce processus n'existe plus, lancez : restera unlock",
  },
  "lock-refused": {
    en: "No lock can be made in the vault at {url}: {problem}\nIt can be read all the same, as long as nobody changes it meanwhile: add --no-lock",
    fr: "Aucun verrou ne peut être posé dans le coffre à {url} : {problem}\nIl peut être lu malgré tout, tant que personne ne le modifie : ajoutez --no-lock",
  },
  "lock-lost": {
    en: "The lock of the vault could not be kept alive: {problem}\nNothing was published; run the command again.",
    fr: "Le verrou du coffre n'a pas pu être maintenu : {problem}\nRien n'a été publié ; relancez la commande.",
  },
  "lock-unreadable": {
    en: "Lock {lock} cannot be read, so nobody knows who holds it: {problem}\nIf nobody is at work, run: restera unlock --remove-all",
    fr: "Le verrou {lock} ne peut pas être lu, nul ne sait donc qui le tient : {problem}\nSi personne n'est à l'œuvre, lancez : restera unlock --remove-all",
  },
  damaged: {
    en: "{object} is damaged: {problem}\nRun: restera check --read-data",
    fr: "{object} est endommagé : {problem}\nLancez : restera check --read-data",
  },
  "snapshot-unknown": {
    en: "No snapshot matches {wanted}.\nSee what is there with: restera snapshots",
    fr: "Aucun instantané ne correspond à {wanted}.\nVoyez ce qu'il y a avec : restera snapshots",
  },
  "latest-unknown": {
    en: "{object} is damaged: {problem}\nIt may be the newest, so name another by its id: restera snapshots\nOr give it up: restera forget {id}",
    fr: "{object} est endommagé : {problem}\nC'est peut-être le plus récent : donnez l'identifiant d'un autre : restera snapshots\nOu renoncez-y : restera forget {id}",
  },
  "snapshot-ambiguous": {
    en: "{wanted} matches {count} snapshots.\nGive more characters of the id.",
    fr: "{wanted} correspond à {count} instantanés.\nDonnez plus de caractères de l'identifiant.",
  },
  "object-unknown": {
    en: "{wanted} is not in the vault.",
    fr: "{wanted} n'est pas dans le coffre.",
  },
  "object-ambiguous": {
    en: "{wanted} is the beginning of several ids.\nGive more characters.",
    fr: "{wanted} est le début de plusieurs identifiants.\nDonnez plus de caractères.",
  },
  "path-not-in-snapshot": {
    en: "{path} is not in snapshot {snapshot}.\nSee what is with: restera ls {snapshot}",
    fr: "{path} n'est pas dans l'instantané {snapshot}.\nVoyez ce qui y est avec : restera ls {snapshot}",
  },
  "not-dumpable": {
    en: "{path} is of type {type}: only files and folders can be dumped.\nBring it back with: restera restore",
    fr: "{path} est de type {type} : seuls les fichiers et les dossiers peuvent être écrits.\nRamenez-le avec : restera restore",
  },
  "blob-missing": {
    en: "Blob {blob} is in no pack of the vault.\nRun: restera check",
    fr: "Le blob {blob} n'est dans aucun paquet du coffre.\nLancez : restera check",
  },
  "pack-not-stored": {
    en: "A pack could not be stored: {problem}\nNo snapshot was written; earlier snapshots are untouched. Run the backup again.",
    fr: "Un paquet n'a pas pu être écrit : {problem}\nAucun instantané n'a été écrit ; les précédents sont intacts. Relancez la sauvegarde.",
  },
  "worker-died": {
    en: "A worker thread stopped: {problem}\nNo snapshot was written; earlier snapshots are untouched. Run the command again.",
    fr: "Un fil d'exécution s'est arrêté : {problem}\nAucun instantané n'a été écrit ; les précédents sont intacts. Relancez la commande.",
  },
  "target-unreadable": {
    en: "{path} could not be read, so no snapshot was written: {problem}",
    fr: "{path} n'a pas pu être lu : aucun instantané n'a été écrit ({problem}).",
  },
  "nothing-to-back-up": {
    en: "None of the given paths could be read, so no snapshot was written. {path}: {problem}",
    fr: "Aucun des chemins donnés n'a pu être lu : aucun instantané n'a été écrit. {path} : {problem}",
  },
  "command-failed": {
    en: "The command failed ({problem}): {command}\nNo snapshot was written. Run it by hand to see why.",
    fr: "La commande a échoué ({problem}) : {command}\nAucun instantané n'a été écrit. Lancez-la à la main pour voir pourquoi.",
  },
  "vault-gone": {
    en: "The vault at {url} was made here before and is not there now.\nConnect its disk and try again; to begin with a new one, move its old key away: {keyFile}",
    fr: "Le coffre à {url} a été créé ici et n'y est plus.\nBranchez son disque et réessayez ; pour en commencer un nouveau, déplacez son ancienne clé : {keyFile}",
  },
  "key-in-use": {
    en: "Key {key} opened the vault just now, so it is not removed.\nTo replace it, run: restera keys passwd",
    fr: "La clé {key} vient d'ouvrir le coffre : elle n'est pas retirée.\nPour la remplacer, lancez : restera keys passwd",
  },
  "path-never-kept": {
    en: "{path} is in none of the {snapshots} snapshot(s) looked at.\nGive the path as it is shown by: restera ls latest",
    fr: "{path} n'est dans aucun des {snapshots} instantané(s) examinés.\nDonnez le chemin tel que le montre : restera ls latest",
  },
  "same-vault": {
    en: "Both addresses lead to the same vault, {id}: there is nothing to copy.",
    fr: "Les deux adresses mènent au même coffre, {id} : il n'y a rien à copier.",
  },
  "target-in-vault": {
    en: "{target} lies in the vault at {url}, so nothing was restored there.\nChoose a folder outside of it.",
    fr: "{target} se trouve dans le coffre à {url} : rien n'y a été restauré.\nChoisissez un dossier en dehors.",
  },
  "target-unwritable": {
    en: "The target {target} could not be made: {problem}\nNothing was restored; choose a folder that you may write to.",
    fr: "La cible {target} n'a pas pu être créée : {problem}\nRien n'a été restauré ; choisissez un dossier où vous pouvez écrire.",
  },
  "stream-failed": {
    en: "The stream for {name} could not be read to its end: {problem}\nNo snapshot was written.",
    fr: "Le flux pour {name} n'a pas pu être lu jusqu'au bout : {problem}\nAucun instantané n'a été écrit.",
  },
  "target-unsafe": {
    en: "{path} would be written outside the target {target}, so it was refused.",
    fr: "{path} serait écrit hors de la cible {target} : refusé.",
  },
  "packs-gone": {
    en: "Packs that this relies on were removed from the vault meanwhile: {problem}\nRun the command again.",
    fr: "Des paquets nécessaires ont été retirés du coffre entre-temps : {problem}\nRelancez la commande.",
  },
  "report-forged": {
    en: "This is no report that a drill of this vault wrote, or it was changed since.\nMake a new one with: restera drill",
    fr: "Ceci n'est pas un rapport d'exercice de ce coffre, ou il a été modifié depuis.\nFaites-en un nouveau avec : restera drill",
  },
  "no-keep-policy": {
    en: "Nothing says which snapshots to keep, so none was removed.\nName snapshots to remove, or give a policy such as --keep-daily 7 --keep-weekly 5.",
    fr: "Rien ne dit quels instantanés garder : aucun n'a été retiré.\nNommez ceux à retirer, ou donnez une règle telle que --keep-daily 7 --keep-weekly 5.",
  },
  "remove-all-of-all": {
    en: "--unsafe-allow-remove-all without --host, --path or --tag would empty the vault, so nothing was removed.\nSay which snapshots are meant.",
    fr: "--unsafe-allow-remove-all sans --host, --path ou --tag viderait le coffre : rien n'a été retiré.\nDites quels instantanés sont visés.",
  },
  "nothing-kept": {
    en: "The policy keeps nothing of {group}, so nothing was removed.\nKeep more (--keep-last 1), or name the snapshots to remove.",
    fr: "La règle ne garde rien de {group} : rien n'a été retiré.\nGardez-en plus (--keep-last 1), ou nommez les instantanés à retirer.",
  },
  // Settings
  "setting-missing": {
    en: "{setting} needs {variable}, and it is not set.\nSet it in the environment or in .env.",
    fr: "{setting} demande {variable}, qui n'est pas défini.\nDéfinissez-le dans l'environnement ou dans .env.",
  },
  "setting-unknown": {
    en: "{setting} does not know “{value}”. It knows: {choices}",
    fr: "{setting} ne connaît pas « {value} ». Valeurs connues : {choices}",
  },
  "settings-unreadable": {
    en: "{path} could not be read: {problem}\nMake it readable, or move it away.",
    fr: "{path} n'a pas pu être lu : {problem}\nRendez-le lisible, ou déplacez-le.",
  },
  // Object stores
  "not-found": {
    en: "{key} was not found in {store}: {problem}",
    fr: "{key} n'a pas été trouvé dans {store} : {problem}",
  },
  denied: {
    en: "{store} refused access to {key}: {problem}\nCheck the credentials and their permissions.",
    fr: "{store} a refusé l'accès à {key} : {problem}\nVérifiez les identifiants et leurs droits.",
  },
  throttled: {
    en: "{store} asks for fewer requests: {problem}\nTry again later, or lower -o connections=.",
    fr: "{store} demande moins de requêtes : {problem}\nRéessayez plus tard, ou baissez -o connections=.",
  },
  timeout: {
    en: "{store} did not answer in time ({key}).\nCheck the network and try again.",
    fr: "{store} n'a pas répondu à temps ({key}).\nVérifiez le réseau et réessayez.",
  },
  corrupt: {
    en: "{store} gave {key} with wrong content: {problem}",
    fr: "{store} a rendu {key} avec un contenu faux : {problem}",
  },
  unsupported: {
    en: "{store} cannot do this: {problem}",
    fr: "{store} ne sait pas faire cela : {problem}",
  },
  unavailable: {
    en: "{store} could not be used ({key}): {problem}",
    fr: "{store} n'a pas pu être utilisé ({key}) : {problem}",
  },
} as const satisfies Record<string, Message>;
