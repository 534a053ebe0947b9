"""An appeal of our own: fictional people, numbers and addresses kept for fiction."""

APPEAL = """Valoria: Two river wardens jailed for measuring the water of Oru Bay

Urgent Appeal

The Observatory was informed by reliable sources about the arbitrary detention of two river \
wardens in Valoria[1].

VLA 004 / 1126 / OBS 031
Arbitrary detention / Judicial harassment
November 12, 2026

The Observatory for the Protection of Human Rights Defenders, a joint programme of FIDH and the \
World Organisation Against Torture (OMCT), requests your urgent intervention in the following \
situation in Valoria.

Description of the situation:

According to the information received, on November 4, 2026, Ms. Mara Tellin and Mr. Ovo Sand were \
arrested at Oru Bay[1].

The latter has had no access to a lawyer.

Actions requested:

i. Release the above-mentioned wardens immediately and unconditionally;

ii. Comply with the Declaration on Human Rights Defenders, in particular with:
 its Article 1;
 its Article 12.2.

Addresses:

· Mr. Aldo Marr, Minister of Justice, 2 Quay of Ropes, Port Vala, Valoria, Fax: +1 202 555 0123, \
Email: minister@justice.example.org
· Ms. Iva Kroll, Prosecutor General, 7 Court Street, Port Vala, Valoria, Fax: +1 202 555 0145, \
Email:
· Governor of the Province, 1 Market Square, Oru, Valoria
· H.E. Ms. Lena Dorn, Ambassador, Permanent Mission of Valoria to the United Nations in Geneva, \
Rue du Lac 99, 1207 Geneva, Switzerland, Fax: +33 1 99 00 12 34

Please also write to the diplomatic representations of Valoria in your respective countries.

Paris-Geneva, November 12, 2026

Kindly inform us of any action undertaken quoting the code of this appeal in your reply.

[1] See the wardens' report of October 2026.
"""

CODE = "VLA 004 / 1126 / OBS 031"
UPDATE = APPEAL.replace("OBS 031", "OBS 031.1").replace("two river", "three river")
WITHOUT_CODE = APPEAL.replace(CODE + "\n", "")
