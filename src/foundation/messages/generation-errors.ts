import type { Message } from "./message.ts";

/** What errors of generation sessions and templates say. */
export const generationErrors = {
  "session-unknown": {
    en: "No generation session has the id {session}.\nRestore or add the session first.",
    fr: "Aucune session de génération ne porte l'identifiant {session}.\nRestaurez ou ajoutez d'abord la session.",
  },
  "outcome-malformed": {
    en: "The outcome's field {field} is missing or wrong.\nGive { outcome: 'SUCCESS', tokensUsed: 15000, filesGenerated: 12 }, numbers from 0 up.",
    fr: "Le champ {field} du résultat manque ou est faux.\nDonnez { outcome: 'SUCCESS', tokensUsed: 15000, filesGenerated: 12 }, des nombres à partir de 0.",
  },
  "template-unknown": {
    en: "There is no template {template} in {path}.\nThere are: {choices}",
    fr: "Il n'y a pas de modèle {template} dans {path}.\nIl y a : {choices}",
  },
  "template-name": {
    en: "The template would make a file named {path}, which is not allowed.\nUse plain names below the output folder.",
    fr: "Le modèle créerait un fichier nommé {path}, ce qui n'est pas permis.\nUtilisez des noms simples sous le dossier de sortie.",
  },
  "template-variable": {
    en: "The template wants the variable {variable}, which was not given ({path}).\nGive it among the variables.",
    fr: "Le modèle demande la variable {variable}, qui n'est pas donnée ({path}).\nDonnez-la parmi les variables.",
  },
  "template-too-large": {
    en: "The template at {path} has more than {limit}.\nGive the folder of one template.",
    fr: "Le modèle {path} a plus de {limit}.\nDonnez le dossier d'un seul modèle.",
  },
  "output-exists": {
    en: "{path} has {files} already, so nothing was written.\nChoose another folder, or say that files may be replaced (overwrite).",
    fr: "{path} contient déjà {files} : rien n'a été écrit.\nChoisissez un autre dossier, ou permettez de remplacer des fichiers (overwrite).",
  },
  "output-outside": {
    en: "{path} leads out of the output folder, so nothing was written there.\nRemove the link, or choose another folder.",
    fr: "{path} mène hors du dossier de sortie : rien n'y a été écrit.\nRetirez le lien, ou choisissez un autre dossier.",
  },
} as const satisfies Record<string, Message>;
