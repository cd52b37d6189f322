import type { CommandWords } from "./command-words.ts";

export const completionHelp = {
  summary: {
    en: "Print a script that completes commands",
    fr: "Écrire un script qui complète les commandes",
  },
  description: {
    en:
      "Prints a script for your shell that completes commands, options and their values when you press " +
      "Tab.",
    fr:
      "Écrit un script pour votre shell qui complète les commandes, les options et leurs valeurs quand " +
      "vous appuyez sur Tab.",
  },
  arguments: { shell: { en: "the shell", fr: "le shell" } },
  examples: [
    { en: "For this user's bash", fr: "Pour le bash de cet utilisateur" },
    { en: "For zsh, in a folder of its fpath", fr: "Pour zsh, dans un dossier de son fpath" },
    { en: "For fish", fr: "Pour fish" },
  ],
} as const satisfies CommandWords;
