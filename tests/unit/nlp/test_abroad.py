"""Systems of other languages: numerals, duals, classifiers, states, short verbs and compounds, digits and times of day."""

from __future__ import annotations

import pytest

from dharma_tui.nlp import numerals
from dharma_tui.nlp.lexicon import lexicons
from dharma_tui.nlp.linking import NameIndex
from dharma_tui.nlp.mentions import said
from dharma_tui.nlp.reading import Reader
from dharma_tui.nlp.recogniser import Recogniser
from dharma_tui.nlp.supposed_names import ordinary_words
from dharma_tui.nlp.tokens import normalise

TENS = {"de": "vierzig", "es": "cuarenta", "fr": "quarante", "it": "quaranta", "pt": "quarenta", "ru": "сорок"}
TENS |= {"ar": "أربعين", "hi": "चालीस"}


@pytest.mark.parametrize("language", sorted(TENS))
def test_numerals_of_a_language_go_from_zero_to_ninety_nine(language: str) -> None:
    told = dict(numerals.phrases(language))
    assert told[TENS[language]] == "forty"
    values = set(told.values())
    assert len(values) >= 98 and {"two", "nineteen", "twenty", "ninety-nine"} <= values


def test_languages_with_classifiers_have_no_numerals_in_their_lexicon() -> None:
    assert not [*numerals.phrases("zh"), *numerals.phrases("ja"), *numerals.phrases("ko")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("fünfundzwanzig Replikas für checkout", "25"),
        ("treinta y cinco réplicas", "35"),
        ("soixante-quinze réplicas", "75"),
        ("ventotto repliche", "28"),
        ("vinte e três réplicas", "23"),
        ("сорок пять реплик", "45"),
        ("خمسة وعشرين خادم", "25"),
        ("पच्चीस सर्वर", "25"),
        ("una docena de réplicas", "12"),
        ("mezza dozzina di repliche", "6"),
        ("une vingtaine de serveurs", "20"),
        ("пара реплик", "2"),
    ],
)
def test_numerals_in_words(reader: Reader, text: str, wanted: str) -> None:
    assert said(reader.read(text).mentions)["count"] == (wanted,)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("三台服务器", "3"),
        ("二十五个副本", "25"),
        ("一百二十台主机", "120"),
        ("两个节点", "2"),
        ("超过百分之八十的CPU", ">80%"),
        ("内存超过九成的主机", ">90%"),
        ("16核", "16cores"),
        ("三つのレプリカ", "3"),
        ("十二台のサーバー", "12"),
        ("파드 스물다섯 개", "25"),
        ("서버 두 대", "2"),
        ("서버 열두 대", "12"),
    ],
)
def test_numerals_before_a_classifier(reader: Reader, text: str, wanted: str) -> None:
    assert said(reader.read(text).mentions)["count"] == (wanted,)


@pytest.mark.parametrize(
    "text",
    [
        "创建一个存储桶",
        "万一web-7挂了会怎样",
        "第二个",
        "四月的账单",
        "web-7 상세 정보",
        "네트워크 목록",
        "개발 환경 서버",
        "dikha do",
        "सर्वर दिखा दो",
        "chi sei",
        "443端口",
        "show me teh servers",
    ],
)
def test_what_is_no_numeral(reader: Reader, text: str) -> None:
    assert "count" not in said(reader.read(text).mentions)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("نسختين", ["two", "replicas"]),
        ("خادمين", ["two", "servers"]),
        ("السيرفرين", ["two", "servers"]),
        ("بالخادم", ["in", "servers"]),
        ("وللخادم", ["and", "to", "servers"]),
    ],
)
def test_what_arabic_writes_together(reader: Reader, text: str, wanted: list[str]) -> None:
    assert [token.text for token in reader.read(text).tokens] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"), [("दो सर्वर", "two servers"), ("do server", "two server"), ("सर्वर दिखा दो", "servers show")]
)
def test_a_numeral_that_is_a_verb_too_counts_before_things_alone(reader: Reader, text: str, wanted: str) -> None:
    assert " ".join(token.text for token in reader.read(f"सर्वर {text}").tokens[1:]) == wanted


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("没在跑的虚拟机", "stopped"),
        ("失联的主机", "down"),
        ("没人用的云盘", "idle"),
        ("停止しているサーバー", "stopped"),
        ("倒れているサーバー", "down"),
        ("꺼져 있는 서버", "stopped"),
        ("연결 안 된 볼륨", "unattached"),
        ("만료 임박 인증서", "expiring"),
        ("बंद पड़े सर्वर", "stopped"),
        ("شهادات منتهية", "expired"),
        ("الخوادم المطفأة", "stopped"),
        ("server non in esecuzione", "stopped"),
        ("kaputte Server", "failed"),
        ("nicht laufende Server", "stopped"),
        ("serveurs éteints", "stopped"),
        ("servidores caídos", "down"),
        ("volumes sem uso", "idle"),
        ("упавшие сервисы", "failed"),
        ("не запущенные серверы", "stopped"),
    ],
)
def test_states_and_their_negations(reader: Reader, text: str, status: str) -> None:
    assert said(reader.read(text).mentions).get("status", ("",)) == (status,)


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("删 web-7", "delete"),
        ("把web-7停一下", "stop"),
        ("关一下web-7", "stop"),
        ("web-7 拆掉", "delete"),
        ("扩到5", "scale"),
    ],
)
def test_short_chinese_verbs(reader: Reader, text: str, verb: str) -> None:
    assert verb in [token.text for token in reader.read(text).tokens]


