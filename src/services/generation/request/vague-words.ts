import { wordSet } from "./plain-word.ts";

/** Words that praise or wave at something without saying what is to be made. */
export const vagueWords = wordSet(
  `something anything everything whatever somehow someway somewhere stuff thing things thingy whatnot
  better best good great nice cool awesome amazing beautiful pretty gorgeous stunning modern sleek fancy shiny neat sweet
  fast faster quick quicker quickly simple simpler easy easier clean cleaner nicer cooler smoother smooth lighter
  user-friendly friendly intuitive robust scalable powerful smart smarter clever innovative creative professional
  proper properly perfect ultimate seamless engaging flexible advanced useful interesting fun addictive exciting
  impressive wonderful excellent fantastic incredible unique original special revolutionary disruptive
  disrupt revolutionize revolutionise transform transformation leverage leveraging empower unlock synergy ecosystem
  next-gen next-generation cutting-edge state-of-the-art world-class best-in-class end-to-end holistic comprehensive
  enterprise-grade premium elegant stylish trendy catchy popular famous viral successful profitable
  maybe perhaps probably kinda sorta possibly basically generally usual usually normal appropriate suitable relevant
  relevantly reasonable correct correctly right wrong broken weird ugly bad messy slow sluggish outdated
  improve improved improvement improvements enhance enhanced enhancement optimize optimise optimized optimized optimization
  upgrade revamp modernize modernise polish tweak refresh overhaul boost elevate fix-up spice
  different new etc bit lot lots bunch magic magical wow pop ai-powered blockchain metaverse web3`,
  `quelquechose n'importe nimporte truc trucs machin bidule chose choses mieux meilleur meilleure bien bon bonne bons
  beau belle beaux joli jolie sympa super genial geniale cool moderne modernes rapide rapides vite rapidement simple simples
  simplement facile faciles facilement propre propres proprement intuitif intuitive robuste puissant puissante intelligent
  intelligente innovant innovante innovante creatif professionnel professionnelle parfait parfaite parfaitement complet
  complete efficace efficaces utile utiles interessant interessante fun amusant ludique attrayant attractif attractive
  elegant elegante unique original originale special speciale revolutionnaire incroyable formidable excellent excellente
  extraordinaire magnifique ultime flexible avance avancee evolutif evolutive performant performante performants
  peut-etre genre style sorte espece environ habituel habituelle normal normale correct correcte correctement adapte adaptee
  convenable lent lente moche casse cassee bizarre mauvais mauvaise nul nulle
  ameliorer ameliore ameliorez amelioration ameliorations optimiser optimise optimisez optimisation moderniser modernise
  modernisez revoir refaire arranger arrange booster dynamiser rafraichir transformer revolutionner
  nouveau nouvelle nouveaux different differente plein marche marcher tendance`,
);

