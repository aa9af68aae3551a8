"""Metrics, quantities and tags as they are said in eleven languages."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.recogniser import Recogniser


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("wie hoch ist die Festplattenbelegung von web-7", "disk"),
        ("wie ist die Warteschlangentiefe von orders", "queue_depth"),
        ("quel est le taux de remplissage du disque de web-7", "disk"),
        ("montre le temps de latence de checkout", "latency"),
        ("cuál es la longitud de la cola orders", "queue_depth"),
        ("muéstrame las lecturas por segundo de web-7", "iops"),
        ("qual è il ritardo della replica di orders", "replication_lag"),
        ("mostre os tempos de resposta do checkout", "latency"),
        ("покажи отставание реплики orders", "replication_lag"),
        ("ما هو حجم الطابور orders", "queue_depth"),
        ("web-7 का जीपीयू लोड दिखाओ", "gpu"),
        ("web-7的掉包率是多少", "packet_loss"),
        ("checkoutの応答速度を見せて", "latency"),
        ("orders 큐 깊이 보여줘", "queue_depth"),
    ],
)
def test_metrics_as_they_are_called(recogniser: Recogniser, text: str, metric: str) -> None:
    assert recogniser.frame(text).values("metric") == (metric,)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("clusters with 3 nodes or more", ">=3"),
        ("Platten mit über 500 GB", ">500gb"),
        ("leg eine 200-GB-Platte an", "200gb"),
        ("serveurs avec une cpu au-dessus de 70%", ">70%"),
        ("clusters de 3 nœuds maximum", "<=3"),
        ("servicios con por lo menos 4 pods", ">=4"),
        ("server con cpu sopra l'80%", ">80%"),
        ("servizi fino a 3 pod", "<=3"),
        ("dois pods a mais no checkout", "+2"),
        ("кластеры с 3 и более узлами", ">=3"),
        ("сократи вдвое реплики checkout", "/2"),
        ("уменьши число реплик checkout вдвое", "/2"),
        ("العناقيد من 4 عقد فأكثر", ">=4"),
        ("4 या ज़्यादा नोड वाले क्लस्टर", ">=4"),
        ("至多4个节点的集群", "<=4"),
        ("ノードが4台以上のクラスター", ">=4"),
        ("checkoutのポッドを3倍にして", "x3"),
        ("레플리카가 4개 이하인 디플로이먼트", "<=4"),
    ],
)
def test_quantities_and_their_limits(recogniser: Recogniser, text: str, count: str) -> None:
    assert recogniser.frame(text).values("count") == (count,)


@pytest.mark.parametrize("text", ["escala checkout hasta 4 réplicas", "checkout को 4 replicas तक scale करो"])
def test_what_is_scaled_until_a_number_is_scaled_to_it(recogniser: Recogniser, text: str) -> None:
    assert recogniser.frame(text).values("count") == ("4",)


def test_a_list_of_what_has_so_many_or_more_is_no_change(recogniser: Recogniser) -> None:
    assert not recogniser.frame("العناقيد من 4 عقد فأكثر").destructive


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("servers with the cost-center tag", "cost-center"),
        ("welche Buckets gehören dem Team atlas", "team=atlas"),
        ("serveurs dont le tag owner vaut anna", "owner=anna"),
        ("servidores con etiqueta owner igual a anna", "owner=anna"),
        ("server il cui tag owner è anna", "owner=anna"),
        ("recursos que pertencem ao time atlas", "team=atlas"),
        ("серверы, у которых тег owner равен anna", "owner=anna"),
        ("الموارد المملوكة لفريق atlas", "team=atlas"),
        ("cost-center टैग वाले सर्वर", "cost-center"),
        ("owner标签等于anna的机器", "owner=anna"),
        ("ownerタグがannaのサーバー", "owner=anna"),
        ("owner 태그가 anna인 서버", "owner=anna"),
    ],
)
def test_tags_with_key_and_value_in_either_order(recogniser: Recogniser, text: str, tag: str) -> None:
    frame = recogniser.frame(text)
    assert frame.values("tag") == (tag,) and not frame.destructive