@pytest.mark.parametrize(
    ("text", "not_said"),
    [("开发环境", "create"), ("停车场", "stop"), ("关于安全", "stop"), ("建议列表", "create"), ("调查原因", "update")],
)
def test_compounds_are_not_broken_into_short_verbs(reader: Reader, text: str, not_said: str) -> None:
    assert not_said not in [token.text for token in reader.read(text).tokens]


def test_short_verbs_of_the_lexicon_ask_for_what_is_known_beside_them() -> None:
    short = {entry.phrase for several in lexicons().unspaced.values() for entry in several if entry.opens}
    assert {"删", "停", "开", "建", "切"} <= short


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("٣ خوادم", "3 خوادم"),
        ("१० सर्वर", "10 सर्वर"),
        ("٨٠٪", "80%"),
        ("百分之80", "80%"),
        ("80 퍼센트", "80%"),
        ("5万", "50000"),
        ("下午3点半", "15:30"),
        ("午後3時", "15:00"),
        ("오후 3시", "15:00"),
        ("下午3点到5点", "15:00 到 17:00"),
        ("3時間", "3 時間"),
        ("3시간", "3 시간"),
        ("有点慢", "有点慢"),
    ],
)
def test_digits_percents_and_clocks_of_other_scripts(text: str, wanted: str) -> None:
    assert normalise(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("昨天下午3点到5点的错误", "between:yesterday-15:00..yesterday-17:00"),
        ("월요일부터 수요일까지", "between:monday..wednesday"),
        ("月曜から水曜まで", "between:monday..wednesday"),
        ("changes since monday until friday", "between:monday..friday"),
        ("errors yesterday from 14:00 to 16:00", "between:yesterday-14:00..yesterday-16:00"),
        ("最近一小时", "last:1h"),
        ("in den letzten zwei Stunden", "last:2h"),
        ("cette semaine", "at:this-week"),
        ("منذ أمس", "since:yesterday"),
        ("за последний час", "last:1h"),
        ("nelle ultime due settimane", "last:2w"),
        ("les 10 prochains jours", "next:10d"),
        ("ces 6 dernières heures", "last:6h"),
        ("quién tocó web-7 entre las 10:00 y las 12:00", "between:10:00..12:00"),
        ("qué le pasó a web-7 a las 16:00", "at:16:00"),
        ("d'où vient la latence de web-7 à 9h hier", "at:yesterday-09:00"),
        ("warum stand web-7 um 7 uhr still", "at:07:00"),
        ("6か月より古いスナップショット", "before:6mo"),
    ],
)
def test_times_of_other_languages(reader: Reader, text: str, wanted: str) -> None:
    assert said(reader.read(text).mentions).get("time_range", ("",)) == (wanted,)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("add thre pods", "3"), ("add tow more pods", "+2"), ("scale it to fiev", "5"), ("twleve replicas", "12")],
)
def test_misspelt_numerals_where_a_number_stands(reader: Reader, text: str, wanted: str) -> None:
    assert said(reader.read(text).mentions)["count"] == (wanted,)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("checkout に 3台追加して", "+3"),
        ("checkout を3台に増やして", "3"),
        ("checkout에 파드 세 개 추가해줘", "+3"),
        ("checkout 레플리카 5개로 늘려줘", "5"),
        ("زد ثلاث نسخ في checkout", "+3"),
    ],
)
def test_what_is_added_and_what_it_is_set_to(recogniser: Recogniser, text: str, wanted: str) -> None:
    assert recogniser.frame(text).values("count") == (wanted,)


