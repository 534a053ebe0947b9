"""Spanish headings, labels and honorifics."""

from campaign.appeals.headings.words import AmnestyWords, Demands, Headings, Labels

SPANISH = Headings(
    tag="es",
    banner=(
        r"(?:(?:llamado|llamamiento|acci[oó]n|intervenci[oó]n|apelaci[oó]n)(?:es)? urgentes?"
        r"|(?:el )?observatorio|(?:llamado|llamamiento) urgente\s?[-–—:]\s?el observatorio"
        r"|para difusi[oó]n inmediata|defensor(?:es|as)?(?:[/ ]as)? de (?:los )?derechos humanos"
        r"|comunicado de prensa|caso|c[oó]digo|referencia|ref\.?"
        r"|fidh|omct|fidh[ /&-]{1,3}omct|omct[ /&-]{1,3}fidh"
        r"|el observatorio para la protecci[oó]n de los defensores de derechos humanos)"
    ),
    head_labels=r"t[ií]tulo|asunto|tema|categor[ií]as?|tipos? de violaci[oó]n(?:es)?|fecha",
    update_banner=(
        r"(?:nuevas? informaci[oó]n(?:es)?|actualizaci[oó]n|informaci[oó]n (?:adicional|actualizada"
        r"|complementaria)|seguimiento|nuevos (?:hechos|acontecimientos))"
    ),
    closed_banner=(
        r"(?:(?:caso|llamado|llamamiento) cerrado|cierre del (?:caso|llamado|llamamiento)"
        r"|buenas? noticias?|[uú]ltima actualizaci[oó]n|fin de la acci[oó]n)"
    ),
    furniture=(
        r"(?:franqueo\b.{0,60}|(?:de|para|a|enviado|cc|responder a)\s?:.{0,80}@.{0,80}"
        r"|leer (?:m[aá]s|tambi[eé]n).{0,40}|compart(?:ir|e)(?: .{0,30})?|imprimir(?: .{0,20})?"
        r"|volver(?: .{0,30})?|ap[oó]y(?:a|e)nos|donar?|haz(?: una)? donaci[oó]n|act[uú]a"
        r"|suscr[ií]b\w{1,5}.{0,40}|s[ií]guenos.{0,40}|facebook|twitter|x|whatsapp|linkedin"
        r"|(?:descargar|ver|abrir) .{0,40}|pdf|en|fr|es|ru|ar|english|français|español"
        r"|(?:.{0,60}\s)?p[aá]gina \d{1,3} ?/ ?\d{1,3}|p[aá]gina \d{1,3}(?: de \d{1,3})?"
        r"|saltar al .{0,30}|ir al .{0,30}|men[uú]|buscar"
        r"|inicio|contacto|art[ií]culos relacionados|etiquetas?|cookie.{0,60}"
        r"|todos los derechos reservados.{0,60}|noticias|anterior|siguiente|ver tambi[eé]n"
        r"|©.{0,80})"
    ),
    formula=(
        r"(?:solicitan?|piden?|requieren?|ruegan?)(?: con urgencia)?(?: (?:su|vuestra))"
        r"(?: (?:urgente|inmediata|m[aá]s urgente))?(?: y (?:urgente|inmediata))? "
        r"(?:intervenci[oó]n|acci[oó]n|atenci[oó]n)(?: (?:muy )?urgente| inmediata)?"
    ),
    story_heading=(
        r"(?:(?:breve |corta )?descripci[oó]n (?:de la situaci[oó]n|de los hechos|del caso)"
        r"|(?:breve )?(?:recordatorio|resumen) (?:de la situaci[oó]n|de los hechos|del caso)"
        r"|nuevas? informaci[oó]n(?:es)?|informaci[oó]n (?:actualizada|adicional|complementaria"
        r"|general)|actualizaci[oó]n|(?:[uú]ltimos|nuevos) acontecimientos|antecedentes|contexto"
        r"|los hechos|hechos|la situaci[oó]n|el caso|resumen)"
    ),
    actions_heading=(
        r"(?:las )?acci[oó]n(?:es)? (?:solicitadas?|requeridas?|recomendadas?|sugeridas?|pedidas?)"
        r"|recomendaci[oó]n(?:es)?(?: a las autoridades)?|peticiones|solicitudes|demandas"
        r"|qu[eé] puede hacer(?: usted)?"
    ),
    actions_intro=(
        r"\b(?:escrib(?:ir|an?|a)|cartas?|llamamientos?)\b[^.]{0,60}\bautoridades\b"
        r"|\b(?:inst[aá]ndol[ae]s|pidi[eé]ndoles|solicit[aá]ndoles|urgi[eé]ndol[ae]s)\b"
        r"|\b(?:pide|piden|solicita|solicitan|insta|instan|exhorta|exhortan)"
        r" a (?:las?|los?)\b[^.]{0,120}\b(?:autoridades|gobierno)\b[^.]{0,80} (?:que|a)\b"
    ),
    addresses_heading=(
        r"(?:las )?direcci[oó]n(?:es)?(?: postales?| [uú]tiles)?(?: de las autoridades)?"
        r"|contactos?|destinatari[oa]s"
        r"|(?:por favor,? |favor de |s[ií]rvase )?(?:escrib(?:ir|an?)|env[ií](?:ar|en?))"
        r"(?: sus (?:cartas|llamamientos|mensajes))? a"
        r"|(?:sus )?(?:cartas|llamamientos|mensajes) (?:pueden|deben) (?:ser enviad[oa]s|enviarse"
        r"|dirigirse) a|autoridades(?: a contactar)?"
    ),
    copies_heading=(
        r"(?:con |y |env[ií](?:en?|ar) )?(?:una )?copias?(?: de [\w ]{1,40})? (?:a|al)"
        r"|copias?|c\.?c"
        r"|(?:[^:.]{0,40}\W)?copias?\b[^:.]{0,80}(?:(?=:\Z)|(?<= a)(?=\Z))"
    ),
    diplomatic=(
        r"\b(?:escrib\w{1,4}|env[ií]\w{1,4}|dirig\w{1,5}|cartas?|copias?|llamamientos?)\b.{0,200}"
        r"\b(?:diplom[aá]tic[ao]s?|embajadas?|consulados|misiones permanentes)\b.{0,200}"
        r"\b(?:sus?|respectiv[oa]s?|vuestr[oa]s?)\b"
        r"|\brepresentaci[oó]n(?:es)? diplom[aá]ticas?\b.{0,120}\b(?:sus?|respectiv[oa]s?)\b"
    ),
    report=(
        r"\b(?:inf[oó]rm|comuni[cq]|hag)\w{1,6}\b.{0,60}\b(?:acci[oó]n|gesti[oó]n|iniciativa|saber)"
        r"|\b(?:h[aá]gan?nos saber|av[ií]sen?nos|cu[eé]nten?nos|comun[ií]\w{2,5}nos)\b"
        r"|\binformar(?:nos| al observatorio)\b|\bmant[eé]ng\w{1,6} informad[oa]s?\b"
        r"|\b(?:nos env[ií]\w{1,3}|env[ií]\w{0,3}nos)\b.{0,30}\bcopias?\b"
        r"|\bcopias? de (?:sus?|cualquier|las? respuestas?)\b.{0,60} a \S{1,60}@"
        r"|\b(?:citando|mencionando|indicando|se[nñ]alando) (?:el c[oó]digo|la referencia)"
    ),
    closing=(
        r"^(?:por favor,? |favor de |s[ií]rvanse? |les? (?:rogamos|agradece\w{1,6}"
        r"|pedimos) (?:que )?)"
        r"(?:nos )?(?:inf[oó]rm|mant)"
        r"|^el observatorio,? .{0,60}\b(?:programa|alianza|asociaci[oó]n|partenariado)"
        r"|^el observatorio es un|^para (?:m[aá]s|mayor) informaci[oó]n|^creado en 1997|^gracias\b"
    ),
    own_contact=(
        r"(?:contactar (?:con )?(?:el|al) observatorio|l[ií]nea de urgencia|fidh|omct"
        r"|\bel observatorio\b|contacto de prensa)"
    ),
    reader_note=r"^(?:por favor|favor de|s[ií]rvanse?|puede[ns]?|si usted)\b",
    deadline=(r"\b(?:antes del?|hasta el|a m[aá]s tardar|fecha l[ií]mite|plazo|vence el)\b"),
    update_of=(
        r"\b(?:actualizaci[oó]n (?:de|del|al?)|actualiza|seguimiento (?:de|del|al?)"
        r"|nuevas? informaci[oó]n(?:es)? sobre|sustituye|reemplaza|complementa)"
    ),
    issuer_joins=(
        r"\b(?:de|del|entre|por|con|y|e)\b(?: (?:de|entre|por)\b)?(?: (?:la|el|las|los)\b)?"
    ),
    article=r"el\s|la\s|los\s|las\s",
    labels=Labels(
        tel_fax=(
            r"tel(?:[eé]fono|\.)?\s?(?:/|&|y|-|\+|,| o)\s?(?:tele)?fax|(?:tele)?fax\s?(?:/|&"
            r"|y)\s?tel"
            r"(?:[eé]fono)?"
        ),
        fax=r"(?:tele)?fax(?:es)?|facs[ií]mil|telefacs[ií]mil|f(?=:)",
        phone=(
            r"tel(?:[eé]fonos?|s|f)?|tfno|tlf|m[oó]vil(?:es)?|celular(?:es)?|cel|conmutador|pbx"
            r"|centralita|whatsapp|t(?=:)"
        ),
        email=(
            r"e-?\s?mails?|correos? electr[oó]nicos?|correos?-e|correos?(?= ?:)|c\.?e\.?|mail"
            r"|courriel"
        ),
        ignored=(
            r"t[eé]lex|telegramas?|sitios? web|p[aá]ginas? web|web|internet|formulario(?: .{1,20})?"
            r"|twitter|x|facebook|instagram|skype|linkedin|telegram|https?"
        ),
        salutation=r"tratamiento|saludo|encabezamiento|f[oó]rmula de tratamiento",
        name=r"nombres?|destinatari[oa]",
        office=r"cargo|funci[oó]n|puesto|autoridad|instituci[oó]n",
        address=r"direcci[oó]n(?: postal)?|por correo(?: postal)?|domicilio",
    ),
    honorifics=(
        r"S\.?\s?E|Su Excelencia|Excmo|Excma|Excelent[ií]sim[oa]"
        r"|Se[nñ]ora? (?:Ministr[oa]|President[ea]|Fiscal|Director[a]?)(?= (?!de)[^\W\d_a-z])"
        r"|Se[nñ]or(?:a|ita)?|Sr|Sra"
        r"|Srta|Sres"
        r"|Sras|Don|Doña|D|Dña|Da|Dr|Dra|Doctora?|Lic|Licda|Licenciad[oa]|Ing|Abog|Prof|Profesora?"
        r"|Mtr[oa]|Arq|Monse[nñ]or|Mons|Ilmo|Ilma|Hon|H"
    ),
    ranks=(
        r"(?:Teniente|Mayor|Vice)[.-]?\s?(?:General|Coronel|Almirante)|General|Gral|Gen"
        r"|Coronel|Cnel"
        r"|Comandante|Cmdte|Capit[aá]n|Cap|Teniente|Tte|Almirante|Juez|Jueza|Magistrad[oa]"
        r"|Senadora?|Brigadier|Contralmirante|Mayor|Sargento|Subteniente"
    ),
    offices=(
        r"ministr[oa]s?|ministerios?|(?:vice-?)?president[ea]s?|presidencia|primer|fiscal(?:[ií]a)?"
        r"|procurad\w{1,5}|embajad\w{1,4}|c[oó]nsul|consulado|misi[oó]n|comisi[oó]n|comisionad[oa]"
        r"|comisari[oa]|comit[eé]|consej\w{1,5}|secretar\w{1,4}|subsecretar\w{1,4}|departamento"
        r"|direcci[oó]n|direct\w{1,4}|oficina|jef[ea]|jefatura|comandan\w{1,4}|corte|tribunal|juez"
        r"|jueza|juzgado|magistrad[oa]|parlamento|asamblea|senado|congreso|c[aá]mara|gobern\w{1,6}"
        r"|gobierno|alcald\w{1,3}|intendente|inspect\w{1,4}|polic[ií]a|guardia|ej[eé]rcito|fuerzas"
        r"|agencia|autoridad|defensor[ea]?\w{0,4}|procuradur[ií]a|representan\w{1,4}|delega\w{1,5}"
        r"|canciller(?:[ií]a)?|rey|reina|pr[ií]ncipe|diputad[oa]|administraci[oó]n|servicios?"
        r"|seguridad|inteligencia|instituto|gabinete|defensa|interior|gobernaci[oó]n|relaciones"
        r"|asuntos|derechos|justicia|superintendente|relator[ea]?|empresa|compa[nñ][ií]a|vocer[oa]"
    ),
    office_splits=(
        r"(?:(?:Vice|Primer[oa]?|Alt[oa]|Sub)[\s-]){0,2}"
        r"(?:Ministr[oa]|President[ea]|Fiscal|Procurador[a]?|Embajador[a]?|Secretari[oa]"
        r"|Comisionad[oa]|Director[a]?|Gobernador[a]?|Alcalde(?:sa)?|Inspector[a]?|Representante"
        r"|Comandante|Canciller|Ministerio|Jef[ea]|Defensor[a]?|Juez[a]?|Magistrad[oa])"
    ),
    missions=r"embajada|misi[oó]n|consulado|delegaci[oó]n|representa(?:ci[oó]n|nte) permanente",
    streets=(
        r"calle|c/|carrera|cra\.?|avenida|avda\.?|av\.?|boulevard|bulevar|paseo|plaza|plazuela"
        r"|camino|carretera|autopista|calzada|pasaje|callej[oó]n|jir[oó]n|jr\.|colonia|col\.|zona"
        r"|barrio|sector|manzana|lote|apartado(?: postal)?|apdo\.?|casilla|c\.?p\.|urbanizaci[oó]n"
        r"|edificio|km|kil[oó]metro|diagonal|transversal|ronda|street|rue|esquina"
    ),
    prefix_streets=(
        r"calle|c/|carrera|cra\.?|avenida|avda\.?|av\.?|boulevard|bulevar|paseo|plaza|plazuela"
        r"|camino|carretera|autopista|calzada|pasaje|jir[oó]n|jr\.|colonia|col\.|apartado"
        r"|apdo\.?|casilla|diagonal|transversal|barrio|km"
    ),
    buildings=(
        r"edificio|palacio|torre|complejo|piso|sede|oficina n|sala|casa|anexo|centro|planta|cuartel"
        r"|residencia"
    ),
    seated=r"(?:\b(?:en|a)\b|\bante\b)",
)

