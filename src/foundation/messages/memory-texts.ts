/** What is wrong with memories and rows of an import, in English and in French; see `problemTexts`. */
export const memoryTexts: readonly (readonly [en: string, fr: string])[] = [
  ["its id is missing", "son identifiant manque"],
  ["its id has more than {count} letters", "son identifiant a plus de {count} lettres"],
  ["its id has letters that cannot be kept", "son identifiant a des lettres impossibles à garder"],
  [
    "one of its texts has letters that cannot be kept",
    "un de ses textes a des lettres impossibles à garder",
  ],
  ["here {name} is {here}, there it is {there}", "ici {name} vaut {here}, là-bas {there}"],
  ["its name cannot be kept", "son nom ne peut être gardé"],
  ["its id is no number", "son identifiant n'est pas un nombre"],
  ["its hero_id is missing", "son hero_id manque"],
  ["its hero_id has not 1 to {count} letters", "son hero_id n'a pas 1 à {count} lettres"],
  ["a time of it is no moment", "un de ses temps n'est pas un moment"],
  ["its valid_to is not after its valid_from", "son valid_to n'est pas après son valid_from"],
  ["it has more than 64 MiB", "il a plus de 64 Mio"],
  ["a row has more than 64 MiB", "une ligne a plus de 64 Mio"],
  [
    "its position_6d is no list of six numbers",
    "sa position_6d n'est pas une liste de six nombres",
  ],
  [
    "its position_6d has {count} numbers instead of six",
    "sa position_6d a {count} nombres au lieu de six",
  ],
  [
    "its position_6d holds {value}, which is no finite number",
    "sa position_6d contient {value}, qui n'est pas un nombre fini",
  ],
  ["it is neither an entity nor a tattoo", "ce n'est ni une entité ni un tatouage"],
  ["{kind} is no kind that is imported", "{kind} n'est pas un genre importable"],
  ["its {name} is no text", "son {name} n'est pas un texte"],
  ["a bracket does not fit", "une parenthèse ne correspond pas"],
];