@pytest.mark.parametrize("text", ["restart the second one", "restart the last one", "kick the first one"])
def test_a_row_of_a_list_of_workloads_is_restarted_as_a_workload(recogniser: Recogniser, text: str) -> None:
    assert recogniser.frame(text, ["list deployments"]).intent == "restart_deployment"
    assert recogniser.frame(text, ["list servers"]).intent == "update_infrastructure"


@pytest.mark.parametrize(
    "text", ["stop the pods everywhere", "delete the volumes everywhere", "stop the vms on all of them"]
)
def test_a_change_in_all_places_is_a_change(recogniser: Recogniser, text: str) -> None:
    assert recogniser.frame(text).destructive


@pytest.mark.parametrize("word", ["everywhere", "spotify", "fsync", "getaddrinfo", "strcpy", "pathspec"])
def test_ordinary_words_are_words_of_people(word: str) -> None:
    assert (word in ordinary_words()) == (word in {"everywhere", "spotify"})


def test_an_italian_word_for_now_is_no_spanish_anomaly(reader: Reader) -> None:
    assert [token.text for token in reader.read("rollback checkout subito").tokens] == ["rollback", "checkout"]


@pytest.mark.parametrize(
    ("text", "sort", "wanted"),
    [
        ("Welche Lambda-Funktionen gibt es?", "resource_kind", ("aws.lambda.function",)),
        ("Zeig mir alle IAM-Rollen", "resource_kind", ("iam.role",)),
        ("Wie alt ist das Azure-Inventar?", "provider", ("azure",)),
        ("dns-zone-alt anzeigen", "resource_name", ("dns-zone-alt",)),
        ("Beschreibe Payment-Gateway", "resource_name", ("payment-gateway",)),
    ],
)
def test_german_nouns_with_hyphens_are_no_names(reader: Reader, text: str, sort: str, wanted: tuple[str, ...]) -> None:
    assert said(reader.read(text).mentions)[sort] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("loesche die Queue alt-7", "delete"),
        ("cancella il bukcet prove-2017", "bucket"),
        ("borra las isntancias de sandbox", "instances"),
        ("покажи незашифрованые дисик", "disk"),
    ],
)
def test_typos_of_other_languages_are_mended(reader: Reader, text: str, wanted: str) -> None:
    words = {token.plain.removesuffix("s") for token in reader.read(text).tokens}
    assert wanted.removesuffix("s") in words


def test_a_name_of_the_inventory_is_no_german_noun() -> None:
    called = Reader(NameIndex(["dns-zone", "iam-rollen"]), frozenset({"show"}))
    assert said(called.read("Zeig mir IAM-Rollen").mentions)["resource_name"] == ("iam-rollen",)


@pytest.mark.parametrize(
    ("text", "intent", "count"),
    [
        ("undo the last 2 releases of checkout", "rollback_deployment", "2"),
        ("add 2 subnets to vpc-main", "create_infrastructure", "2"),
        ("Добавь две подсети в vpc-main", "create_infrastructure", "2"),
        ("db-weser is choking, give it 64gb instead", "update_infrastructure", "64gb"),
        ("give it 128gb then", "update_infrastructure", "128gb"),
        ("add 2 replicas to checkout", "scale_deployment", "+2"),
        ("erhöhe checkout um zwei", "scale_deployment", "+2"),
        ("die Anzahl der Replikas von checkout um 2 verringern", "scale_deployment", "-2"),
        ("checkout um 3 Pods herunterskalieren", "scale_deployment", "-3"),
        ("checkout auf 5 erhöhen", "scale_deployment", "5"),
    ],
)
def test_how_many_and_how_large(recogniser: Recogniser, text: str, intent: str, count: str) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.values("count")) == (intent, (count,))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("تشغلها", ["start", "it"]),
        ("هتشغل", ["start"]),
        ("شغلوهم", ["start", "them"]),
        ("حذفنا web-7", ["we", "deleted", "web-7"]),
        ("احدف web-7", ["delete", "web-7"]),
        ("للنسخة السابقة", ["to", "previous", "version"]),
        ("اعرض بالكلستر", ["show", "in", "cluster"]),
    ],
)
def test_arabic_verbs_with_who_does_them_and_to_what(reader: Reader, text: str, wanted: list[str]) -> None:
    assert [token.text for token in reader.read(text).tokens] == wanted


