/** What object stores and their servers, disks and networks say went wrong. */
export const storeTexts: readonly (readonly [en: string, fr: string])[] = [
  // Folders
  ["there is no such file", "ce fichier n'existe pas"],
  ["this user may not do that there", "cet utilisateur n'en a pas le droit à cet endroit"],
  [
    "the file system forbids it to this user",
    "le système de fichiers l'interdit à cet utilisateur",
  ],
  ["the file system is mounted read-only", "le système de fichiers est monté en lecture seule"],
  [
    "the disk is full; free some space and try again",
    "le disque est plein ; libérez de la place et réessayez",
  ],
  [
    "the disk quota is used up; free some space and try again",
    "le quota du disque est épuisé ; libérez de la place et réessayez",
  ],
  [
    "the file is too large for this file system",
    "le fichier est trop gros pour ce système de fichiers",
  ],
  [
    "the disk reports an input/output error; check its health",
    "le disque signale une erreur d'entrée-sortie ; vérifiez son état",
  ],
  [
    "a part of the path is a file, not a folder",
    "une partie du chemin est un fichier, et non un dossier",
  ],
  ["there is a folder of that name", "il y a un dossier de ce nom"],
  ["it is a folder (EISDIR)", "c'est un dossier (EISDIR)"],
  ["the name is too long for this file system", "le nom est trop long pour ce système de fichiers"],
  [
    "the symbolic links of the path go in a circle",
    "les liens symboliques du chemin tournent en rond",
  ],
  [
    "too many files are open; raise the limit (ulimit -n)",
    "trop de fichiers sont ouverts ; relevez la limite (ulimit -n)",
  ],
  ["too many files are open on this machine", "trop de fichiers sont ouverts sur cette machine"],
  [
    "the network folder has gone stale; mount it again",
    "le dossier réseau n'est plus valable ; remontez-le",
  ],
  ["the network folder did not answer", "le dossier réseau n'a pas répondu"],
  // Networks
  ["nothing answers at that address", "rien ne répond à cette adresse"],
  ["the connection was cut", "la connexion a été coupée"],
  [
    "the server's name is not known; check the address and the network",
    "le nom du serveur est inconnu ; vérifiez l'adresse et le réseau",
  ],
  [
    "names cannot be looked up at the moment; check the network",
    "les noms ne peuvent être résolus pour l'instant ; vérifiez le réseau",
  ],
  [
    "the server's address is not one such as https://host:port",
    "l'adresse du serveur n'est pas de la forme https://host:port",
  ],
  ["the server cannot be reached", "le serveur est hors d'atteinte"],
  ["there is no network", "il n'y a pas de réseau"],
  ["the connection timed out", "la connexion a expiré"],
  [
    "the server's certificate is self-signed (--cacert FILE has it trusted)",
    "le certificat du serveur est autosigné (--cacert FICHIER le fait admettre)",
  ],
  [
    "the server's certificate is not trusted here (--cacert FILE has it trusted)",
    "le certificat du serveur n'est pas reconnu ici (--cacert FICHIER le fait admettre)",
  ],
  ["the server's certificate has expired", "le certificat du serveur a expiré"],
  [
    "the server's certificate is for another name",
    "le certificat du serveur est pour un autre nom",
  ],
  ["the server did not answer", "le serveur n'a pas répondu"],
  ["the server is busy", "le serveur est occupé"],
  ["the server gave up", "le serveur a renoncé"],
  ["the server gave up waiting", "le serveur a cessé d'attendre"],
  ["the server gave up waiting for data", "le serveur a cessé d'attendre des données"],
  ["the server does not know this request", "le serveur ne connaît pas cette requête"],
  ["the server wants a length", "le serveur veut une longueur"],
  ["the server wants credentials", "le serveur veut des identifiants"],
  ["too many requests", "trop de requêtes"],
  [
    "another request for the same object is under way",
    "une autre requête pour le même objet est en cours",
  ],
  ["the object is too large for the server", "l'objet est trop gros pour le serveur"],
  ["the data was damaged on its way", "les données ont été abîmées en chemin"],
  // Credentials
  ["no credentials were found", "aucun identifiant n'a été trouvé"],
  ["no usable credentials were found", "aucun identifiant utilisable n'a été trouvé"],
  ["the credentials are missing or wrong", "les identifiants manquent ou sont faux"],
  [
    "the credentials are not valid or this machine's clock is wrong",
    "les identifiants ne sont pas valables, ou l'horloge de cette machine est fausse",
  ],
  ["the credentials do not allow this", "les identifiants ne le permettent pas"],
  ["the access key is not known", "la clé d'accès est inconnue"],
  ["the secret key does not fit the access key", "la clé secrète ne va pas avec la clé d'accès"],
  [
    "the key, the token or this machine's clock is wrong",
    "la clé, le jeton ou l'horloge de cette machine est faux",
  ],
  ["the session token is not valid", "le jeton de session n'est pas valable"],
  [
    "the session token has expired; get a new one",
    "le jeton de session a expiré ; demandez-en un autre",
  ],
  ["the token is not valid or has expired", "le jeton n'est pas valable ou a expiré"],
  [
    "this machine's clock is wrong; set it and try again",
    "l'horloge de cette machine est fausse ; réglez-la et réessayez",
  ],
  // Buckets
  ["it is not there", "il n'y est pas"],
  ["there is no such bucket", "ce bucket n'existe pas"],
  ["there is no such container", "ce conteneur n'existe pas"],
  ["the container is being deleted", "le conteneur est en cours de suppression"],
  ["the storage account is disabled", "le compte de stockage est désactivé"],
  [
    "the bucket is in another region; give ?region=",
    "le bucket est dans une autre région ; donnez ?region=",
  ],
  [
    "the bucket's region is not known; set AWS_REGION or give ?region=",
    "la région du bucket est inconnue ; définissez AWS_REGION ou donnez ?region=",
  ],
  [
    "it is in an archive class; restore it from there first",
    "il est dans une classe d'archivage ; ramenez-le d'abord de là",
  ],
  [
    "it is in the archive tier; bring it back from there first",
    "il est au niveau archive ; ramenez-le d'abord de là",
  ],
  ["an immutability policy protects it", "une règle d'immuabilité le protège"],
  ["somebody holds a lease on it", "quelqu'un en détient un bail"],
  ["the quota is used up", "le quota est épuisé"],
  // Keys
  ["a key must not be empty", "une clé ne peut être vide"],
  ["the key {key} is not valid Unicode", "la clé {key} n'est pas de l'Unicode valable"],
  [
    "the key {key} has a control character or a backslash",
    "la clé {key} a un caractère de commande ou une barre oblique inverse",
  ],
  ["the key {key} is longer than {most} bytes", "la clé {key} dépasse {most} octets"],
  ["the key {key} lies in the staging folder", "la clé {key} est dans le dossier de préparation"],
  ["the key {key} has an empty segment", "la clé {key} a un segment vide"],
  [
    "the key {key} has a segment that starts with a dot",
    "la clé {key} a un segment qui commence par un point",
  ],
  [
    "the key {key} has a segment longer than {most} bytes",
    "la clé {key} a un segment de plus de {most} octets",
  ],
];
