import type { CommandWords } from "./command-words.ts";

export const helpHelp = {
  summary: { en: "Show what the commands do", fr: "Montrer ce que font les commandes" },
  description: {
    en: "Shows all commands, or how one of them is used.",
    fr: "Montre toutes les commandes, ou l'usage de l'une d'elles.",
  },
  arguments: { command: { en: "the command to explain", fr: "la commande à expliquer" } },
  examples: [{ en: "How backup is used", fr: "L'usage de backup" }],
} as const satisfies CommandWords;

export const versionHelp = {
  summary: { en: "Show the version", fr: "Montrer la version" },
  description: {
    en: "Shows the version of Restera, of Node and of the system it runs on.",
    fr: "Montre la version de Restera, de Node et du système.",
  },
  examples: [{ en: "The versions, for a script", fr: "Les versions, pour un script" }],
} as const satisfies CommandWords;