DEMANDS = Demands(
    story_heading=(
        r"(?:los )?hechos|antecedentes(?: del caso)?|contexto|resumen|descripción(?: del caso)?"
        r"|qué (?:pasó|ocurrió|sucedió)|información (?:adicional|complementaria|general)"
    ),
    actions_heading=(
        r"(?:nuestras )?(?:demandas|peticiones|exigencias)|pedimos|exigimos|solicitamos"
        r"|qué puede(?:s)? hacer"
    ),
    actions_intro=(
        r"^(?:por favor,? |favor de )?(?:escrib(?:a|an|e|ir)|enví(?:e|en|a)|enviar|dirija(?:n"
        r"|se)?)"
        r"\b[^:]{0,240}\b(?:a|que|para|pidiendo|solicitando|instando)\b[^:]{0,120}:\Z"
        r"|\b(?:pid|pedi|solicit|exig|exhort|inst|urg|demand|requier"
        r"|llam)\w{0,5}\b[^.]{0,160}:\Z"
        r"|\bautoridades\b[^.]{0,60}\bdeben\b[^.]{0,20}:\Z"
    ),
    addresses_heading=(
        r"(?:por favor,? |favor de )?(?:escrib(?:a|an|e|ir)|enví(?:e|en|a)|enviar|dirija(?:n)?)"
        r"(?:se)?(?: (?:sus?|las?|los?|esta)? ?(?:cartas?|llamamientos?|mensajes?|correos?"
        r"|faxes))?"
        r"(?:,? (?:antes del?|hasta el) [^:.]{4,40}?)?,? a(?: las?| los?)?"
        r"(?: (?:siguientes?|direcciones|autoridades (?:siguientes|indicadas))[^:.]{0,60})?"
        r"|(?:las |sus )?(?:cartas|llamamientos|mensajes) (?:a|deben|pueden|se)\b[^:.]{0,60}"
        r"|a quién escribir|destinatari[oa]s?|dirigirse a"
    ),
    closing=(
        r"^para (?:más|mayor) información|^cont[aá]cte(?:nos|se)"
        r"|^(?:en solidaridad|solidariamente|fraternalmente|atentamente)\b"
    ),
    deadline=(
        r"\bplazo\b.{0,20}:|\bfecha (?:l[ií]mite|tope)\b.{0,40}?:|\bantes del?\b|\bhasta el\b"
        r"|\b[uú]ltimo d[ií]a\b.{0,40}?:|\bdespu[eé]s del?\b"
    ),
    letter_heading=(
        r"(?:modelo|ejemplo|propuesta|texto) de (?:la )?(?:carta|mensaje|correo)"
        r"|carta(?: (?:modelo|tipo|sugerida|propuesta|a enviar))?|texto sugerido"
    ),
    letter_opening=(
        r"(?:(?:Muy )?(?:Estimad|Distinguid|Respetad|Señor|Excelent)\w{1,12}|Su Excelencia"
        r"|Excelencia|De mi (?:mayor )?consideración)\b[^.;]{0,80}"
    ),
    letter_close=(
        r"(?:.{0,60}\b(?:le saluda|atentamente|saludos cordiales|respetuosamente|se despide"
        r"|cordialmente)\b.{0,60})"
    ),
    signature=r"[\[(]?(?:su )?(?:nombre|firma|dirección|fecha)\b.{0,60}|_{3,80}",
    greeting=r"(?:queri|estima)d[oa]s? (?:amig|coleg|compañer|lector)\w{1,3}.{0,60}",
    issues=r"temas?|categorías?|violaciones|asuntos?",
    code_label=(
        r"(?:nuestra )?(?:ref(?:erencia)?|código)(?:[ .]{0,2}n[o°º.]?)?|(?:caso"
        r"|llamamiento) n[o°º.]"
    ),
    asks=(
        r"(?:\A|[.!?]\s)(?P<who>[^.:;,!?]{3,90}?) (?:le |les )?"
        r"(?:piden?|solicitan?|exigen?|exhortan?|instan?|hacen? un llamamiento|llaman? a"
        r"|condenan?|expresan?)\b"
    ),
    writes=r"\b(?:cartas?|llamamientos?|escrib\w{1,3}|mensajes?|enví\w{1,3}|enviar|acciones)\b",
    organisations=(
        r"\A(?:el |la |los |las )?(?:red|sindicato|comité|comisión|centro|grupo|campaña|coalición"
        r"|alianza|consejo|instituto|federación|asociación|fundación|sociedad|colectivo|liga"
        r"|confederación|unión|organización|movimiento|foro|internacional de|coordinadora"
        r"|plataforma|central|mesa|frente)\b|\A(?:PEN|ACAT)\b|\b(?:internacional|sin fronteras)\Z"
    ),
    asking=r"\b(?:pedi|pid|exig|demand|solicit|petici|rogamos|reclam|reivindic)\w{0,8}",
)

