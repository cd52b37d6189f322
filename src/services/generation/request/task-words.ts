import { wordSet } from "./plain-word.ts";

/** Verbs that say what is to be done. Infinitive and imperative, as requests have them. */
export const actionWords = wordSet(
  `build create add implement write develop generate set setup rename migrate convert parse export import fetch
  scrape crawl send validate upload download schedule store cache encrypt decrypt deploy refactor replace remove delete test
  integrate connect expose render sort filter compute calculate extract translate split merge sync synchronize
  synchronise log monitor configure install publish list display print read load save return accept reject limit throttle
  paginate search index compress resize crop rotate watermark transcribe summarize summarise classify detect count track
  measure compare backup restore archive port rewrite extend wrap package dockerize containerize containerise bump
  downgrade mock benchmark profile lint format highlight embed stream poll subscribe notify email import move copy
  scaffold bootstrap document design prototype fix debug patch resolve handle show hide enable disable allow block`,
  `creer cree creez creons construire construis construisez ajouter ajoute ajoutez implementer implemente implementez
  ecrire ecris ecrivez developper developpe developpez generer genere generez concevoir concois concevez renommer renomme
  renommez migrer migre migrez convertir convertis convertissez analyser analyse analysez exporter exporte exportez importer
  importe importez recuperer recupere recuperez envoyer envoie envoyez valider valide validez telecharger telecharge
  planifier planifie planifiez programmer programme stocker stocke stockez chiffrer chiffre chiffrez dechiffrer deployer
  deploie deployez refactoriser refactorise remplacer remplace remplacez supprimer supprime supprimez retirer retire
  tester teste testez integrer integre integrez connecter connecte connectez exposer expose exposez afficher affiche
  affichez trier trie triez filtrer filtre filtrez calculer calcule calculez extraire extrais extrayez traduire traduis
  traduisez fusionner fusionne synchroniser synchronise synchronisez journaliser configurer configure installer installe
  publier publie lister liste listez imprimer lire lis lit lisez charger charge sauvegarder sauvegarde sauvegardez
  enregistrer enregistre renvoyer renvoie retourner retourne accepter accepte refuser refuse limiter limite limitez paginer
  rechercher recherche indexer indexe compresser compresse redimensionner redimensionne resumer resume classer detecter
  detecte compter compte comptez suivre mesurer mesure comparer compare restaurer restaure archiver archive porter reecrire
  reecris etendre encapsuler mettre notifier notifie deplacer deplace copier copie documenter documente corriger corrige
  corrigez deboguer reparer repare resoudre resous masquer activer desactiver bloquer produire produit realiser realise`,
);

/** Things of software that have a shape: whoever reads one knows what kind of file to open. */
export const artefactWords = wordSet(
  `api apis endpoint endpoints cli command commands script scripts library package module function functions class
  classes method component components page pages form forms table tables column columns database schema migration bot
  chatbot microservice microservices server worker queue cron webhook webhooks extension plugin plugins middleware parser
  scraper crawler dashboard chart charts graph report reports pipeline proxy gateway dockerfile container workflow
  job query queries index view route routes router button modal menu header footer sidebar navbar widget tooltip dropdown
  checkbox toggle slider calendar calculator counter timer stopwatch game blog shop store cart checkout newsletter
  notification notifications email emails template templates model controller service repository hook reducer
  regex macro decorator iterator generator formatter linter compiler interpreter tokenizer daemon driver adapter wrapper
  client sdk playbook manifest chart helm spreadsheet pdf invoice editor viewer player uploader downloader converter
  importer exporter validator simulator emulator clone crud backup landing test tests readme documentation changelog
  config configuration variable constant type interface enum struct field property parameter argument flag
  tracker planner marketplace forum wiki inventory crm erp
  portal login signup password link picker avatar carousel tab search-bar banner popup sms spreadsheet invoice sitemap`,
  `commande commandes bibliotheque paquet fonction fonctions classe classes methode composant composants page pages
  formulaire formulaires table tables colonne colonnes base schema migration robot serveur file cron extension greffon
  analyseur extracteur tableau graphique graphiques rapport rapports pipeline passerelle conteneur requete requetes
  vue route routes bouton boutons menu entete pied calendrier calculatrice calculette compteur minuteur chronometre jeu blog
  boutique panier lettre notification notifications courriel courriels mail gabarit modele controleur depot
  compilateur interpreteur tableur facture editeur lecteur convertisseur simulateur test tests documentation
  variable constante champ parametre portail lien connexion inscription mot-de-passe sms onglet fenetre menu
  script scripts api module point terminaison`,
);
