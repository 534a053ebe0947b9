"""French headings, labels and honorifics."""

from campaign.appeals.headings.words import Headings, Labels

FRENCH = Headings(
    tag="fr",
    banner=(
        r"(?:(?:appel|intervention|action)s? urgent(?:e|s|es)?|l['’]observatoire|observatoire"
        r"|pour diffusion immédiate|défenseur(?:e|es|s)?(?:[·./-]\w{1,4}){0,2} des droits humains"
        r"|communiqué de presse|cas|code|référence|réf\.?"
        r"|fidh|omct|fidh[ /&-]{1,3}omct|omct[ /&-]{1,3}fidh"
        r"|appel urgent\s?[-–—:]\s?l['’]observatoire"
        r"|l['’]observatoire pour la protection des défenseurs des droits de l['’]homme)"
    ),
    head_labels=r"titre|objet|sujet|catégories?|thèmes?|types? de violations?|date|concerne",
    update_banner=(
        r"(?:nouvelles? informations?|mise à jour|informations? complémentaires?|suivi"
        r"|nouveaux développements|faits nouveaux|complément d['’]information)"
    ),
    closed_banner=(
        r"(?:(?:cas|appel|dossier) (?:clos|clôturé|fermé)|clôture (?:du cas|de l['’]appel)"
        r"|bonnes? nouvelles?|dernière mise à jour|fin de l['’](?:action|appel)|action terminée)"
    ),
    furniture=(
        r"(?:(?:de|envoyé|cc|répondre à)\s?:.{0,80}@.{0,80}"
        r"|lire (?:la suite|aussi|plus).{0,40}|partager(?: .{0,30})?|imprimer(?: .{0,20})?"
        r"|haut de page|retour(?: .{0,30})?|soutenez.{0,30}|faire un don|je donne|agir"
        r"|s['’](?:abonner|inscrire).{0,40}|suivez-nous.{0,40}|facebook|twitter|x|whatsapp|linkedin"
        r"|(?:télécharger|voir|ouvrir) .{0,40}|pdf|en|fr|es|ru|ar|english|français|español"
        r"|(?:.{0,60}\s)?page \d{1,3} ?/ ?\d{1,3}|page \d{1,3}(?: (?:sur|de) \d{1,3})?"
        r"|aller au .{0,30}|menu|recherch(?:e|er)|accueil"
        r"|contact(?:ez-nous)?|à lire aussi|mots-clés?|cookie.{0,60}|tous droits réservés.{0,60}"
        r"|actualités|précédent|suivant|voir aussi|©.{0,80})"
    ),
    formula=(
        r"(?:vous )?(?:prie(?:nt)?|demande(?:nt)?|sollicite(?:nt)?|requi(?:er|èr)(?:t|ent)"
        r"|appelle(?:nt)?)"
        r"(?: (?:à|de))?(?: bien vouloir)?(?: (?:d['’]|de |votre |vous d['’])?)"
        r"(?:intervenir|intervention|action)\b(?:,? (?:de toute urgence|d['’]urgence|en urgence"
        r"|urgemment|urgente|la plus urgente))?"
    ),
    story_heading=(
        r"(?:(?:brève |courte )?description (?:de la situation|des faits|du cas|des événements)"
        r"|(?:bref )?rappel (?:de la situation|des faits|du contexte)|rappel"
        r"|nouvelles? informations?|informations? complémentaires?|mise à jour"
        r"|(?:derniers|nouveaux) développements|contexte|informations? générales?|les faits|faits"
        r"|la situation|le cas|résumé(?: des faits)?)"
    ),
    actions_heading=(
        r"(?:les )?actions? (?:requises?|demandées?|recommandées?|sollicitées?|suggérées?)"
        r"|recommandations?(?: aux autorités)?|demandes?|nos demandes|ce que vous pouvez faire"
        r"|dans (?:les appels|les lettres|vos lettres|vos appels) que vous ferez parvenir.{0,120}"
    ),
    actions_intro=(
        r"\b(?:écri(?:re|vez)|lettres?|appels?)\b[^.]{0,60}\bautorités\b"
        r"|\b(?:leur|les|aux autorités\b[^.]{0,80})\s(?:demandant|priant|exhortant|appelant|de)\b"
        r"|\b(?:demande(?:nt)?|exhorte(?:nt)?|appelle(?:nt)?|prie(?:nt)?)"
        r" (?:leur|les|aux) ?[^.]{0,120}\b(?:autorités|gouvernement)\b[^.]{0,80} (?:de|à)\b"
    ),
    addresses_heading=(
        r"(?:les )?(?:adresses?|coordonnées)(?: postales?| utiles?)?(?: des autorités)?"
        r"|contacts?|destinataires?"
        r"|(?:veuillez |merci d['’]|prière d['’])?(?:écri(?:re|vez)|adresse[rz]|envoye[rz]|envoyer)"
        r"(?: vos (?:lettres|appels|messages|courriers))? (?:à|aux)"
        r"|(?:vos )?(?:lettres|appels|messages) (?:peuvent|doivent|sont à) être (?:adressée?s"
        r"|envoyée?s) à"
        r"|autorités(?: à contacter)?"
    ),
    copies_heading=(
        r"(?:avec |et |envoyez |veuillez envoyer )?(?:une |des )?copies?(?: de [\w ]{1,40})?"
        r" (?:à|au|aux)|copies?|c\.?c"
    ),
    diplomatic=(
        r"\b(?:écri\w{1,4}|adress\w{1,3}|envoy\w{1,3}|lettres?|copies?|appels?)\b.{0,200}"
        r"\b(?:diplomatiques?|ambassades?|consulats|missions permanentes)\b.{0,200}"
        r"\b(?:vos?|votre|respectifs?|vous)\b"
        r"|\breprésentations? diplomatiques?\b.{0,120}\b(?:vos?|votre|respectifs?)\b"
    ),
    report=(
        r"\b(?:inform|averti|tenir|tene)\w{1,4}\b.{0,60}\b(?:action|démarche|initiative"
        r"|informée?s?)"
        r"|\b(?:nous informer|informer l['’]observatoire|nous tenir informée?s)\b"
        r"|\ben (?:indiquant|mentionnant|citant|rappelant|précisant) (?:le code|la référence)"
    ),
    closing=(
        r"^(?:merci|veuillez|prière|nous vous (?:prions|remercions)) (?:bien )?(?:de |d['’])?"
        r"(?:nous )?(?:bien vouloir )?(?:nous )?(?:inform|ten)"
        r"|^l['’]observatoire,? .{0,60}\b(?:partenariat|programme)|^l['’]observatoire est un"
        r"|^pour (?:plus|de plus amples|davantage) d['’]?(?:informations?)?|^créé en 1997|^merci\b"
    ),
    own_contact=(
        r"(?:contacter l['’]observatoire|ligne d['’]urgence|fidh|omct|\bl['’]observatoire\b"
        r"|contact presse)"
    ),
    reader_note=r"^(?:veuillez|merci (?:de|d['’])|prière|vous pouvez|si vous)\b",
    deadline=(
        r"\b(?:avant le|jusqu['’]au|d['’]ici(?: au| le)|au plus tard|délai(?: d['’]envoi)?"
        r"|date limite|expire le)\b"
    ),
    update_of=(
        r"\b(?:mise à jour (?:de|du)|met à jour|complète|suite (?:à|de|au)|fait suite (?:à|au)"
        r"|nouvelles? informations? sur|remplace|cf\.)"
    ),
    issuer_joins=(
        r"\b(?:de|du|d['’]|entre|par|avec|et)\b(?: (?:de|entre|par)\b)?(?: (?:la|le|les)\b| l['’])?"
    ),
    article=r"l['’]\s?|l[ae]s?\s",
    labels=Labels(
        tel_fax=(
            r"(?:tél(?:éphone|\.)?|tel(?:\.)?)\s?(?:/|&|et|-|\+|,| ou)\s?(?:télé)?(?:fax|copie)"
            r"|(?:télé)?fax\s?(?:/|&|et)\s?tél(?:éphone)?"
        ),
        fax=r"(?:télé|tele)?fax(?: n[o°º])?|télécopie(?:ur)?|telecopie(?:ur)?|facs?\.?|f(?=:)",
        phone=(
            r"tél(?:éphones?|s)?|tel(?:ephones?|s)?|portables?|mobiles?|standard|whatsapp|gsm"
            r"|t(?=:)"
        ),
        email=r"e-?\s?mails?|courriels?|adresses? (?:électroniques?|e-?mail|courriel)|mél|mail|mel",
        ignored=(
            r"télex|telex|télégrammes?|sites? (?:web|internet)|web|internet|formulaire(?: .{1,20})?"
            r"|twitter|x|facebook|instagram|skype|linkedin|telegram|https?|port"
        ),
        salutation=r"formule d['’]appel|salutations?|titre d['’]appel|formule de politesse",
        name=r"noms?|destinataire",
        office=r"fonction|poste(?= ?:)|titre|qualité|autorité|institution",
        address=r"adresse(?: postale)?|par (?:courrier|voie postale)|par la poste",
    ),
    honorifics=(
        r"S\.?\s?E\.?\s?(?:M(?:me)?|Mr)?|Son Excellence|Leurs Excellences|Sa Majesté"
        r"|Monsieur|Madame|Mademoiselle|Messieurs|Mesdames|M|Mr|Mme|Mlle|MM|Mmes|Me|Maître"
        r"|Dr|Docteure?|Pr|Prof|Professeure?|S\.?A\.?R?|Sa Sainteté|Mgr|Sheikh|Cheikh|Hon"
    ),
    ranks=(
        r"(?:Lieutenant|Vice)[.-]?\s?(?:Colonel|Amiral)|Général(?: (?:de (?:division|brigade"
        r"|corps d['’]armée)|d['’]armée))?|Gén|Colonel|Col|Commandant|Capitaine|Cne"
        r"|Lieutenant|Amiral"
        r"|Juge|Sénateur|Sénatrice"
    ),
    offices=(
        r"ministres?|ministères?|(?:vice-?)?président[es]?|présidence|premi(?:er|ère)|procureure?s?"
        r"|procureur\w{0,3}|garde des sceaux|ambassad\w{1,5}|consul\w{0,3}|mission|commission"
        r"|commissaire|comité|conseil\w{0,5}|secrét\w{1,7}|département|direction|direct\w{1,5}"
        r"|bureau|chef\w{0,2}|commandant\w{0,2}|cour|tribunal|juge|magistrat\w{0,2}|parlement"
        r"|assemblée|sénat|congrès|gouvern\w{1,6}|maires?|mairie|préf\w{1,7}|inspect\w{1,6}|police"
        r"|gendarmerie|armée|forces|agence|autorité|médiat\w{1,5}|défenseure?|représent\w{1,6}"
        r"|délégation|chancel\w{1,6}|roi|reine|sultan|émir|prince|députée?|administration|services?"
        r"|sécurité|renseignements?|institut|cabinet|défense|intérieur|affaires|droits|justice"
        r"|surintendant|greffier|union|société|entreprise|rapporteure?|haut-commissaire"
    ),
    office_splits=(
        r"(?:(?:Vice|Premi(?:er|ère)|Haut|Sous)[\s-]){0,2}"
        r"(?:[Mm]inistre|Président[e]?|Procureure?|Garde des [Ss]ceaux|Ambassad(?:eur|rice)"
        r"|Secrétaire|Commissaire|Direct(?:eur|rice)|Gouverneure?|Préfète?|Inspect(?:eur|rice)"
        r"|Représentante?|Commandante?|Maire|Chanceli(?:er|ère)|Ministère|Chef(?:fe)?"
        r"|Médiat(?:eur|rice)"
        r"|Défenseure?|Juge)"
    ),
    missions=r"ambassade|mission|consulat|délégation|représent(?:ation|ante?) permanente?",
    streets=(
        r"rue|route|chemin|avenue|av\.|boulevard|bd\.?|blvd\.?|place|quai|impasse|allée"
        r"|allées|cours"
        r"|square|passage|voie|lot|b\.?\s?p\.?|boîte postale|cedex|quartier|secteur|zone|cité"
        r"|street|road|rond-point|esplanade|faubourg|villa|îlot|case postale|c\.?p\."
    ),
    prefix_streets=(
        r"rue|route|chemin|avenue|av\.|boulevard|bd\.?|place|quai|impasse|allées?|cours|square"
        r"|passage|voie|b\.?\s?p\.?|boîte postale|case postale|c\.?p\.|rond-point|esplanade"
    ),
    buildings=(
        r"bâtiment|immeuble|palais|tour|complexe|étage|siège|bureau n|salle|villa|annexe|centre"
        r"|résidence|porte|caserne|hôtel"
    ),
    seated=r"(?:\b(?:à|au|aux|en)\b|\bauprès\b)",
)