AMNESTY = AmnestyWords(
    issuer=r"Amnist[ií]a Internacional|Amnesty International",
    banner=r"acci[oó]n(?:es)? urgentes?|amnist[ií]a internacional|act[uú]en?|act[uú]a ya",
    header=(
        r"externo|(?:para general )?(?:distribuci[oó]n )?p[uú]blic[oa]|[ií]ndice(?: ai)?|fecha"
        r"(?: de emisi[oó]n)?|distr|au|de"
        r"|(?:m[aá]s )?informaci[oó]n(?: adicional| complementaria)? sobre(?: la)?"
        r"|(?:primera|segunda|tercera|cuarta|quinta)(?: au| actualizaci[oó]n(?: de(?: la)?)?)?"
        r"|actualizaci[oó]n(?: de(?: la)?)?|fin de la acci[oó]n|buenas noticias|acci[oó]n urgente"
    ),
    earlier=r"\b(?:emitida|publicada|del?) el\s{1,3}",
    follows=(
        r"\binformaci[oó]n (?:adicional |complementaria )?sobre (?:la )?AU\b"
        r"|\b(?:segunda|tercera|cuarta|quinta) AU\b|\bactualizaci[oó]n de (?:la )?AU\b"
    ),
    closes=(
        r"\bfin de la acci[oó]n\b|\bbuenas? noticias?\b|\b[uú]ltima actualizaci[oó]n\b"
        r"|\bno (?:se requiere|se solicita|es necesari\w|son necesari\w\w)\b.{0,40}"
        r"\b(?:acci[oó]n|acciones|llamamientos)"
    ),
    update_of=(
        r"\b(?:actualizaci[oó]n (?:de|sobre)(?: la)?|informaci[oó]n (?:adicional |complementaria )?"
        r"sobre(?: la)?)\s{0,3}$"
    ),
    story=(
        r"informaci[oó]n (?:adicional|complementaria|general|de fondo)|antecedentes"
        r"|informaci[oó]n sobre los antecedentes"
    ),
    actions=(
        r"(?:otras )?acci[oó]n(?:es)? recomendadas?|(?:por favor,? )?escriban(?: inmediatamente)?"
        r"|(?:sírvanse enviar|env[ií]en) (?:telegramas|faxes|cartas|t[eé]lex|correos"
        r"|los llamamientos"
        r" de manera)"
    ),
    letter=(
        r"act[uú](?:en?|a)\s?:\s?(?:redact|escrib|env[ií])\w{1,4} (?:su|un|tu|vuestro)"
        r"|(?:carta|modelo)(?: de)? (?:modelo|carta)"
    ),
    addresses=(
        r"llamamientos a|env[ií]en(?: sus| los)? llamamientos antes del .{4,40}? a"
        r"|env[ií]en(?: sus| los)? (?:llamamientos|cartas) a|datos de contacto"
    ),
    copies=r"(?:y |con |env[ií]en )?copias? (?:de .{1,30} )?al?(?! la representaci)",
    diplomatic=r"\brepresenta(?:ci[oó]n|ciones|ntes) diplom[aá]tic[ao]s?\b",
    placeholder=r"nombre\s+direcci[oó]n 1\b.{0,160}",
    deadline=(
        r"\b(?:antes|despu[eé]s|m[aá]s tardar|m[aá]s tarde) del?\s?:?"
        r"|\bhasta(?: el)?\s?:?|\bfecha l[ií]mite\s?:?|\bexpira el"
    ),
    reader=(
        r"^(?:por favor|consulten|env[ií]en|si van|si desean|tambi[eé]n pueden|inserten|esta es la"
        r"|m[aá]s informaci[oó]n\s?:|gracias|no se requiere|muchas gracias)"
    ),
    fields=(
        r"nombres?(?: y (?:pronombres?|g[eé]nero)[^:]{0,40})?|pueden escribir llamamientos en"
        r"|hombre/mujer|sexo|g[eé]nero|idiomas?[^:]{0,80}"
        r"|act[uú]en lo antes posible[^:]{0,40}|enlaces? a la au[^:]{0,30}"
        r"|tambi[eé]n pueden escribir en su propio idioma"
    ),
    demand=r"\b(?:inst|pid|ruego|solicit|exhort)\w{0,6}\b",
    greeting=(
        r"(?:estimad[oa]s?|señora?|señores|excelencia|su excelencia|excelent[ií]sim[oa]"
        r"|distinguid[oa])\b.{0,80}[,:]"
    ),
    sign_off=(
        r"(?:(?:le saluda )?atentamente|(?:un )?cordial(?:es)? saludos?|saludos cordiales"
        r"|respetuosamente|muy atentamente|sin otro particular).{0,80}"
    ),
)
