import { wordSet } from "./plain-word.ts";
import type { Drawer } from "./sort-words.ts";

/** Words that begin a condition, a limit, an input or an output, when something with content follows. */
const cues: readonly (readonly [name: string, words: ReadonlySet<string>])[] = [
  ["must", wordSet("must should shall doit doivent devra devront")],
  ["without", wordSet("without except excluding never sans sauf hormis jamais")],
  ["condition", wordSet("when whenever if unless until whether quand lorsque lorsqu si des")],
  [
    "input",
    wordSet(`take taking accept accepting read reading parse parsing receive receiving fetch fetching given load loading
      from prend accepte lit lire lisant recoit recupere recuperer depuis partir charge`),
  ],
  [
    "output",
    wordSet(`return returning output outputting produce producing write writing print printing generate generating send sending
      save saving store storing stored export exporting renvoie renvoyer retourne ecrit ecrire affiche afficher produit
      produire genere envoie envoyer enregistre stocke exporte calcule`),
  ],
  [
    "with",
    wordSet(
      "with including containing supporting featuring avec incluant contenant comprenant dont",
    ),
  ],
  ["by", wordSet("using via through in into utilisant en sous dans par grace")],
  ["purpose", wordSet("that which where for to of qui ou pour afin de des")],
];

const patterns: readonly (readonly [name: string, shown: RegExp])[] = [
  [
    "limit",
    /\b(at most|at least|up to|no more than|maximum|minimum|max|min|under|below|above|within|less than|more than|fewer than|exceeds?|limit(?:ed)? to|au plus|au moins|moins de|plus de|jusqu'a|en dessous de|limitee?s? a|depasse\w*)\s+\S*\d/,
  ],
  [
    "measure",
    /\d\s*(%|ms|s|sec\w*|secondes?|minutes?|min|hours?|heures?|h|days?|jours?|weeks?|semaines?|months?|mois|kb|mb|gb|ko|mo|go|px|rps|requests?|requetes?|users|rows?|lignes?|items?|elements?|characters?|caracteres?|columns?|colonnes?|pages?|times?|fois|euros?|€|\$|dpi|km|degrees?|attempts?|tentatives?|retries)(?![\p{L}])/u,
  ],
  [
    "each",
    /\b(every|each|per|chaque|tous les|toutes les|par)\s+(\d|minute|hour|day|night|morning|monday|week|month|request|row|line|file|page|ip|heure|jour|nuit|matin|lundi|semaine|mois|requete|ligne|fichier|dossier|folder|order|commande|category|categorie|country|pays|account|compte)/,
  ],
  [
    "order",
    /\b(sorted|sort(?:ing)?|ordered|grouped|group|filtered|filter(?:ing)?|filterable|paginated|pagination|triee?s?|tries?|trier|groupee?s?|filtree?s?|filtrer|paginee?s?|classee?s?)\b/,
  ],
  [
    "change",
    /\b(from \S+(?: \S+){0,3} to \S|instead of|rather than|replac\w+ \S+(?: \S+){0,4} (?:with|by)|de \S+(?: \S+){0,3} vers|au lieu de|plutot que|remplac\w+ \S+(?: \S+){0,4} par)\b/,
  ],
  ["list", /[\p{L}\p{N})]\s*,\s*[\p{L}\p{N}(][^,.]*(?:,| and | or | et | ou )/u],
];

/**
 * Which kinds of condition a request has: by words that are followed by something with content ("with JWT",
 * but not "with everything"), and by patterns such as `under 200 ms`.
 * @param plain the text in plain words
 * @param words its words, and where each was put
 */
export function findConstraints(
  plain: string,
  words: readonly string[],
  drawers: readonly Drawer[],
): string[] {
  const byCue = cues.flatMap(([name, set]) =>
    words.some((word, position) => set.has(word) && contentFollows(drawers, position))
      ? [name]
      : [],
  );
  const byPattern = patterns.flatMap(([name, shown]) => (shown.test(plain) ? [name] : []));
  return [...byCue, ...byPattern];
}

/** Whether the next few words say something, and are not idle. */
function contentFollows(drawers: readonly Drawer[], position: number): boolean {
  const next = drawers
    .slice(position + 1, position + 7)
    .filter((drawer) => drawer !== "function")
    .slice(0, 3);
  if (next.includes("vague")) return false;
  return next.some((drawer) => ["topics", "everyday", "technologies", "numbers"].includes(drawer));
}

/** File names, paths, quoted texts, code, identifiers and numbers of a text. */
export function findLiterals(text: string): string[] {
  const patterns = [
    /`[^`\n]+`|"[^"\n]{2,}"|“[^”\n]{2,}”|«[^»\n]{2,}»/gu,
    /\b[\w-]+\.(?:[tj]sx?|py|go|rs|java|rb|php|css|html?|json|ya?ml|toml|md|csv|sql|sh|txt|xml|env|log|c|cpp|h|cs|kt|swift|vue)\b/giu,
    /(?<![\p{L}\p{N}])\/[\p{L}\p{N}{:][\p{L}\p{N}\-_/{}:.]*/gu,
    /\b(?:[a-z]+[A-Z]\w*|[a-z]+_[a-z_]+|[A-Z][a-z]+[A-Z]\w*)(?:\(\))?/gu,
    /\b(?:GET|POST|PUT|PATCH|DELETE)\b/gu,
    /(?<![\p{L}\p{N}])\d[\d.,:]*\p{L}*/gu,
  ];
  return [
    ...new Set(patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([found]) => found))),
  ];
}

const pointing =
  /\b(it|this|these|those|everything|all of it|the (?:app\w*|code|site|website|project|program|system|software|things?|stuff|problems?|issues?|bugs?|ui|design|page|database|performance|tests?|files?|function|feature)|my (?:app\w*|code|site|website|project|program|system|business|company|idea|team)|ca|cela|ceci|tout|l'appli(?:cation)?|le (?:site|code|projet|programme|systeme|logiciel|truc|probleme|bug|design)|la (?:page|base|chose|fonction|performance)|les (?:performances|bugs|problemes|tests|erreurs)|mon (?:appli|application|site|code|projet|entreprise|equipe|idee)|ma (?:boite|societe|page))\b/g;

/** What points at something outside of the text. The more a request says itself, the less it matters. */
export function findOpenReferences(plain: string, contents: number): string[] {
  if (contents >= 4) return [];
  return [...new Set([...plain.matchAll(pointing)].map(([found]) => found))];
}
