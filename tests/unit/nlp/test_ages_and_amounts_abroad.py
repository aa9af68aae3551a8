"""How old, since when and how much, in twelve languages: "that have more than 60 days", "80% cpu ke upar", "топ-5"."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.recogniser import Recogniser


@pytest.mark.parametrize(
    ("text", "intent", "time"),
    [
        ("borra los volúmenes que lleven más de 60 días", "delete_infrastructure", "before:60d"),
        ("snapshots que tengan más de 45 días en Irlanda", "list_resources", "before:45d"),
        ("hay que limpiar, elimina los snapshots con más de 200 días", "delete_infrastructure", "before:200d"),
        (
            "precisamos de limpeza, apaga os snapshots que tenham mais de 120 dias",
            "delete_infrastructure",
            "before:120d",
        ),
        ("faut du ménage, vire les snapshots qui ont plus de 120 jours", "delete_infrastructure", "before:120d"),
        ("serve pulizia, elimina gli snapshot che hanno più di 120 giorni", "delete_infrastructure", "before:120d"),
        ("safai chahiye, 120 din se purane snapshots uda do", "delete_infrastructure", "before:120d"),
        ("90 दिन से ज़्यादा पुराने स्नैपशॉट दिखाओ", "list_resources", "before:90d"),
        ("放了120天以上的快照列一下", "list_resources", "before:120d"),
        ("超过90天的快照都删了", "delete_infrastructure", "before:90d"),
        ("120日以上経ったスナップショットを消して", "delete_infrastructure", "before:120d"),
        ("90日過ぎてるスナップショット見せて", "list_resources", "before:90d"),
        ("60일 지난 스냅샷 보여줘", "list_resources", "before:60d"),
        ("개발 쪽 볼륨 중에 60일 넘은 거 보여줘", "list_resources", "before:60d"),
        ("нужна уборка, удали снапшоты, которым больше 120 дней", "delete_infrastructure", "before:120d"),
        ("احذف اللقطات اللي عمرها أكثر من 120 يوم", "delete_infrastructure", "before:120d"),
    ],
)
def test_things_are_older_than_they_are_said_to_have_days(
    recogniser: Recogniser, text: str, intent: str, time: str
) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.values("time_range")) == (intent, (time,))


@pytest.mark.parametrize(
    ("text", "intent", "time"),
    [
        ("3주 안에 만료되는 인증서 보여줘", "list_resources", "next:3w"),
        ("certs that expire in 20 days", "list_resources", "next:20d"),
        ("cert in scadenza 20gg", "list_resources", "next:20d"),
        ("certifs qui expirent sous 20j", "list_resources", "next:20d"),
        ("certificados que caducan en 20d", "list_resources", "next:20d"),
        ("certificados vencendo 20d", "list_resources", "next:20d"),
        ("сертификаты истекают 20дн", "list_resources", "next:20d"),
        ("20日以内に切れる証明書", "list_resources", "next:20d"),
        ("20天内到期的证书", "list_resources", "next:20d"),
        ("20 din me expire hone wale certificates dikhao", "list_resources", "next:20d"),
        ("شهادات تنتهي خلال 20 يوم", "list_resources", "next:20d"),
    ],
)
def test_what_expires_in_some_days_does_so_in_one_of_them(
    recogniser: Recogniser, text: str, intent: str, time: str
) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.values("time_range")) == (intent, (time,))


@pytest.mark.parametrize(
    ("text", "intent", "time"),
    [
        ("spesa gcp mese in corso", "optimize_cost", "at:this-month"),
        ("costi azure trimestre corrente", "optimize_cost", "at:this-quarter"),
        ("gasto aws mes en curso", "optimize_cost", "at:this-month"),
        ("gasto aws mes actual", "optimize_cost", "at:this-month"),
        ("gasto aws mês corrente", "optimize_cost", "at:this-month"),
        ("coûts aws mois en cours", "optimize_cost", "at:this-month"),
        ("aws kosten laufender monat", "optimize_cost", "at:this-month"),
        ("расходы aws за текущий месяц", "optimize_cost", "at:this-month"),
        ("aws 本月花费", "optimize_cost", "at:this-month"),
        ("aws 今月のコスト", "optimize_cost", "at:this-month"),
        ("aws 이번 달 비용", "optimize_cost", "at:this-month"),
        ("aws chalu mahine ka kharcha", "optimize_cost", "at:this-month"),
        ("تكلفة aws الشهر الحالي", "optimize_cost", "at:this-month"),
    ],
)
def test_a_month_that_runs_is_this_one(recogniser: Recogniser, text: str, intent: str, time: str) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.values("time_range")) == (intent, (time,))


@pytest.mark.parametrize(
    ("text", "intent", "time"),
    [
        ("dalle 9 la latenza di orders mi sembra strana", "detect_anomalies", "since:09:00"),
        ("desde las 11 la latencia de checkout se ve rara", "detect_anomalies", "since:11:00"),
        ("desde as 11 a latência do checkout tá estranha", "detect_anomalies", "since:11:00"),
        ("depuis 11h la latence de checkout te paraît bizarre", "detect_anomalies", "since:11:00"),
        ("seit 11 Uhr ist die Latenz von checkout komisch", "detect_anomalies", "since:11:00"),
        ("ليش طاح checkout الساعة 4:15 العصر", "explain_root_cause", "at:16:15"),
        ("ليش طاح checkout الساعة 9:40 بالليل", "explain_root_cause", "at:21:40"),
        ("सुबह से अब तक कोई संदिग्ध लॉगिन हुआ क्या", "detect_threats", "since:this-morning"),
        ("هل خلص مسح gcp أمس بالليل؟", "discovery_status", "at:last-night"),
    ],
)
def test_an_hour_stands_behind_since(recogniser: Recogniser, text: str, intent: str, time: str) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.values("time_range")) == (intent, (time,))


@pytest.mark.parametrize(
    ("text", "intent", "time"),
    [
        ("checkout 어제 버전으로 돌려줘", "rollback_deployment", "at:yesterday"),
        ("верни вчерашнюю версию checkout", "rollback_deployment", "at:yesterday"),
        ("checkout を昨日のバージョンに戻して", "rollback_deployment", "at:yesterday"),
        ("checkout 退回昨天的版本", "rollback_deployment", "at:yesterday"),
        ("checkout ko kal wale version pe wapas lao", "rollback_deployment", "at:yesterday"),
        ("رجّع checkout لنسخة أمس", "rollback_deployment", "at:yesterday"),
        ("hol bei checkout die Version von gestern zurück", "rollback_deployment", "at:yesterday"),
        ("remets checkout sur la version d'hier", "rollback_deployment", "at:yesterday"),
        ("rimetti checkout su quella di martedì", "rollback_deployment", "at:tuesday"),
        ("deja checkout en la versión de ayer", "rollback_deployment", "at:yesterday"),
        ("volta o checkout pra versão de ontem", "rollback_deployment", "at:yesterday"),
    ],
)
def test_the_version_of_a_day_is_gone_back_to(recogniser: Recogniser, text: str, intent: str, time: str) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.values("time_range")) == (intent, (time,))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("close 3306 on the security group sg-portal", "update_infrastructure"),
        ("open 9200 in security group sg-portal for the office", "update_infrastructure"),
        ("cierra el 3306 en el security group sg-portal", "update_infrastructure"),
        ("abre la 9200 en el grupo de seguridad sg-portal", "update_infrastructure"),
        ("fecha a 3306 no security group sg-portal", "update_infrastructure"),
        ("libera a 9200 no grupo de segurança sg-portal", "update_infrastructure"),
        ("ferme le 3306 sur le security group sg-portal", "update_infrastructure"),
        ("ouvre le 9200 dans le groupe de sécurité sg-portal", "update_infrastructure"),
        ("mach die 3306 in der Security Group sg-portal zu", "update_infrastructure"),
        ("öffne 9200 in der Sicherheitsgruppe sg-portal", "update_infrastructure"),
        ("chiudi la 3306 sul security group sg-portal", "update_infrastructure"),
        ("apri la 9200 nel gruppo di sicurezza sg-portal", "update_infrastructure"),
        ("security group sg-portal me 3306 band kar do", "update_infrastructure"),
        ("सिक्योरिटी ग्रुप sg-portal में 9200 खोल दो", "update_infrastructure"),
        ("安全组 sg-portal 的 9200 打开", "update_infrastructure"),
        ("セキュリティグループ sg-portal の 9200 を開けて", "update_infrastructure"),
        ("보안 그룹 sg-portal 에서 3306 닫아줘", "update_infrastructure"),
        ("закрой 3306 в группе безопасности sg-portal", "update_infrastructure"),
        ("سكّر 3306 في security group اسمها sg-portal", "update_infrastructure"),
    ],
)
def test_the_number_of_a_port_counts_nothing(recogniser: Recogniser, text: str, intent: str) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.values("count")) == (intent, ())


@pytest.mark.parametrize(
    ("text", "intent", "count"),
    [
        ("volume web-7 me 200 GB aur jod do", "update_infrastructure", "+200gb"),
        ("súbele 200 GB más al volumen web-7", "update_infrastructure", "+200gb"),
        ("põe mais 200 GB no volume web-7", "update_infrastructure", "+200gb"),
        ("ajoute 200 Go de plus au volume web-7", "update_infrastructure", "+200gb"),
        ("gib dem Volume web-7 noch 200 GB dazu", "update_infrastructure", "+200gb"),
        ("dai altri 200 GB al volume web-7", "update_infrastructure", "+200gb"),
        ("卷 web-7 再加 200GB", "update_infrastructure", "+200gb"),
        ("ボリューム web-7 をあと200GB増やして", "update_infrastructure", "+200gb"),
        ("볼륨 web-7 에 200GB 더 늘려줘", "update_infrastructure", "+200gb"),
    ],
)
def test_so_much_more_is_added(recogniser: Recogniser, text: str, intent: str, count: str) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.values("count")) == (intent, (count,))


@pytest.mark.parametrize(
    ("text", "intent", "count"),
    [
        ("dev me kaun se nodes 70% memory ke upar hain", "list_resources", ">70%"),
        ("70% se zyada cpu wale servers dikhao", "list_resources", ">70%"),
        ("какие контейнеры жрут больше 2 гигов памяти", "list_resources", ">2gb"),
        ("поды, которые едят больше 70% процессора", "list_resources", ">70%"),
        ("qué pods se comen más de 2 gigas de memoria", "list_resources", ">2gb"),
        ("quais pods comem mais de 2 gigas de memória", "list_resources", ">2gb"),
        ("quels pods bouffent plus de 2 gigas de mémoire", "list_resources", ">2gb"),
        ("welche Pods fressen mehr als 2 GB Speicher", "list_resources", ">2gb"),
        ("quali pod si mangiano più di 2 giga di memoria", "list_resources", ">2gb"),
        ("内存吃了超过70%的机器拉个列表", "list_resources", ">70%"),
        ("メモリ70%超えてるサーバー出して", "list_resources", ">70%"),
        ("메모리 70% 넘게 먹는 서버 뽑아줘", "list_resources", ">70%"),
        ("أي بودات تاكل أكثر من 2 جيجا ذاكرة", "list_resources", ">2gb"),
    ],
)
def test_a_threshold_stands_before_or_behind_what_is_measured(
    recogniser: Recogniser, text: str, intent: str, count: str
) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.values("count")) == (intent, (count,))


@pytest.mark.parametrize(
    ("text", "intent", "count"),
    [
        ("checkout è scarico, levane due", "scale_deployment", "-2"),
        ("checkout va sobrado, quítale dos", "scale_deployment", "-2"),
        ("checkout tá folgado, tira dois", "scale_deployment", "-2"),
        ("checkout langweilt sich, nimm zwei weg", "scale_deployment", "-2"),
        ("checkout скучает, убери две реплики", "scale_deployment", "-2"),
        ("checkout 闲得很，减掉两个副本", "scale_deployment", "-2"),
        ("checkout 暇そうだからレプリカ2つ減らして", "scale_deployment", "-2"),
        ("checkout 한가하니까 레플리카 두 개 빼줘", "scale_deployment", "-2"),
        ("checkout khaali baitha hai, do replica hata do", "scale_deployment", "-2"),
        ("checkout فاضي، شيل نسختين", "scale_deployment", "-2"),
        ("take 3 replicas off checkout", "scale_deployment", "-3"),
        ("take 3 replicsa awya from checkout", "scale_deployment", "-3"),
    ],
)
def test_copies_are_taken_away(recogniser: Recogniser, text: str, intent: str, count: str) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.values("count")) == (intent, (count,))


@pytest.mark.parametrize(
    ("text", "intent", "count"),
    [
        ("топ-3 того, что жрёт деньги в gcp за прошлый месяц", "optimize_cost", "3"),
        ("وش أكثر ٥ أشياء صرفنا عليها في أزور الشهر الماضي", "optimize_cost", "5"),
        ("en qué 5 cosas se nos fue más dinero en azure el mes pasado", "optimize_cost", "5"),
        ("as 5 coisas que mais comeram grana na azure mês passado", "optimize_cost", "5"),
        ("les 5 trucs qui ont bouffé le plus de fric sur azure le mois dernier", "optimize_cost", "5"),
        ("welche fünf Volumes gehen am meisten ins Geld", "optimize_cost", "5"),
        ("die fünf Sachen, die letzten Monat in Azure am meisten gekostet haben", "optimize_cost", "5"),
        ("le 5 cose che ci sono costate di più su azure il mese scorso", "optimize_cost", "5"),
        ("pichle mahine azure pe sabse zyada paisa khane wali 5 cheezein", "optimize_cost", "5"),
        ("上个月 azure 最烧钱的5样东西", "optimize_cost", "5"),
        ("先月GCPで一番金食ったもの上位3つ出して", "optimize_cost", "3"),
        ("지난달 azure에서 돈 제일 많이 먹은 거 5개", "optimize_cost", "5"),
    ],
)
def test_the_dearest_are_so_many(recogniser: Recogniser, text: str, intent: str, count: str) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.values("count")) == (intent, (count,))
