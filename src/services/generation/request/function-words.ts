import { wordSet } from "./plain-word.ts";

/** Words that carry no content of their own. They also tell the two languages apart. */
export const functionWords = {
  en: wordSet(`
    a an the and or but nor of to in on at by for with from into onto as is are was were be been being am do does did done
    have has had having will would shall should can could may might must i you he she it we they me him her us them my your
    his its our their mine yours ours theirs this that these those who whom whose which what where when why how there here
    if then else than so such not no yes only also just too very much many more most less least few some any each every all
    both either neither one two ones other another same own out up down off over under again once about above below between
    through during before after until while because since without within along across per via please let lets let's i'd i'm
    i've i'll it's don't can't won't that's there's we're we'd we'll you're isn't doesn't shouldn't cannot want wants wanted
    need needs needed like get gets got going gonna wanna able still already ever never now back away around instead rather
    upon against toward towards among inside outside onto using use uses used`),
  fr: wordSet(`
    le la les l un une des du de d au aux et ou mais ni or donc car a en dans sur sous par pour avec sans vers chez entre
    est sont etait etaient sera seront etre ete suis es sommes etes ai as avons avez ont avoir avait aurait aura fait faire
    je j tu il elle on nous vous ils elles me m te t se s lui leur leurs y mon ma mes ton ta tes son sa ses notre nos votre
    vos ce c cet cette ces ceci cela ca qui que qu quoi dont ou quand comment pourquoi combien lequel laquelle lesquels
    si alors sinon ainsi aussi tres plus moins peu beaucoup trop assez tout toute tous toutes chaque quelque quelques aucun
    aucune autre autres meme memes pas ne n non oui jamais toujours encore deja puis ensuite apres avant pendant depuis
    jusque jusqu lors lorsque parce afin etc voici voila ici la-bas il-y-a doit doivent dois peut peuvent peux pouvoir
    veux veut voudrais voudrait vouloir aimerais aimerait besoin faut faudrait svp stp merci bonjour`),
};
