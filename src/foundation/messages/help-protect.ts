import type { CommandWords } from "./command-words.ts";
import { fromHelp } from "./help-upkeep.ts";

export const protectHelp = {
  summary: {
    en: "Keep what matters, prove that it comes back, say how",
    fr: "Garder l'essentiel, prouver qu'il revient, dire comment",
  },
  description: {
    en:
      "The one command to start with. It makes an encrypted vault when there is none, backs up the given " +
      "folders (or finds where your agents keep their memory), checks the vault, restores a sample and " +
      "compares it, and prints how to get everything back. Run it as often as you like: after the first " +
      "time it only keeps what changed.",
    fr:
      "La seule commande pour commencer. Elle crée un coffre chiffré s'il n'y en a pas, sauvegarde les " +
      "dossiers donnés (ou trouve où vos agents gardent leur mémoire), contrôle le coffre, restaure un " +
      "échantillon et le compare, et dit comment tout récupérer. Relancez-la quand vous voulez : après la " +
      "première fois, elle ne garde que ce qui a changé.",
  },
  arguments: {
    paths: {
      en: "what to protect; without it, the places where agents keep their state",
      fr: "ce qu'il faut protéger ; sinon, là où les agents gardent leur état",
    },
  },
  options: {
    exclude: { en: "leave out what matches", fr: "laisser de côté ce qui correspond" },
  },
  examples: [
    {
      en: "Find what agents keep and protect it",
      fr: "Trouver ce que gardent les agents et le protéger",
    },
    { en: "Protect a folder", fr: "Protéger un dossier" },
    {
      en: "Protect the home folder, with the vault on another disk",
      fr: "Protéger le dossier personnel, avec le coffre sur un autre disque",
    },
  ],
} as const satisfies CommandWords;

export const initHelp = {
  summary: { en: "Make a new, empty vault", fr: "Créer un coffre vide" },
  description: {
    en:
      "Makes an encrypted vault in an empty or new place. Keep its password safe: without it, nothing " +
      "in the vault can ever be read again.",
    fr:
      "Crée un coffre chiffré dans un endroit vide ou nouveau. Gardez bien son mot de passe : sans lui, " +
      "rien de ce qui est dans le coffre ne pourra être relu.",
  },
  options: {
    "copy-chunker-params": {
      en: "cut files as another vault does, so that copies share their pieces",
      fr: "découper les fichiers comme un autre coffre, pour que les copies se partagent les morceaux",
    },
    ...fromHelp,
    "repository-version": {
      en: "restic's format; nothing in a vault of version 1 is compressed",
      fr: "format de restic ; rien n'est compressé dans un coffre de version 1",
    },
  },
  examples: [
    {
      en: "Ask for a password and make a vault",
      fr: "Demander un mot de passe et créer un coffre",
    },
    { en: "Take the password from a file", fr: "Prendre le mot de passe dans un fichier" },
    {
      en: "A second vault, to copy the first one into",
      fr: "Un second coffre, pour y copier le premier",
    },
  ],
} as const satisfies CommandWords;