def test_what_somebody_else_does_in_arabic_is_no_order(reader: Reader) -> None:
    assert "delete" not in [token.text for token in reader.read("السكربت يحذف web-7").tokens]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("刪除所有未掛載的雲盤", "删除所有未挂载的云盘"),
        ("請重新啟動資料庫", "请重新启动资料库"),
        ("負載均衡有哪些", "负载均衡有哪些"),
        ("负栽均衡有哪些", "负载均衡有哪些"),
        ("珊除快照", "删除快照"),
        ("web-7的廷迟", "web-7的延迟"),
    ],
)
def test_chinese_is_read_alike_in_both_ways_of_writing_and_with_signs_typed_for_others(
    reader: Reader, text: str, same: str
) -> None:
    assert [token.text for token in reader.read(text).tokens] == [token.text for token in reader.read(same).tokens]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("web-7 삭재", "web-7 삭제"),
        ("web-7 재시잒해줘", "web-7 재시작해줘"),
        ("インスダンス一覧", "インスタンス一覧"),
    ],
)
def test_signs_of_korea_and_japan_that_were_typed_for_others(reader: Reader, text: str, same: str) -> None:
    assert [token.text for token in reader.read(text).tokens] == [token.text for token in reader.read(same).tokens]


def test_a_quoted_name_of_china_has_no_spaces_around_it(reader: Reader) -> None:
    quoted = [token.text for token in reader.read("重启“暂停”这个服务").tokens if token.sort == "quoted"]
    assert quoted == ["暂停"]


@pytest.mark.parametrize("text", ["apágame web-7", "spegnimi web-7"])
def test_whom_something_is_done_for_is_not_what_it_is_done_to(reader: Reader, text: str) -> None:
    assert [token.text for token in reader.read(text).tokens] == ["stop", "web-7"]


@pytest.mark.parametrize(
    "text",
    ["火曜日に web-7 がダウンしたのはなぜ?", "por que o web-7 ficou fora do ar ontem?", "¿por qué se cayó web-7 ayer?"],
)
def test_what_is_said_to_have_gone_down_is_down_wherever_it_stands(recogniser: Recogniser, text: str) -> None:
    assert recogniser.frame(text).values("status") == ("down",)


def test_an_hour_behind_since_is_a_time_of_day(reader: Reader) -> None:
    assert said(reader.read("latência de web-7 desde as 16h").mentions)["time_range"] == ("since:16:00",)


@pytest.mark.parametrize(
    ("past", "ahead"),
    [
        ("wer hat orders heute Nacht neu gestartet?", "starte orders heute Nacht neu"),
        ("qui a redémarré orders cette nuit ?", "redémarre orders cette nuit"),
        ("chi ha riavviato orders stanotte?", "riavvia orders stanotte"),
    ],
)
def test_the_night_is_the_last_one_of_what_was_and_the_next_one_of_what_is_to_be(
    recogniser: Recogniser, past: str, ahead: str
) -> None:
    assert recogniser.frame(past).values("time_range") == ("at:last-night",)
    assert recogniser.frame(ahead).values("time_range") == ("at:tonight",)


def test_what_was_complained_of_is_what_is_to_be_mended(recogniser: Recogniser) -> None:
    for before, asked in (
        ("why is orders crashlooping?", "ok, fix it"),
        ("warum ist orders crashlooping?", "ok, reparier es"),
    ):
        frame = recogniser.frame(asked, [before])
        assert (frame.intent, frame.values("status")) == ("run_remediation", ("crashlooping",)), asked
