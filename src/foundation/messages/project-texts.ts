/** What is wrong with projects, in English and in French; see `problemTexts`. */
export const projectTexts: readonly (readonly [en: string, fr: string])[] = [
  ["what was read again is not what was written", "la relecture ne donne pas ce qui a été écrit"],
  ["it is a link that leads out of the project", "c'est un lien qui sort du projet"],
  ["it is missing, in the archive as well", "il manque, dans l'archive aussi"],
  ["it is missing", "il manque"],
  ["it is no object", "ce n'est pas un objet"],
  ["it became shorter while it was read", "il a raccourci pendant la lecture"],
  ["created_at is no time", "created_at n'est pas un moment"],
  ["its status is unknown", "son état est inconnu"],
  ["{field} is no text", "{field} n'est pas un texte"],
  ["{field} is no list of texts", "{field} n'est pas une liste de textes"],
  ["{path} could not be written: {problem}", "{path} n'a pas pu être écrit : {problem}"],
];
