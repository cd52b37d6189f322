import type { Message } from "./message.ts";

/** What is said of restic's commands that are none of ours. */
export const resticCommandMessages: Readonly<Record<string, Message>> = {
  mount: {
    en: "A vault cannot be mounted with this program.\nLook around in it with restera ls, take files out with restera dump or restera restore; or let restic mount it, which opens the same vault: restic -r VAULT mount FOLDER",
    fr: "Ce programme ne peut pas monter un coffre.\nParcourez-le avec restera ls, sortez des fichiers avec restera dump ou restera restore ; ou faites-le monter par restic, qui ouvre le même coffre : restic -r COFFRE mount DOSSIER",
  },
  "self-update": {
    en: "This program does not replace itself.\nUpdate it with what it was installed with, such as npm.",
    fr: "Ce programme ne se remplace pas lui-même.\nMettez-le à jour avec ce qui l'a installé, par exemple npm.",
  },
  generate: {
    en: "There is no command generate.\nA shell's completions come from: restera completion bash (or zsh, fish)",
    fr: "La commande generate n'existe pas.\nLa complétion d'un shell vient de : restera completion bash (ou zsh, fish)",
  },
  features: {
    en: "There are no features to switch on or off.\nWhat there is tells: restera help",
    fr: "Il n'y a pas de fonctions à activer ni à désactiver.\nCe qu'il y a, restera help le dit.",
  },
  options: {
    en: "There is no command options.\nThe settings that -o takes are told by: restera version -o help=1",
    fr: "La commande options n'existe pas.\nLes réglages que prend -o sont dits par : restera version -o help=1",
  },
  cache: {
    en: "There is no command cache.\nWhat was read from buckets lies in --cache-dir or this user's cache folder, in restera/vaults; what nobody used for a month goes by itself, and all of it can be deleted at any time.",
    fr: "La commande cache n'existe pas.\nCe qui a été lu des buckets est dans --cache-dir ou dans le dossier de caches de l'utilisateur, sous restera/vaults ; ce que personne n'a utilisé depuis un mois s'en va tout seul, et tout peut être supprimé à tout moment.",
  },
  migrate: {
    en: "A vault of restic's version 1 is used as it is, and not migrated by this program.\nTo have compression in it, let restic do that (restic -r VAULT migrate upgrade_repo_v2), or copy it into a new vault: restera init --copy-chunker-params, then restera copy",
    fr: "Un coffre de la version 1 de restic sert tel quel, et ce programme ne le migre pas.\nPour qu'il soit compressé, faites-le faire par restic (restic -r COFFRE migrate upgrade_repo_v2), ou copiez-le dans un nouveau coffre : restera init --copy-chunker-params, puis restera copy",
  },
  recover: {
    en: "There is no command recover.\nA snapshot that was removed by mistake can be made again by restic as long as nothing was pruned: restic -r VAULT recover",
    fr: "La commande recover n'existe pas.\nTant que rien n'a été élagué, restic peut refaire un instantané supprimé par erreur : restic -r COFFRE recover",
  },
};
