"""The fixed words of a letter in Russian.

The word "organisation" takes the case endings, so that the name of one need not.
"""

from campaign.letters.phrases.words import Phrases

PHRASES = Phrases(
    re_label="Касательно:",
    asking="Настоятельно призываю Вас:",
    asking_to_convey="Настоятельно призываю власти Вашей страны:",
    convey=("Прошу Вас передать эти требования властям Вашей страны и сообщить мне об их ответе."),
    closing="С глубоким уважением,",
    withheld=(
        "Имя не раскрывается; адрес электронной почты подтверждён организацией {organisation}"
    ),
    anonymous_sender="Неравнодушный человек",
    via="{name} через организацию {organisation}",
    attestation=(
        "Автор этого письма подтвердил его по электронной почте организации {organisation}, "
        "которая отправляет его от имени автора. Просим направить ответ автору по адресу {reply}."
    ),
    paper_attestation=(
        "Автор этого письма подтвердил его по электронной почте организации {organisation} и "
        "отправляет его сам обычной почтой. Просим направить ответ автору по адресу {reply}."
    ),
    contact_us="Связаться с организацией {organisation} по поводу этих писем: {contact}.",
    appeal_page="Обращение: {page}.",
    quote_code="Просим указать в ответе {code} и номер письма {reference}.",
    quote_reference="Просим указать в ответе номер письма {reference}.",
    reference_label="Номер письма:",
    page_label="Страница {page} из {pages}",
    joint_sender="Подписавшиеся ({n})",
    joint_asking="Настоятельно призываем Вас:",
    joint_asking_to_convey="Настоятельно призываем власти Вашей страны:",
    joint_convey=(
        "Просим Вас передать эти требования властям Вашей страны и сообщить нам об их ответе."
    ),
    joint_closing="С глубоким уважением,",
    joint_signatory="Число подписавшихся, каждый от своего имени: {n}",
    joint_attestation=(
        "Каждый из подписавшихся подтвердил это письмо по электронной почте организации "
        "{organisation}, которая отправляет его от их имени — одним письмом, чтобы не обременять "
        "Вас множеством. Просим направить ответ по адресу {reply}."
    ),
    joint_heading="Число подписавшихся с {first} по {last}: {n}",
    joint_columns=("№", "Имя", "Страна", "Дата подписания"),
    joint_unnamed=(
        "Без указания имени, адрес электронной почты подтверждён организацией {organisation}: {n}"
    ),
    joint_words="Что некоторые добавляют от себя",
)
