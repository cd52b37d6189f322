import { wordSet } from "./plain-word.ts";

/** Verbs that only say that something is wrong, or that there should be more. */
export const vagueActions = wordSet(
  "fix resolve handle refactor design corriger corrige corrigez reparer repare resoudre resous",
);

/** Things with a shape that hardly says what for. */
export const weakArtefacts = wordSet(
  "page pages test tests game blog shop store jeu boutique form script code base bot chatbot dashboard base file client",
);

/** Verbs that change what is there instead of making something new. */
export const changeActions = wordSet(
  `add fix rename replace remove delete show hide sort limit enable disable patch resolve refactor move bump allow block
  ajouter ajoute ajoutez corriger corrige corrigez renommer renomme remplacer remplace supprimer supprime retirer retire
  trier trie limiter limite afficher affiche masquer activer desactiver deplacer deplace reparer repare resoudre resous`,
);
