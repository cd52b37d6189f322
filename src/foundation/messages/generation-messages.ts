import type { Message } from "./message.ts";

/** What the analysis of a request says: reasons, questions, estimates. */
export const generationMessages = {
  // Clarity
  "names-action": {
    en: "It says what is to be done ({found}).",
    fr: "Elle dit ce qu'il faut faire ({found}).",
  },
  "no-action": {
    en: "It does not say what is to be done.",
    fr: "Elle ne dit pas ce qu'il faut faire.",
  },
  "names-artefact": {
    en: "It names what is to be made or changed ({found}).",
    fr: "Elle nomme ce qui est à faire ou à changer ({found}).",
  },
  "no-artefact": {
    en: "It names nothing definite to make or change.",
    fr: "Elle ne nomme rien de précis à faire ou à changer.",
  },
  "names-technologies": {
    en: "It names technologies ({found}).",
    fr: "Elle nomme des techniques ({found}).",
  },
  "names-matter": {
    en: "It names what it is about ({found}).",
    fr: "Elle nomme son sujet ({found}).",
  },
  "no-matter": {
    en: "It does not say what it is about.",
    fr: "Elle ne dit pas de quoi il s'agit.",
  },
  "states-conditions": {
    en: "It states conditions, inputs, outputs or limits ({count} kinds).",
    fr: "Elle pose des conditions, des entrées, des sorties ou des limites ({count} sortes).",
  },
  "quotes-details": {
    en: "It gives names, numbers or examples ({found}).",
    fr: "Elle donne des noms, des nombres ou des exemples ({found}).",
  },
  "vague-words": {
    en: "Some words can mean anything ({found}).",
    fr: "Certains mots peuvent tout vouloir dire ({found}).",
  },
  "open-reference": {
    en: "It points at something that it does not describe ({found}).",
    fr: "Elle renvoie à quelque chose qu'elle ne décrit pas ({found}).",
  },
  "too-short": { en: "It is very short.", fr: "Elle est très courte." },
  empty: { en: "It is empty.", fr: "Elle est vide." },
  // Complexity
  "size-of-kind": {
    en: "What is to be made ({found}) takes that much by itself.",
    fr: "Ce qui est à faire ({found}) demande déjà cela.",
  },
  "many-things": {
    en: "It deals with many things ({count}).",
    fr: "Elle concerne beaucoup de choses ({count}).",
  },
  "many-technologies": {
    en: "Several technologies have to work together ({count}).",
    fr: "Plusieurs techniques doivent s'accorder ({count}).",
  },
  "many-conditions": {
    en: "Many conditions have to hold ({count}).",
    fr: "Beaucoup de conditions sont à tenir ({count}).",
  },
  "hard-part": { en: "A hard part: {found}.", fr: "Une partie difficile : {found}." },
  "huge-undertaking": {
    en: "That is a whole industry's product ({found}).",
    fr: "C'est le produit de toute une industrie ({found}).",
  },
  "said-by-model": { en: "{found}", fr: "{found}" },
  // Questions
  "ask-action": {
    en: "What is to be done: something new, a change, or a repair?",
    fr: "Que faut-il faire : du neuf, un changement ou une réparation ?",
  },
  "ask-artefact": {
    en: "What exactly should there be in the end: a command, an API, a page, a library, something else?",
    fr: "Que doit-il y avoir à la fin : une commande, une API, une page, une bibliothèque, autre chose ?",
  },
  "ask-matter": {
    en: "Which things does it deal with (its data, its screens, its users' tasks), and what may be done with each?",
    fr: "De quelles choses s'occupe-t-elle (données, écrans, tâches des utilisateurs), et que peut-on faire de chacune ?",
  },
  "ask-technologies": {
    en: "Which language, framework and store should it use, or is that free?",
    fr: "Quel langage, quel cadre, quel stockage : imposés ou libres ?",
  },
  "ask-conditions": {
    en: "What goes in, what comes out, and how will you see that it is right?",
    fr: "Qu'est-ce qui entre, qu'est-ce qui sort, et comment verrez-vous que c'est juste ?",
  },
  "ask-vague": {
    en: "What do you mean by “{found}”, and how could it be measured?",
    fr: "Qu'entendez-vous par « {found} », et comment le mesurer ?",
  },
  "ask-reference": {
    en: "Which one is meant by “{found}”? Describe it, or say where it is.",
    fr: "De quoi parle « {found} » ? Décrivez-le, ou dites où il se trouve.",
  },
  "ask-part": {
    en: "It is too much for one session ({complexity} of 10). Which part should be made first?",
    fr: "C'est trop pour une seule session ({complexity} sur 10). Par quelle partie commencer ?",
  },
  "ask-more": {
    en: "What else should be known before it begins?",
    fr: "Que faut-il savoir d'autre avant de commencer ?",
  },
  // Estimate
  "first-guess": {
    en: "A first guess from the complexity alone: no outcome has been recorded yet.",
    fr: "Une première estimation d'après la seule complexité : aucun résultat n'est encore enregistré.",
  },
  "learned-guess": {
    en: "The first guess ({guess} tokens), corrected by {count} recorded outcomes; the most similar one: “{nearest}” (similarity {similarity}).",
    fr: "La première estimation ({guess} jetons), corrigée par {count} résultats enregistrés ; le plus proche : « {nearest} » (ressemblance {similarity}).",
  },
  "estimated-by-model": { en: "Estimated by {model}.", fr: "Estimé par {model}." },
  // Notes
  "is-heuristic": {
    en: "These scores are heuristic: they count words and patterns, and understand nothing. A language model can be given as `model`.",
    fr: "Ces notes sont heuristiques : elles comptent des mots et des tournures, sans rien comprendre. Un modèle de langage peut être donné par `model`.",
  },
  "by-model": {
    en: "{model} judged this request; what it left open is heuristic.",
    fr: "{model} a jugé cette demande ; ce qu'il a laissé ouvert est heuristique.",
  },
  "model-failed": {
    en: "{model} could not be asked ({problem}); these scores are heuristic.",
    fr: "{model} n'a pas répondu ({problem}) ; ces notes sont heuristiques.",
  },
  "such-failed": {
    en: "{failed} of {count} recorded sessions of this kind ({kind}) failed.",
    fr: "{failed} des {count} sessions enregistrées de ce genre ({kind}) ont échoué.",
  },
} as const satisfies Record<string, Message>;
