"""Requests in other words than the plain ones, in twelve languages: idioms, reasons beside them, and what is left out."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.recogniser import Recogniser


@pytest.mark.parametrize(
    ("text", "intent", "names"),
    [
        ("restart all staging machines but keep gcp out of it", "update_infrastructure", set()),
        ("list idle volumes, leave azure out of it", "list_resources", set()),
        ("stop all dev instances, leave out azure", "update_infrastructure", set()),
        ("reinicia checkout, a search ni lo toques", "restart_deployment", {"checkout"}),
        ("lista las VMs paradas, sin las de gcp ni las de staging", "list_resources", set()),
        ("para las máquinas de dev, las de azure déjalas", "update_infrastructure", set()),
        ("lista os buckets públicos, tirando os da aws e os de staging", "list_resources", set()),
        ("reinicia o checkout, no search nem encosta", "restart_deployment", {"checkout"}),
        ("mostra as VMs paradas, menos as da gcp", "list_resources", set()),
        ("liste les VM arrêtées, sans celles d'azure ni celles de dev", "list_resources", set()),
        ("redémarre checkout, search tu n'y touches pas", "restart_deployment", {"checkout"}),
        ("zeig gestoppte VMs, aber ohne die von Azure und die aus dev", "list_resources", set()),
        ("starte checkout neu, search lässt du in Ruhe", "restart_deployment", {"checkout"}),
        ("elenca le VM ferme, tranne quelle di azure e quelle di dev", "list_resources", set()),
        ("riavvia checkout, search non lo toccare", "restart_deployment", {"checkout"}),
        ("non checkout, è search quello da riavviare", "restart_deployment", {"search"}),
        ("band padi VMs dikhao, azure wali chhod ke", "list_resources", set()),
        ("checkout restart karo, search ko haath mat lagana", "restart_deployment", {"checkout"}),
        ("列出停机的虚拟机，azure 的和开发环境的不算", "list_resources", set()),
        ("重启 checkout，search 别动", "restart_deployment", {"checkout"}),
        ("止まってるVMを一覧で、Azureのは抜きで", "list_resources", set()),
        ("checkout を再起動して、search は触らないで", "restart_deployment", {"checkout"}),
        ("꺼진 VM 보여줘, azure 거는 빼고", "list_resources", set()),
        ("checkout 재시작해줘, search는 건드리지 마", "restart_deployment", {"checkout"}),
        ("покажи остановленные ВМ, кроме азуровских и девовых", "list_resources", set()),
        ("перезапусти checkout, search не трогай", "restart_deployment", {"checkout"}),
        ("اعرض الأجهزة المطفية ما عدا اللي على أزور", "list_resources", set()),
        ("أعد تشغيل checkout، وsearch لا تلمسه", "restart_deployment", {"checkout"}),
    ],
)
def test_what_is_left_out_is_no_filter(recogniser: Recogniser, text: str, intent: str, names: set[str]) -> None:
    frame = recogniser.frame(text)
    left_out = {"azure", "aws", "gcp"} & {*frame.values("provider")}
    assert (frame.intent, {*frame.values("resource_name")}, left_out) == (intent, names, set())


@pytest.mark.parametrize(
    ("text", "intent", "environments"),
    [
        ("what was shipped to live this morning", "list_deployments", {"prod"}),
        ("what went out on live last night", "list_deployments", {"prod"}),
        ("чем отличаются стейдж и прод", "show_changes", {"prod", "staging"}),
        ("что разошлось между тестом и препродом", "show_changes", {"preprod", "test"}),
        ("подними редис на 4 гб в токио для дева", "create_infrastructure", {"dev"}),
        ("instancias paradas en produccionn", "list_resources", {"prod"}),
        ("o time de testes quer um redis novo no ambiente de homologação, 4 GB", "create_infrastructure", {"staging"}),
        ("결제팀이 스테이징에 큐 하나 필요하대요 이름은 bill-q-2", "create_infrastructure", {"staging"}),
        ("인프라팀에서 개발에 버킷 하나 만들어 달래요", "create_infrastructure", {"dev"}),
        ("QAチームがステージングにキューを一つ欲しいそうです", "create_infrastructure", {"staging"}),
        ("डेव में कितने पॉड पेंडिंग हैं", "show_statistics", {"dev"}),
    ],
)
def test_environments_are_heard_as_they_are_called(
    recogniser: Recogniser, text: str, intent: str, environments: set[str]
) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, {*frame.values("environment")}) == (intent, environments)


@pytest.mark.parametrize(
    ("text", "intent", "names"),
    [
        ("o bucket host-9 ninguém usa mais, manda embora", "delete_infrastructure", {"host-9"}),
        ("a fila bill-q-9 já era, manda pro beleléu", "delete_infrastructure", {"bill-q-9"}),
        ("pode dar fim no volume web-7", "delete_infrastructure", {"web-7"}),
        ("el bucket host-9 ya no lo usa nadie, a la basura", "delete_infrastructure", {"host-9"}),
        ("haz desaparecer el volumen web-7", "delete_infrastructure", {"web-7"}),
        ("le bucket host-9 sert plus à rien, poubelle", "delete_infrastructure", {"host-9"}),
        ("dégage-moi le volume web-7", "delete_infrastructure", {"web-7"}),
        ("der Bucket host-9 kann weg", "delete_infrastructure", {"host-9"}),
        ("das Volume web-7 darf endlich weg", "delete_infrastructure", {"web-7"}),
        ("il bucket host-9 non serve più, buttalo via", "delete_infrastructure", {"host-9"}),
        ("fai sparire il volume web-7", "delete_infrastructure", {"web-7"}),
        ("使ってないElastic IPを解放して", "delete_infrastructure", set()),
        ("余ってるボリューム全部片付けちゃって", "delete_infrastructure", set()),
        ("이직해서 그런데 iam 유저 lee-sy 삭제 부탁드려요", "delete_infrastructure", {"lee-sy"}),
        ("이제 안 써서요 버킷 host-9 지워 주세요", "delete_infrastructure", {"host-9"}),
        ("host-9 这个桶没人用了，干掉吧", "delete_infrastructure", {"host-9"}),
        ("бакет host-9 никому не нужен, снеси", "delete_infrastructure", {"host-9"}),
        ("bucket host-9 ما عاد أحد يستخدمه، شيله", "delete_infrastructure", {"host-9"}),
        ("bucket host-9 ab koi use nahi karta, uda do", "delete_infrastructure", {"host-9"}),
    ],
)
def test_what_nobody_needs_is_deleted(recogniser: Recogniser, text: str, intent: str, names: set[str]) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, {*frame.values("resource_name")}) == (intent, names)


@pytest.mark.parametrize(
    ("text", "intent", "names"),
    [
        ("passe billing-db en 8.0, c'est validé par l'équipe", "update_infrastructure", {"billing-db"}),
        ("monte billing-db en 16.2", "update_infrastructure", {"billing-db"}),
        ("heb billing-db auf 8.4, ist abgesegnet", "update_infrastructure", {"billing-db"}),
        ("sube billing-db a la 8.4, ya está aprobado", "update_infrastructure", {"billing-db"}),
        ("sobe o billing-db pra 8.4, tá aprovado", "update_infrastructure", {"billing-db"}),
        ("porta billing-db alla 8.4, c'è l'ok", "update_infrastructure", {"billing-db"}),
        ("обнови billing-db до 8.4, согласовано", "update_infrastructure", {"billing-db"}),
        ("把 billing-db 升到 8.4", "update_infrastructure", {"billing-db"}),
        ("billing-db を8.4に上げて", "update_infrastructure", {"billing-db"}),
        ("billing-db 8.4로 올려줘", "update_infrastructure", {"billing-db"}),
        ("sospendi il cronjob pulizia-log", "update_infrastructure", {"pulizia-log"}),
        ("metti in pausa il cronjob pulizia-log", "update_infrastructure", {"pulizia-log"}),
        ("pon en pausa el cronjob limpia-log", "update_infrastructure", {"limpia-log"}),
        ("bota em pausa o cronjob limpa-log", "update_infrastructure", {"limpa-log"}),
        ("mets en pause le cronjob purge-log", "update_infrastructure", {"purge-log"}),
        ("pausier den Cronjob purge-log", "update_infrastructure", {"purge-log"}),
        ("поставь на паузу кронджоб purge-log", "update_infrastructure", {"purge-log"}),
        ("把定时任务 purge-log 暂停一下", "update_infrastructure", {"purge-log"}),
        ("cronjob purge-log を一時停止して", "update_infrastructure", {"purge-log"}),
        ("크론잡 purge-log 일시정지해줘", "update_infrastructure", {"purge-log"}),
        ("أوقف مؤقتاً cronjob purge-log", "update_infrastructure", {"purge-log"}),
        ("cronjob purge-log ko pause kar do", "update_infrastructure", {"purge-log"}),
        ("web-7 태그 team=web으로 바꿔줘", "update_infrastructure", {"web-7"}),
        ("web-7 태그를 tier=2로 변경해줘", "update_infrastructure", {"web-7"}),
        ("web-7 のラベル tier を gold にして", "update_infrastructure", {"web-7"}),
        ("web-7 のタグ team を web に変更して", "update_infrastructure", {"web-7"}),
        ("повесь на web-7 tier:gold", "update_infrastructure", {"web-7"}),
        ("ponle a web-7 tier:gold", "update_infrastructure", {"web-7"}),
        ("quítale a web-7 la etiqueta temporal-x", "update_infrastructure", {"web-7"}),
        ("remove the label expire-soon from web-7", "update_infrastructure", {"web-7"}),
        ("nimm web-7 das Label expire-soon weg", "update_infrastructure", {"web-7"}),
        ("enlève l'étiquette expire-soon de web-7", "update_infrastructure", {"web-7"}),
        ("노드풀 gpu-b 자동 확장 켜줘", "update_infrastructure", {"gpu-b"}),
        ("turn on autoscaling for node pool gpu-b", "update_infrastructure", {"gpu-b"}),
        ("activa el autoescalado del node pool gpu-b", "update_infrastructure", {"gpu-b"}),
        ("schalt das Autoscaling vom Node-Pool gpu-b ein", "update_infrastructure", {"gpu-b"}),
        ("ノードプール gpu-b のオートスケールを有効にして", "update_infrastructure", {"gpu-b"}),
        ("给节点池 gpu-b 打开自动伸缩", "update_infrastructure", {"gpu-b"}),
        ("включи автоскейлинг на нод-пуле gpu-b", "update_infrastructure", {"gpu-b"}),
        ("فعّل التشفير على volume web-7 قبل التدقيق", "update_infrastructure", {"web-7"}),
    ],
)
def test_versions_settings_and_tags_are_changed_in_place(
    recogniser: Recogniser, text: str, intent: str, names: set[str]
) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.destructive, {*frame.values("resource_name")}) == (intent, True, names)


@pytest.mark.parametrize(
    ("text", "intent", "names"),
    [
        ("checkout が固まってるんで再起動してもらっていい？", "restart_deployment", {"checkout"}),
        ("checkout が無反応なので一回再起動かけてもらえる？", "restart_deployment", {"checkout"}),
        ("stagingの checkout、設定はいじらず再起動だけお願い", "restart_deployment", {"checkout"}),
        ("checkout バズりそうだから倍にしといて", "scale_deployment", {"checkout"}),
        ("アクセス増えそうなんで checkout 3台足しといて", "scale_deployment", {"checkout"}),
        ("kasse-front neustarrten bitte", "restart_deployment", {"kasse-front"}),
        ("kasse-front neu startn bite", "restart_deployment", {"kasse-front"}),
        ("скейлить checkout не надо, просто перезапусти", "restart_deployment", {"checkout"}),
        ("удалять checkout не нужно, просто рестартни", "restart_deployment", {"checkout"}),
        ("dhamaka khatam, checkout ke pods aadhe kar do", "scale_deployment", {"checkout"}),
        ("sale ho gayi, checkout aadha kar do", "scale_deployment", {"checkout"}),
        (
            "da quando avete rilasciato checkout è un casino, torna a quella di venerdì",
            "rollback_deployment",
            {"checkout"},
        ),
        ("grosse cata sur checkout et search, remets comme avant", "rollback_deployment", {"checkout", "search"}),
        ("der Node app-21 spinnt, nimm ihn raus und räum ihn leer", "run_remediation", {"app-21"}),
        ("Node app-21 leerräumen und sperren", "run_remediation", {"app-21"}),
        ("el nodo app-21 anda mal, vacíalo y sácalo", "run_remediation", {"app-21"}),
        ("le node app-21 déconne, vide-le et sors-le du pool", "run_remediation", {"app-21"}),
        ("il nodo app-21 fa i capricci, svuotalo e mettilo fuori", "run_remediation", {"app-21"}),
        ("o node app-21 tá zoado, esvazia e tira ele do ar", "run_remediation", {"app-21"}),
        ("少啰嗦，跑 purge-cache 这个预案", "run_remediation", {"purge-cache"}),
        ("执行预案 purge-cache", "run_remediation", {"purge-cache"}),
        ("le client veut trois IP fixes à Paris", "create_infrastructure", set()),
        ("الفرع الجديد محتاج VPN سوّيه باسم vpn-jeddah", "create_infrastructure", {"vpn-jeddah"}),
        ("الفريق يبي bucket جديد سوّوه باسم data-nas", "create_infrastructure", {"data-nas"}),
        ("新项目要个子网，就叫 net-b，放东京", "create_infrastructure", {"net-b"}),
    ],
)
def test_a_reason_beside_it_is_not_what_is_asked_for(
    recogniser: Recogniser, text: str, intent: str, names: set[str]
) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.destructive, {*frame.values("resource_name")}) == (intent, True, names)


@pytest.mark.parametrize(
    ("text", "intent", "names"),
    [
        ("quantas conexões o billing-db vai precisar aguentar no natal?", "forecast_capacity", {"billing-db"}),
        ("a memória do web-7 vai dar conta até sexta?", "forecast_capacity", {"web-7"}),
        ("kommen wir am Montag mit der Memory hin", "forecast_capacity", set()),
        ("reicht uns die CPU in Prod bis Weihnachten", "forecast_capacity", set()),
        ("tem algum bucket escancarado pra internet? tô preocupado", "detect_threats", set()),
        ("hay algún security group abierto a todo internet? me da miedo", "detect_threats", set()),
        ("本番のイメージにヤバい脆弱性残ってない？", "detect_threats", set()),
        ("使ってるコンテナにやばい穴空いてない？", "detect_threats", set()),
        ("GCPの取り込みって失敗してたりする？", "discovery_status", set()),
        ("azure 쪽 스캔하다가 에러 난 거 있어?", "discovery_status", set()),
        ("host-9 を消す前に、どこで使われてるか見せて", "resource_relationships", {"host-9"}),
        ("checkout 被哪些服务调用", "resource_relationships", {"checkout"}),
        ("谁在调 checkout", "resource_relationships", {"checkout"}),
        ("как из checkout попасть в billing-db", "show_graph", {"billing-db", "checkout"}),
        ("как от checkout дойти до billing-db", "show_graph", {"billing-db", "checkout"}),
        ("cómo se llega de checkout a billing-db", "show_graph", {"billing-db", "checkout"}),
        ("wie komme ich von checkout zu billing-db", "show_graph", {"billing-db", "checkout"}),
        ("comment on va de checkout à billing-db", "show_graph", {"billing-db", "checkout"}),
        ("come si arriva da checkout a billing-db", "show_graph", {"billing-db", "checkout"}),
        ("como se chega do checkout no billing-db", "show_graph", {"billing-db", "checkout"}),
        ("из-за чего в 12:10 на checkout полезли пятисотки", "explain_root_cause", {"checkout"}),
        ("почему checkout сыпет пятисотками", "explain_root_cause", {"checkout"}),
        ("深夜1時に checkout が落ちてたのはなんで", "explain_root_cause", {"checkout"}),
        ("ليش زمن استجابة checkout مرتفع", "explain_root_cause", {"checkout"}),
        ("هل نجح مسح أزور", "discovery_status", set()),
        ("checkout è andato su o no?", "deployment_status", {"checkout"}),
        ("il rollout di checkout è andato in porto?", "deployment_status", {"checkout"}),
        ("web-7 패킷 로스", "show_statistics", {"web-7"}),
        ("wie müsste ich sagen, dass du einen Server stoppst? nur der Satz", "help_or_smalltalk", set()),
        ("wie formuliere ich, dass du was löschst", "help_or_smalltalk", set()),
        ("स्केल करवाना हो तो तुमसे कैसे बोलें, बस तरीका बताओ", "help_or_smalltalk", set()),
        ("delete karwana ho to tumse kaise bolte hain", "help_or_smalltalk", set()),
        ("как тебе сказать, чтобы ты удалил кластер? только фразу", "help_or_smalltalk", set()),
        ("cómo tendría que decirte que borres un cluster? solo la frase", "help_or_smalltalk", set()),
        ("come dovrei dirti di cancellare un cluster? solo la frase", "help_or_smalltalk", set()),
    ],
)
def test_a_question_is_one_in_other_words(recogniser: Recogniser, text: str, intent: str, names: set[str]) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.destructive) == (intent, False)
    assert intent == "help_or_smalltalk" or {*frame.values("resource_name")} == names


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("reinicia meu final de semana", "out_of_scope"),
        ("deleta minha terça-feira por favor", "out_of_scope"),
        ("il me reste combien de jours de congés", "out_of_scope"),
        ("combien de RTT il me reste", "out_of_scope"),
        ("كم باقي على المغرب", "out_of_scope"),
        ("متى أذان الفجر", "out_of_scope"),
    ],
)
def test_days_off_and_prayers_are_none_of_ours(recogniser: Recogniser, text: str, intent: str) -> None:
    assert recogniser.frame(text).intent == intent


@pytest.mark.parametrize(
    ("turns", "text", "intent", "entities"),
    [
        ((), "take 3 replicas awy from checkout", "scale_deployment", {"resource_name": "checkout", "count": "-3"}),
        (
            (),
            "metti in pausa il cronjob purge-log che sta rallentando tutto",
            "update_infrastructure",
            {"resource_kind": "k8s.cronjob", "resource_name": "purge-log"},
        ),
        (
            (),
            "o fornecedor não consegue entrar, abre a 9443 no security group sg-portal",
            "update_infrastructure",
            {"resource_kind": "network.security_group", "resource_name": "sg-portal"},
        ),
        (
            (),
            "reinicia o banco orders",
            "update_infrastructure",
            {"resource_kind": "database", "resource_name": "orders"},
        ),
        (
            (),
            "web-7 のメモリ、2週間語にどれくらい行く予測？",
            "forecast_capacity",
            {"resource_name": "web-7", "metric": "memory", "time_range": "in:2w"},
        ),
        (
            ("web-7 のディスク、来週どれくらいになりそう？",),
            "来月は？",
            "forecast_capacity",
            {"resource_name": "web-7", "metric": "disk", "time_range": "at:next-month"},
        ),
        (
            (),
            "ليش تم ترجيع checkout لنسخة سابقة أمس",
            "explain_root_cause",
            {"resource_name": "checkout", "time_range": "at:yesterday"},
        ),
        ((), "ficha de app-21: tipo, ip y versión", "describe_infrastructure", {"resource_name": "app-21"}),
        (
            (),
            "sácame el gasto de azure del mes pasado por la etiqueta taller",
            "optimize_cost",
            {"provider": "azure", "time_range": "at:last-month", "tag": "taller"},
        ),
    ],
)
def test_all_that_is_said_and_nothing_else_is_read(
    recogniser: Recogniser, turns: tuple[str, ...], text: str, intent: str, entities: dict[str, str]
) -> None:
    frame = recogniser.frame(text, turns)
    assert (frame.intent, frame.entities) == (intent, {sort: (value,) for sort, value in entities.items()})


@pytest.mark.parametrize(
    "text",
    [
        "reinicia search pero no toques las réplicas",
        "starte search neu, aber die Replicas nicht anfassen",
        "redémarre search sans toucher aux réplicas",
        "перезапусти search, реплики не трогай",
        "search 재시작해줘, 레플리카는 건드리지 말고",
        "把 search 重启一下，副本数别动",
        "redemar search svp",
        "search nue starten",
    ],
)
def test_what_is_not_to_be_touched_leaves_the_restart_one(recogniser: Recogniser, text: str) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.destructive, frame.values("resource_name")) == ("restart_deployment", True, ("search",))
