"""What only goes on with the request before, in twelve languages: by team, the scan again, both, only a plan, around it."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.recogniser import Recogniser


@pytest.mark.parametrize(
    ("before", "text", "intent", "names"),
    [
        ("checkout и search живы?", "перезапусти обе", "restart_deployment", {"checkout", "search"}),
        ("chi usa app-21 e host-9?", "eliminale tutte e due", "delete_infrastructure", {"app-21", "host-9"}),
        ("quién usa app-21 y host-9?", "bórralas las dos", "delete_infrastructure", {"app-21", "host-9"}),
        ("quem usa app-21 e host-9?", "apaga as duas", "delete_infrastructure", {"app-21", "host-9"}),
        ("qui utilise app-21 et host-9 ?", "supprime les deux", "delete_infrastructure", {"app-21", "host-9"}),
        ("wer nutzt app-21 und host-9?", "lösch alle beide", "delete_infrastructure", {"app-21", "host-9"}),
        ("app-21 aur host-9 kaun use karta hai", "dono uda do", "delete_infrastructure", {"app-21", "host-9"}),
        ("谁在用 app-21 和 host-9", "两个都删了", "delete_infrastructure", {"app-21", "host-9"}),
        ("app-21 と host-9 は誰が使ってる？", "両方消して", "delete_infrastructure", {"app-21", "host-9"}),
        ("app-21랑 host-9 누가 써?", "둘 다 지워", "delete_infrastructure", {"app-21", "host-9"}),
        ("مين يستخدم app-21 و host-9", "احذف الثنتين", "delete_infrastructure", {"app-21", "host-9"}),
    ],
)
def test_both_are_what_was_named_before(
    recogniser: Recogniser, before: str, text: str, intent: str, names: set[str]
) -> None:
    frame = recogniser.frame(text, [before])
    assert (frame.intent, {*frame.values("resource_name")}) == (intent, names)


@pytest.mark.parametrize(
    ("before", "text", "intent", "names"),
    [
        ("scale checkout up to 6", "hold on, only a plan, and with 3 instead", "scale_deployment", {"checkout"}),
        ("scale checkout up to 6", "wait, just a dry run, and make it 3", "scale_deployment", {"checkout"}),
        ("delete app-21", "sorry, plan first, nothing applied", "delete_infrastructure", {"app-21"}),
        ("app-21 を削除して", "すみません、まずは計画だけ、適用はなしで", "delete_infrastructure", {"app-21"}),
        ("borra app-21", "perdona, primero solo el plan, sin aplicar", "delete_infrastructure", {"app-21"}),
        ("supprime app-21", "pardon, d'abord juste le plan, sans appliquer", "delete_infrastructure", {"app-21"}),
        ("lösch app-21", "sorry, erst nur den Plan, nicht anwenden", "delete_infrastructure", {"app-21"}),
        ("elimina app-21", "scusa, prima solo il piano, senza applicare", "delete_infrastructure", {"app-21"}),
        ("app-21 delete karo", "sorry, pehle sirf plan dikhao, apply mat karna", "delete_infrastructure", {"app-21"}),
        ("删掉 app-21", "不好意思，先只看计划，别执行", "delete_infrastructure", {"app-21"}),
        ("app-21 지워줘", "미안, 우선 계획만, 적용은 하지 말고", "delete_infrastructure", {"app-21"}),
        ("удали app-21", "извини, сначала только план, без применения", "delete_infrastructure", {"app-21"}),
        ("احذف app-21", "آسف، أول شي الخطة بس، بدون تنفيذ", "delete_infrastructure", {"app-21"}),
    ],
)
def test_a_plan_that_is_wanted_first_changes_nothing(
    recogniser: Recogniser, before: str, text: str, intent: str, names: set[str]
) -> None:
    frame = recogniser.frame(text, [before])
    assert (frame.intent, frame.destructive, {*frame.values("resource_name")}) == (intent, False, names)


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("what did rds cost us last month", "split that by region"),
        ("azure spend this month", "broken down by environment?"),
        ("azure spend this month", "per team please"),
        ("cuánto pagamos en azure el mes pasado", "desglósalo por equipo"),
        ("was haben wir letzten Monat für Azure bezahlt", "schlüssel das nach Team auf"),
        ("combien on a payé azure le mois dernier", "détaille ça par équipe"),
        ("quanto abbiamo pagato azure il mese scorso", "dividilo per team"),
        ("quanto pagamos de azure mês passado", "quebra isso por time"),
        ("сколько заплатили за azure в прошлом месяце", "разбей по командам"),
        ("上个月 azure 花了多少钱", "按团队拆开看"),
        ("先月のAzureはいくらかかった？", "チーム別に分けて"),
        ("지난달 azure 얼마 나왔어?", "팀별로 나눠서 보여줘"),
        ("pichle mahine azure pe kitna kharcha hua", "team ke hisaab se todo"),
        ("كم دفعنا على أزور الشهر الماضي", "قسّمها حسب الفريق"),
    ],
)
def test_what_is_spent_is_broken_down(recogniser: Recogniser, before: str, text: str) -> None:
    frame, spent = recogniser.frame(text, [before]), recogniser.frame(before)
    assert (frame.intent, frame.entities, frame.destructive) == ("optimize_cost", spent.entities, False)


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("le scan gcp date de quand ?", "c'est pas frais, refais-le"),
        ("le scan gcp date de quand ?", "relance-le"),
        ("de cuándo es el escaneo de gcp", "es muy viejo, relánzalo"),
        ("de quando é o scan do gcp", "tá velho, roda de novo"),
        ("von wann ist der GCP-Scan", "das ist alt, starte ihn neu"),
        ("di quando è la scansione gcp", "è vecchia, rilanciala"),
        ("от какого числа скан gcp", "старый, запусти заново"),
        ("when was the last gcp scan", "that's old, restart it"),
        ("gcp 的扫描是什么时候的", "太旧了，重新跑"),
        ("GCPのスキャンはいつの？", "古いな、もう一回やって"),
        ("gcp 스캔 언제 거야", "오래됐네, 다시 돌려"),
        ("gcp ka scan kab ka hai", "purana hai, dobara chalao"),
        ("متى كان آخر مسح لـ gcp", "قديم، شغّله من جديد"),
    ],
)
def test_a_scan_is_run_again(recogniser: Recogniser, before: str, text: str) -> None:
    frame = recogniser.frame(text, [before])
    assert (frame.intent, frame.values("provider"), frame.destructive) == ("start_discovery", ("gcp",), False)


@pytest.mark.parametrize(
    ("before", "text", "intent", "names"),
    [
        ("dame la config de checkout", "ahora píntame lo de alrededor", "show_graph", {"checkout"}),
        ("mostra a config do checkout", "agora desenha o que tem em volta", "show_graph", {"checkout"}),
        ("donne la config de checkout", "dessine-moi ce qu'il y a autour", "show_graph", {"checkout"}),
        ("zeig die Config von checkout", "zeichne mal, was drumherum ist", "show_graph", {"checkout"}),
        ("dammi la config di checkout", "ora disegnami cosa c'è intorno", "show_graph", {"checkout"}),
        ("покажи конфиг checkout", "нарисуй, что вокруг него", "show_graph", {"checkout"}),
        ("看下 checkout 的配置", "画一下它周围的东西", "show_graph", {"checkout"}),
        ("checkout の構成見せて", "周りを図にして", "show_graph", {"checkout"}),
        ("checkout 설정 보여줘", "주변 그려줘", "show_graph", {"checkout"}),
        ("checkout ki config dikhao", "ab iske aas paas ka diagram banao", "show_graph", {"checkout"}),
        ("عطني إعدادات checkout", "ارسم اللي حوله", "show_graph", {"checkout"}),
        ("wer hängt an app-21", "und welche IP hat das Teil", "describe_infrastructure", {"app-21"}),
        ("what hangs off app-21", "and what ip does the thing have", "describe_infrastructure", {"app-21"}),
        ("quién cuelga de app-21", "y qué ip tiene el cacharro", "describe_infrastructure", {"app-21"}),
        ("qui dépend de app-21", "et c'est quoi son ip", "describe_infrastructure", {"app-21"}),
        ("chi dipende da app-21", "e che ip ha", "describe_infrastructure", {"app-21"}),
        ("quem depende da app-21", "e qual o ip dela", "describe_infrastructure", {"app-21"}),
        ("кто зависит от app-21", "а какой у неё ip", "describe_infrastructure", {"app-21"}),
        ("谁依赖 app-21", "它的 ip 是多少", "describe_infrastructure", {"app-21"}),
        ("app-21 に依存してるのは？", "それのIPは？", "describe_infrastructure", {"app-21"}),
        ("app-21에 누가 의존해", "걔 ip는 뭐야", "describe_infrastructure", {"app-21"}),
        ("app-21 pe kaun depend karta hai", "iska ip kya hai", "describe_infrastructure", {"app-21"}),
        ("cosa non va in checkout", "ok, risolvilo", "run_remediation", {"checkout"}),
        ("che problema ha checkout", "dai, aggiustalo", "run_remediation", {"checkout"}),
        ("qué le pasa a checkout", "vale, arréglalo", "run_remediation", {"checkout"}),
        ("o que tem de errado com o checkout", "beleza, conserta", "run_remediation", {"checkout"}),
        ("qu'est-ce qui ne va pas avec checkout", "ok, répare-le", "run_remediation", {"checkout"}),
        ("was stimmt nicht mit checkout", "ok, reparier das", "run_remediation", {"checkout"}),
        ("checkout 出什么问题了", "好，修一下", "run_remediation", {"checkout"}),
        ("checkout どこがおかしい？", "じゃあ直して", "run_remediation", {"checkout"}),
        ("checkout 뭐가 문제야", "그럼 고쳐줘", "run_remediation", {"checkout"}),
        ("что не так с checkout", "ок, почини", "run_remediation", {"checkout"}),
        ("وش مشكلة checkout", "طيب صلّحه", "run_remediation", {"checkout"}),
        (
            "checkout का कौन सा वर्जन चल रहा है",
            "ये ठीक नहीं है, पिछले वाले पर वापस ले जाओ",
            "rollback_deployment",
            {"checkout"},
        ),
        (
            "checkout ka kaun sa version chal raha hai",
            "yeh to kharab hai, purane wale pe le jao",
            "rollback_deployment",
            {"checkout"},
        ),
        ("checkout 지금 버전 뭐야", "그거 이상하네 이전 걸로 돌려", "rollback_deployment", {"checkout"}),
        ("checkout 지금 버전 뭐야", "그거 깨졌네, 예전 걸로 되돌려줘", "rollback_deployment", {"checkout"}),
        ("checkout 现在什么版本", "这个版本不行，退回上一个", "rollback_deployment", {"checkout"}),
        ("checkout 今どのバージョン？", "それダメだ、前のやつに戻して", "rollback_deployment", {"checkout"}),
        ("qué versión corre checkout", "esa va mal, vuelve a la anterior", "rollback_deployment", {"checkout"}),
        (
            "welche Version läuft bei checkout",
            "die ist kaputt, geh auf die davor zurück",
            "rollback_deployment",
            {"checkout"},
        ),
        (
            "quelle version tourne sur checkout",
            "elle est pourrie, remets celle d'avant",
            "rollback_deployment",
            {"checkout"},
        ),
        ("che versione gira su checkout", "è rotta, torna a quella di prima", "rollback_deployment", {"checkout"}),
        ("qual versão tá rodando no checkout", "essa tá ruim, volta pra anterior", "rollback_deployment", {"checkout"}),
        ("какая версия у checkout", "она кривая, верни предыдущую", "rollback_deployment", {"checkout"}),
        ("وش نسخة checkout الحين", "هذي خربانة، رجّع اللي قبلها", "rollback_deployment", {"checkout"}),
        ("पिछले 3 घंटे में web-7 का cpu कितना रहा", "अब मेमोरी बताओ", "show_statistics", {"web-7"}),
        ("pichle 3 ghante me web-7 ka cpu kitna raha", "aur memory?", "show_statistics", {"web-7"}),
        ("cpu of web-7 over the last 3 hours", "now the memory", "show_statistics", {"web-7"}),
        ("cpu of web-7 over the last 3 hours", "now show the memory", "show_statistics", {"web-7"}),
        ("cpu de web-7 en las últimas 3 horas", "ahora la memoria", "show_statistics", {"web-7"}),
        ("CPU von web-7 in den letzten 3 Stunden", "jetzt den Speicher", "show_statistics", {"web-7"}),
        ("过去3小时 web-7 的 cpu 是多少", "内存呢", "show_statistics", {"web-7"}),
        ("过去3小时 web-7 的 cpu 是多少", "再看下内存", "show_statistics", {"web-7"}),
        ("過去3時間の web-7 のCPUは？", "次はメモリ見せて", "show_statistics", {"web-7"}),
        ("지난 3시간 web-7 cpu 어땠어", "이제 메모리 보여줘", "show_statistics", {"web-7"}),
        ("cpu web-7 за последние 3 часа", "теперь память", "show_statistics", {"web-7"}),
        ("web-7 什么配置", "上面跑着什么", "resource_relationships", {"web-7"}),
        ("web-7 什么配置", "那上头跑了哪些服务", "resource_relationships", {"web-7"}),
        ("describe web-7", "which services run on it", "resource_relationships", {"web-7"}),
        ("beschreib web-7", "welche Services laufen da drauf", "resource_relationships", {"web-7"}),
        ("describe web-7", "qué servicios corren encima", "resource_relationships", {"web-7"}),
        ("web-7 の構成は？", "その上で何が動いてる？", "resource_relationships", {"web-7"}),
        ("web-7 사양 알려줘", "그 위에 뭐가 돌아가", "resource_relationships", {"web-7"}),
        ("опиши web-7", "что на нём крутится", "resource_relationships", {"web-7"}),
        ("开发环境有哪些服务", "换成预发", "list_deployments", set()),
        ("开发环境有哪些服务", "改看生产的", "list_deployments", set()),
        ("which services are in dev", "switch to prod", "list_deployments", set()),
        ("qué servicios hay en dev", "cambia a prod", "list_deployments", set()),
        ("welche Services gibt es in dev", "mach das mal für prod", "list_deployments", set()),
        ("開発環境にはどんなサービスがある？", "本番に変えて", "list_deployments", set()),
        ("개발 환경에 서비스 뭐 있어", "운영으로 바꿔서", "list_deployments", set()),
        ("quels services y a en dev", "et en prod", "list_deployments", set()),
        ("che servizi ci sono in dev", "passa a prod", "list_deployments", set()),
        ("какие сервисы в деве", "а теперь прод", "list_deployments", set()),
        ("web-7 のディスク、来月どれくらいになりそう？", "再来月は？", "forecast_capacity", {"web-7"}),
        ("web-7 のメモリ、明日どれくらいになりそう？", "来週は？", "forecast_capacity", {"web-7"}),
        ("web-7 디스크 다음 주에 얼마나 될까", "다음 달은?", "forecast_capacity", {"web-7"}),
        ("web-7 的磁盘下周会到多少", "下个月呢", "forecast_capacity", {"web-7"}),
        ("web-7 の情報ください", "それ使ってるサービスは？", "resource_relationships", {"web-7"}),
    ],
)
def test_another_question_is_about_what_was_named(
    recogniser: Recogniser, before: str, text: str, intent: str, names: set[str]
) -> None:
    frame = recogniser.frame(text, [before])
    assert (frame.intent, {*frame.values("resource_name")}) == (intent, names)
