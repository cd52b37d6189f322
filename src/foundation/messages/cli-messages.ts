import type { Message } from "./message.ts";

/** What the command line says about how it is used, whatever the command. */
export const cliMessages = {
  endedPartly: {
    en: "Done in part: not everything could be read or written.",
    fr: "Fait en partie : tout n'a pas pu être lu ou écrit.",
  },
  endedDamaged: {
    en: "Something is damaged, and was named.",
    fr: "Quelque chose est endommagé, et a été nommé.",
  },
  endedConflicts: {
    en: "There are two edits that could not be merged; both are kept.",
    fr: "Deux modifications n'ont pas pu être fusionnées ; les deux sont gardées.",
  },
  endedFailed: {
    en: "Not everything is as it should be; what is not was named.",
    fr: "Tout n'est pas comme il faut ; ce qui ne l'est pas a été nommé.",
  },
  error: { en: "Error:", fr: "Erreur :" },
  warning: { en: "Warning:", fr: "Attention :" },
  seeHelp: {
    en: "See how it is used with: {command} --help",
    fr: "Voyez son usage avec : {command} --help",
  },
  unknownCommand: {
    en: "There is no command {command}.",
    fr: "La commande {command} n'existe pas.",
  },
  unknownOption: {
    en: "There is no option {option} here.",
    fr: "L'option {option} n'existe pas ici.",
  },
  didYouMean: { en: "Did you mean {suggestion}?", fr: "Vouliez-vous dire {suggestion} ?" },
  missingArgument: {
    en: "{argument} is missing.",
    fr: "Il manque {argument}.",
  },
  missingValue: {
    en: "{option} needs a value.",
    fr: "{option} demande une valeur.",
  },
  tooManyArguments: {
    en: "There are more arguments than the command takes: {extra}",
    fr: "Il y a plus d'arguments que la commande n'en prend : {extra}",
  },
  missingVerb: {
    en: "{command} needs a word more: {verbs}",
    fr: "{command} demande un mot de plus : {verbs}",
  },
  emptyValue: {
    en: "{option} has an empty value. Give it one, or leave the option out.",
    fr: "{option} a une valeur vide. Donnez-en une, ou omettez l'option.",
  },
  badValue: {
    en: "{option} does not understand “{value}”.",
    fr: "{option} ne comprend pas « {value} ».",
  },
  badChoice: {
    en: "{option} does not know “{value}”. It knows: {choices}",
    fr: "{option} ne connaît pas « {value} ». Valeurs connues : {choices}",
  },
  outOfRange: {
    en: "{option} must be between {least} and {most}.",
    fr: "{option} doit être entre {least} et {most}.",
  },
  notTogether: {
    en: "{first} and {second} cannot be used together.",
    fr: "{first} et {second} ne peuvent pas être utilisés ensemble.",
  },
  needsOption: {
    en: "{first} is only of use with {second}.",
    fr: "{first} ne sert qu'avec {second}.",
  },
  onlyWithS3: {
    en: "{option} is only of use with s3:// addresses. For a server's certificate there is --cacert FILE.",
    fr: "{option} ne sert qu'avec des adresses s3://. Pour le certificat d'un serveur, il y a --cacert FICHIER.",
  },
  needsNewerNode: {
    en: "{option} needs Node {node} or newer; with this one, set NODE_EXTRA_CA_CERTS to the file instead.",
    fr: "{option} demande Node {node} ou plus récent ; avec celui-ci, mettez plutôt le fichier dans NODE_EXTRA_CA_CERTS.",
  },
  keyValue: {
    en: "-o takes key=value, not “{value}”.",
    fr: "-o prend clé=valeur, et non « {value} ».",
  },
  foreignStore: {
    en: "{url} is in a kind of store that restera does not know.\nIt knows folders, s3://, gs:// and az://.",
    fr: "{url} est dans une sorte de stockage que restera ne connaît pas.\nIl connaît les dossiers, s3://, gs:// et az://.",
  },
  fileUnreadable: {
    en: "{path}, given by {option}, cannot be read: {problem}",
    fr: "{path}, donné par {option}, ne peut pas être lu : {problem}",
  },
  fileIsFolder: {
    en: "{path}, given by {option}, is a folder, and a file is to be written.\nGive the name of a file in it: {path}/NAME",
    fr: "{path}, donné par {option}, est un dossier, et c'est un fichier qui doit être écrit.\nDonnez le nom d'un fichier dedans : {path}/NOM",
  },
  folderMissing: {
    en: "{path}, given by {option}, cannot be used: there is no folder {folder}.\nMake that folder first, or give another place.",
    fr: "{path}, donné par {option}, ne peut pas servir : il n'y a pas de dossier {folder}.\nCréez d'abord ce dossier, ou donnez un autre endroit.",
  },
  noFolder: {
    en: "{path}, given by {option}, cannot be used: {folder} is no folder.\nGive another place.",
    fr: "{path}, donné par {option}, ne peut pas servir : {folder} n'est pas un dossier.\nDonnez un autre endroit.",
  },
  emptyPassword: {
    en: "The password given by {origin} is empty, and an empty password protects nothing.\nPut a password there and try again; for a vault that shall have none, say --insecure-no-password.",
    fr: "Le mot de passe donné par {origin} est vide, et un mot de passe vide ne protège rien.\nMettez-y un mot de passe et réessayez ; pour un coffre qui n'en a pas, dites --insecure-no-password.",
  },
  passwordCommandFailed: {
    en: "The password command failed ({problem}): {command}\nRun it by hand to see why.",
    fr: "La commande de mot de passe a échoué ({problem}) : {command}\nLancez-la à la main pour voir pourquoi.",
  },
  passwordFrom: {
    en: "The password came from {origin}.",
    fr: "Le mot de passe venait de {origin}.",
  },
  snapshotLeftOut: {
    en: "Left out: {object} is damaged: {problem}",
    fr: "Laissé de côté : {object} est endommagé : {problem}",
  },
  tryAgain: {
    en: "That password does not open the vault. Try again.",
    fr: "Ce mot de passe n'ouvre pas le coffre. Réessayez.",
  },
  askPassword: {
    en: "Password (or recovery phrase) of the vault at {url}: ",
    fr: "Mot de passe (ou phrase de récupération) du coffre à {url} : ",
  },
  askNewPassword: {
    en: "New password for the vault at {url}: ",
    fr: "Nouveau mot de passe du coffre à {url} : ",
  },
  askAgain: { en: "The same again: ", fr: "Encore une fois : " },
  passwordsDiffer: {
    en: "The two passwords are not the same. Nothing was done; try again.",
    fr: "Les deux mots de passe diffèrent. Rien n'a été fait ; réessayez.",
  },
  cancelling: {
    en: "Stopping… press Ctrl-C again to leave at once.",
    fr: "Arrêt en cours… Ctrl-C encore une fois pour quitter aussitôt.",
  },
} as const satisfies Record<string, Message>;