/** Words of business and of computing at large: content, yet they narrow nothing down. */
export const fillerWords = wordSet(
  `app apps application applications site sites website websites web system systems software platform platforms tool tools
  program programs project projects product products solution solutions feature features functionality code codebase
  idea ideas backend back-end frontend front-end stack tech technology technologies digital online internet cloud mobile
  business businesses company companies startup enterprise industry market world people person everyone someone anybody
  everybody user users client clients need needs experience level potential value growth goal goals process processes
  data information info content thing work works working job jobs way ways time times day days life problem problems issue
  issues bug bugs error errors performance quality design look looks feel feeling interface ui ux ai ml intelligence
  artificial machine automation automate automated help helps helping make makes making made do doing thing option options
  part parts place stuff version fully full whole complete entire several various multiple certain support supports
  handle handles manage manages management managing deal run runs running place know think try show big small large huge
  biggest small little next last first today tomorrow soon asap urgent quickly everything requirement requirements
  specification specifications spec feature-rich standard standards practice practices modernity improvement team teams
  change changes update updates thanks hello hi hey sure ok okay please start started begin guy guys stakeholder
  stakeholders services service strategy vision mission brand engagement productivity efficiency scale scales
  scalability security reliability usability maintainability readability professionalism learning
  efficient efficiently efficiency reliable secure maintain maintainable together daily employee employees staff talk tell
  think thought complain complaining ask asked question expect expected result results look watch see feel love want wish
  dream hope allow allows possible possibility everyday ambition ambitious color colors animation animations visitor visitors
  impress impresses increase reduce save saving grow growing reach attract achieve succeed success future opportunity
  collaborate collaboration communicate communication discuss agent assistant intelligence latest connect share`,
  `appli applis application applications site sites web systeme systemes logiciel logiciels plateforme plateformes outil
  outils programme programmes projet projets produit produits solution solutions fonctionnalite fonctionnalites code idee
  idees technologie technologies numerique digital ligne internet cloud mobile entreprise entreprises societe boite startup
  business marche monde gens personne personnes utilisateur utilisateurs client clients besoins experience niveau potentiel
  valeur croissance objectif objectifs processus donnees donnee information informations infos contenu travail boulot
  facon maniere temps jour jours vie probleme probleme problemes souci soucis bug bugs erreur erreurs performance
  performances qualite design look interface ia intelligence artificielle automatisation automatiser automatique aide aider
  aidez aider faire fais faites option options partie parties version entier entiere plusieurs divers certains gerer gere
  gerez gestion gestionnaire gros grosse grand grande petit petite prochain dernier premiere premier urgent specification
  specifications exigence exigences norme normes pratique pratiques equipe equipes changer change changez changement
  changements mise jour mettre mets merci salut bonjour service services strategie vision marque productivite efficacite
  securite fiabilite chose activite affaire affaires gens tourner tourne fonctionner fonctionne fonctionnent coup main bord
  regarder regarde dire dis pense penses penser genie ambition couleur couleurs animation animations visiteur visiteurs
  fiable fiables securise securisee quotidien quotidienne ensemble collaborer collaboration communiquer employe employes
  collaborateur collaborateurs productif productive productives resultat resultats question questions reve rever envie
  possible permettre permet permette souhaite souhaiterais augmenter reduire gagner attirer reussir succes avenir
  opportunite agent assistant marrant demander`,
);

