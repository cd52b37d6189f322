/** What is wrong with something that a user said or set up, in English and in French; see `problemTexts`. */
export const usageTexts: readonly (readonly [en: string, fr: string])[] = [
  [
    "--include-xattr and --exclude-xattr cannot be used together",
    "--include-xattr et --exclude-xattr ne vont pas ensemble",
  ],
  ["--dry-run and --verify cannot be used together", "--dry-run et --verify ne vont pas ensemble"],
  [
    "--include and --exclude cannot be used together",
    "--include et --exclude ne vont pas ensemble",
  ],
  [
    "--read-data-subset takes n/t, x% or a size such as 500M, not {text}",
    "--read-data-subset attend n/t, x% ou une taille comme 500M, pas {text}",
  ],
  ["without a lock, forget only runs dry", "sans verrou, forget ne fait que simuler"],
  ["without a lock, prune only runs dry", "sans verrou, prune ne fait que simuler"],
  [
    "packs cannot be joined up to {size} bytes: new ones have {limit}",
    "on ne peut réunir des paquets jusqu'à {size} octets : les nouveaux en ont {limit}",
  ],
  [
    "the source is no vault that openVault() gave",
    "la source n'est pas un coffre donné par openVault()",
  ],
  ["invalid pattern in --files-from: {line}", "motif non valable dans --files-from : {line}"],
  ["invalid pattern: {patterns}", "motif non valable : {patterns}"],
  [
    "--files-from-raw: the last zero byte is missing",
    "--files-from-raw : le dernier octet nul manque",
  ],
  ["--files-from-raw: an empty file name", "--files-from-raw : un nom de fichier vide"],
  [
    "no file name in exclude-if-present {text}",
    "pas de nom de fichier dans exclude-if-present {text}",
  ],
  ["{name} is no name for a file", "{name} n'est pas un nom de fichier"],
  [
    "{name} is no name: letters, digits and .-_",
    "{name} n'est pas un nom : lettres, chiffres et .-_",
  ],
  [
    "{name} is no time zone such as Europe/Paris",
    "{name} n'est pas un fuseau horaire comme Europe/Paris",
  ],
  [
    "{text} is no sample such as 50 (files), 500M, 10% or all",
    "{text} n'est pas un échantillon comme 50 (fichiers), 500M, 10% ou all",
  ],
  [
    "{text} is not a number of snapshots to keep; for all, say unlimited",
    "{text} n'est pas un nombre d'instantanés à garder ; pour tous, dites unlimited",
  ],
  [
    "snapshots cannot be grouped by {text}, only by host, paths and tags",
    "on ne peut grouper les instantanés par {text}, seulement par host, paths et tags",
  ],
  ["{text} is not a duration such as 1y5m7d2h", "{text} n'est pas une durée comme 1y5m7d2h"],
  [
    "{text} is not a duration such as 30s, 5m or 2h",
    "{text} n'est pas une durée comme 30s, 5m ou 2h",
  ],
  ["{text} is not a size such as 500M or 2G", "{text} n'est pas une taille comme 500M ou 2G"],
  [
    "{text} is not the address of a store: {problem}. Give {examples}.",
    "{text} n'est pas l'adresse d'un dépôt : {problem}. Donnez {examples}.",
  ],
  ["it is empty", "elle est vide"],
  ["{scheme} is not a kind of store", "{scheme} n'est pas un genre de dépôt"],
  [
    "a file address needs a whole path: file:///path",
    "une adresse de fichier demande un chemin entier : file:///chemin",
  ],
  [
    "after the scheme come two slashes and the bucket's name",
    "après le schéma viennent deux barres et le nom du bucket",
  ],
  [
    "credentials do not belong into an address",
    "les identifiants n'ont rien à faire dans une adresse",
  ],
  ["{bucket} cannot be a bucket's name", "{bucket} ne peut pas être le nom d'un bucket"],
  [
    "the endpoint {endpoint} is not an address such as https://host:port",
    "le point d'accès {endpoint} n'est pas une adresse comme https://hôte:port",
  ],
  [
    "it has a percent sign that does not encode anything",
    "elle contient un signe pour cent qui ne code rien",
  ],
  [
    "the storage account is not known; give ?account= or a connection string",
    "le compte de stockage est inconnu ; donnez ?account= ou une chaîne de connexion",
  ],
  // Stores.
  [
    "the folder is gone or another one; is the disk still mounted?",
    "le dossier a disparu ou c'est un autre ; le disque est-il toujours monté ?",
  ],
  ["no bucket", "pas de bucket"],
  ["deleted meanwhile", "supprimé entre-temps"],
  ["{key} stays there", "{key} reste en place"],
  ["the answer does not tell its length", "la réponse ne dit pas sa longueur"],
  ["the cached file is shorter than it was", "le fichier en cache a raccourci"],
  ["there is no such file", "ce fichier n'existe pas"],
  [
    "something that is no file has this name",
    "quelque chose qui n'est pas un fichier porte ce nom",
  ],
  ["it was replaced or deleted before it was read", "remplacé ou supprimé avant d'être lu"],
  ["it was replaced while it was read", "remplacé pendant la lecture"],
  [
    "the file ends after {size} bytes, earlier than it said",
    "le fichier finit après {size} octets, plus tôt qu'annoncé",
  ],
  [
    "the connection ended after {got} of {size} bytes",
    "la connexion a pris fin après {got} octets sur {size}",
  ],
  [
    "the data to store has more than {got} bytes instead of {size}",
    "les données à ranger ont plus de {got} octets au lieu de {size}",
  ],
  [
    "the data to store has {got} bytes instead of {size}",
    "les données à ranger ont {got} octets au lieu de {size}",
  ],
  ["an earlier run still lives: {process}", "une exécution antérieure vit encore : {process}"],
];
