/** What makes software harder than its size: each a name, what it weighs (points of complexity), and the words that show it. */
export const concernRules: readonly (readonly [name: string, weight: number, shown: RegExp])[] = [
  [
    "authentication",
    0.7,
    /\b(auth|authenti\w+|authori[sz]\w+|autoris\w+|login|log[- ]in|sign[- ]?(in|up)|jwt|oauth2?|oidc|sso|saml|passwords?|mots? de passe|connexion|roles?|permissions?)\b/,
  ],
  [
    "payments",
    1.1,
    /\b(pay(ments?|pal|ing)?|paiements?|stripe|billing|subscriptions?|abonnements?|invoic\w+|factur\w+|checkout|refunds?|rembours\w+)\b/,
  ],
  [
    "realtime",
    1.1,
    /\b(real[- ]?time|temps reel|websockets?|live|streaming|webrtc|chat|presence|sse|collaborati\w+)\b/,
  ],
  [
    "distributed",
    1.5,
    /\b(micro-?services?|distributed|distribuee?s?|kafka|rabbitmq|clusters?|shard\w*|replicat\w+|replication|kubernetes|k8s|event[- ]sourc\w+|cqrs|consensus|multi-?region|failover)\b/,
  ],
  ["tenants", 1.2, /\b(multi-?tenant\w*|tenants?|multi-?locataires?|white[- ]label|saas)\b/],
  [
    "security",
    0.8,
    /\b(encrypt\w*|decrypt\w*|chiffr\w+|rbac|audit\w*|gdpr|rgpd|hipaa|pci(-dss)?|sandbox\w*|zero[- ]trust|signatures?|2fa|totp)\b/,
  ],
  [
    "concurrency",
    0.9,
    /\b(concurren\w+|parallel\w*|threads?|locks?|locking|race conditions?|lock-free|deadlocks?|queues?|workers?)\b/,
  ],
  [
    "offline",
    1.1,
    /\b(offline|hors[- ]ligne|synchroni[sz]\w*|sync|crdts?|conflict\w*|conflits?)\b/,
  ],
  [
    "learning",
    1.4,
    /\b(machine learning|deep learning|neural|train(ing)? (a |the )?(model|classifier)|recommend\w+|recommandations?|classifier|classification|predict\w+|prediction|forecast\w*|prevision\w*|embeddings?|pytorch|tensorflow|llms?|rag|fine-?tun\w+|computer vision|reconnaissance|apprentissage)\b/,
  ],
  [
    "languages",
    0.5,
    /\b(i18n|internationali[sz]\w+|locali[sz]ation|multilingu\w+|translations?|traductions?)\b/,
  ],
  [
    "migration",
    0.7,
    /\b(migrat\w+|migre[rz]?|legacy|existant\w*|zero[- ]downtime|sans interruption)\b/,
  ],
  [
    "search",
    0.5,
    /\b(full[- ]text|search\w*|recherche\w*|elasticsearch|opensearch|indexing|facets?|geo(spatial|location)|geolocalisation)\b/,
  ],
  [
    "notifications",
    0.4,
    /\b(notif\w+|emails?|e-mails?|courriels?|sms|push|webhooks?|newsletter|reminders?|rappels?)\b/,
  ],
  ["administration", 0.6, /\b(admin\w*|back-?office|moderation|dashboards?|tableaux? de bord)\b/],
  [
    "reports",
    0.4,
    /\b(reports?|reporting|rapports?|statisti\w+|analytics|charts?|graphi\w+|export\w*|pdf)\b/,
  ],
  [
    "files",
    0.3,
    /\b(upload\w*|televers\w+|images?|videos?|audio|attachments?|pieces? jointes?|transcod\w+)\b/,
  ],
  [
    "deployment",
    0.5,
    /\b(deploy\w*|deploi\w*|docker\w*|terraform|helm|ci\/?cd|pipelines?|kubernetes)\b/,
  ],
  ["tests", 0.2, /\b(tests?|tested|coverage|couverture|testes?)\b/],
  [
    "load",
    0.9,
    /\b(\d[\d., _]*\s*(k|m|million|thousand|milliers|millions?)?\s*(requests?|requetes?|rps|qps|users|utilisateurs|concurrent|events|evenements|messages)|high[- ]availability|haute disponibilite|low latency|millions? (of|de|d')|billions?)\b/,
  ],
  ["mobile", 1, /\b(ios|android|mobile|flutter|react native|swiftui|tablets?)\b/],
  [
    "devices",
    0.8,
    /\b(iot|sensors?|capteurs?|arduino|raspberry|esp32|bluetooth|firmware|embedded|embarquee?|drones?|plc|modbus)\b/,
  ],
  [
    "graphics",
    0.8,
    /\b(3d|three\.?js|webgl|shaders?|opengl|vulkan|physics engine|moteur physique|multiplayer|multijoueurs?|unity|unreal|rendering engine)\b/,
  ],
];

/** Undertakings that are whole industries; one is enough for a request to be more than one session's work. */
export const hugeUndertakings =
  /\b(operating system|systeme d'exploitation|social network|reseau social|erp|mmorpg|mmo|marketplace|place de marche|search engine|moteur de recherche|game engine|moteur de jeu|banking (system|platform|app)|stock exchange|trading platform|self[- ]driving|autonomous (car|vehicle)s?|voitures? autonomes?|(hospital|airline|airport) (management|information|reservation) system|crm complet|full (crm|erp|saas)|(a|an|un|une) \w+ clone|clone (of|de|d')|like (uber|airbnb|facebook|amazon|netflix|youtube|instagram|twitter|google|spotify|tiktok|whatsapp)|comme (uber|airbnb|facebook|amazon|netflix|youtube|instagram|twitter|google|spotify|tiktok|whatsapp)|distributed database|base de donnees distribuee|compiler for|browser engine|cloud provider|agi)\b/;

/** What is to be made, by the first rule that fits; weights are points of complexity. */
export const kindRules: readonly (readonly [kind: string, weight: number, shown: RegExp])[] = [
  [
    "mobile-app",
    2.6,
    /\b(mobile app\w*|ios|android|flutter|react native|swiftui|expo|appli(cation)? mobile)\b/,
  ],
  ["game", 2.4, /\b(games?|jeux?|unity|godot|phaser|unreal)\b/],
  [
    "model",
    2.4,
    /\b(classifier|neural|machine learning|pytorch|tensorflow|train (a |the )?model|recommend\w+ (engine|system)|prediction model|apprentissage)\b/,
  ],
  [
    "infrastructure",
    1.6,
    /\b(terraform|kubernetes|k8s|helm|ansible|dockerfile|docker[- ]compose|ci\/?cd|github actions?|gitlab ci|nginx|deployment pipeline)\b/,
  ],
  [
    "bot",
    1.4,
    /\b((chat)?bots?|robots? (discord|telegram|slack)|discord|telegram|slack (app|command))\b/,
  ],
  [
    "web-app",
    2.2,
    /\b(web ?(app\w*|sites?|shop|store)|sites?|dashboards?|tableaux? de bord|frontend|front-end|react|vue(js)?|angular|svelte\w*|next\.?js|pages?|landing|boutique|shop|blog|portal|portail|forms?|formulaires?|components?|composants?)\b/,
  ],
  [
    "api",
    1.6,
    /\b(apis?|rest|restful|graphql|grpc|endpoints?|microservices?|webhooks?|servers?|serveurs?|backend|back-end|service http)\b/,
  ],
  [
    "command-line",
    0.9,
    /\b(clis?|command[- ]line|ligne de commande|terminal|commandes?|commands?|scripts?|cron|daemon)\b/,
  ],
  [
    "data",
    1.3,
    /\b(etl|pipelines?|scrap\w+|crawl\w+|csv|parquet|pandas|sql|quer(y|ies)|requetes?|schema|migrations?|database|base de donnees|tables?|spark|airflow|dbt)\b/,
  ],
  [
    "library",
    1,
    /\b(librar(y|ies)|bibliotheques?|packages?|modules?|sdk|functions?|fonctions?|class(es)?|methods?|hooks?|parsers?|algorithms?|algorithmes?|regex\w*)\b/,
  ],
];