/** Everyday words: they make prose, and prose of them alone asks for nothing definite. */
export const everydayWords = wordSet(
  `accept act add again ago agree almost alone along amount another answer appear area arrive assume attention available
  aware basic beat become began behave behavior believe belong beside beyond blank body both bother bring broad brought busy
  call called came care carry case catch cause center central chance character choice choose clear close collective come
  comes coming comfortable common community competitor competitors complete completely concept concern condition consider
  considered consistent control core correct cost could couple course cover crazy create current currently daily deal dealing
  decide deep deliver delivering depend describe desire detail develop direction dive drive driving drop early effect effort
  else enjoy enough entirely especially evening event eventually ever evolve exact exactly example excited exist existing
  explain explore extremely eye face fact fail fair fall familiar family far favorite feedback feel felt few field figure
  finally find fine finish fit focus follow following follows forget form forward found free fresh friend friends front
  generation gives giving glad general generic gave given go goes gone gradually great group grown guess guys half happen
  happened happens happy hard hate heart heavy held hear hold home hope hoping hour hours huge human hundred ideal ideally
  imagine immediately impact important impossible inside insight insights inspire instead interact interaction internal
  internally involve journey join keep kept key kind knew knowledge known lack last late lately later lead leader learn least
  leave left less let letting level life light likely line listen live long longer look looked lose lost love low luck main
  mainly majority matter mean means meet member members memorable mention middle might mind minimal mistake moment month more
  morning mostly motivated move much multiple must natural near necessary neither never nobody none normally nothing notice
  nowadays number obviously occur offer often old once ongoing open opinion order others otherwise overall own pace pain past
  pay perfect perform person personal pick piece plan play pleasant please pleased plenty point positive present presence
  pretty previous price primary private produce progress promise proud prove provide public purpose push put question quiet
  quite raise range rare rather reach reaction ready real realize really reason receive recent recently recognize regard
  relate relation remain remember represent require respect respond rest review rich rise role room rough run safe same save
  saw say says scene seamlessly second see seem seems seen sense separate serious serve set share sharing shift short show
  side sign similar simply since single sit situation skill slightly smart social solid solve sound space speak specific
  specifically spend spent spirit spot stage standing stand stay step stick strong structure structured struggle style
  subject suddenly suggest sure surprise surrounding tailor tailored take taken talk talking taste tell tend term terms
  thank themselves themes think thinking thought thousand together told tone took top topic total touch touchpoint totally
  town track trend trouble true trust try trying turn twice typical understand unfortunately unless unlike usually various
  version view vision visit voice wait walk wanted waste watch week weeks well went whatever whenever whole wide willing win
  wonder word words worry worth write wrote year years yesterday young yourself actionable audience atmosphere exchange
  beautiful presence pleasant opportunity`,
  `accepter accueillir actuel actuelle actuellement agir agreable ainsi aime aimer ajouter aller allons ambiance ancien ancienne
  apparemment apporter apprecier apprendre arrive arriver assurer attendre attend attention attraction aujourd hui avenir
  avis base basique besoin blanche bouger bout but capable carte cas cause cela centre certain certainement changer chemin
  cher chercher choisir choix clair clairement classique coeur commencer comme commun comprendre compter concept concerne
  concret concurrent concurrents confiance confort confortable connaitre conseil considerer construire contact contraire
  convivial convient cote couper courant cours creatif croire croit debut decider decouvrir dehors demain demande depend
  dernierement derriere desormais detail devenir devoir dire direct directement discuter donc donne donner douter droit dur
  dynamique ecouter effet efficacement effort egalement eh element emotion endroit energie enfin enorme ensemble ensuite
  entendre entourage entretenir environnement envers envisager epoque equilibre essayer essentiel eviter evoluer evidemment
  exactement exemple exister expliquer exploiter face fasse faut fin finalement finir fois fond force forme fort fraiche
  frais gagner garder general generalement genial grandir gros groupe habitude haut hesiter heure heures hier histoire
  humain ici ideal idealement image imaginer immense impact important imposer impression inspirer interessant interesse
  interieur interne internes jeune jouer juste laisse laisser lancer langue libre lien lieu limite loin long longtemps
  lumiere main maintenant majeur mal manque manquer marque matin meme mener mieux milieu mille minimum moindre moins moitie
  moment monde montrer mot moyen naturel naturellement necessaire niveau nombre nombreux nommer notamment nuit objet obtenir
  occasion offrir oser oublier ouvert ouvrir pareil parfois parler parole particulier partager partout pas passer passe
  passion penser perdre perception permanent personnel perspective petit plaire plaisir plan plein plupart plutot point
  porter poser possibilite pousser pouvoir pratiquement pratique preferer prendre presence present presque pret prevoir
  principal prix proche profiter profond progres progressivement projeter promettre proposer public puissance qualite
  quotidiennement raconter raison rapport rassemble rassembler realite recemment recevoir recherche reconnaitre reel
  reellement reflechir refleter regard rejoindre remarquer rencontrer rendre rendu rentrer repondre reponse representer
  requis respect respirer ressembler ressentir ressource rester reste restent resultat retenir retour retrouver reunir rien
  role route sain savoir sembler semblable sens sensation sentir sentiment serieux servir seul seulement siecle signifie
  simplement situation social soin soir solide sommes sorte sortir souci souhait soudain source sourire soutenir souvent
  specifique succes suffire suite suivant sujet surprendre surtout temps tendance tenir tenter terme tirer titre total
  totalement toucher tour tourner tout traiter travailler travers tres trouver type unique usage utilisation utiliser
  utilisateur valeur valoir venir veritable vers vie vieux visage visite vision vite vivant vivre voie voir vouloir voyage
  vrai vraiment vue yeux zone`,
);
