"""Kinds and environments as twelve languages call them, in full, in short and in jargon."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.recogniser import Recogniser


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("lista las IP elásticas", "aws.ec2.eip"),
        ("lista los clústeres de k8s", "k8s.cluster"),
        ("lista los trabajos cron", "k8s.cronjob"),
        ("liste os endereços IP elásticos", "aws.ec2.eip"),
        ("liste as tarefas cron", "k8s.cronjob"),
        ("liste les sous-réseaux", "network.subnet"),
        ("liste les salles machines", "datacenter"),
        ("liste les répartiteurs", "network.load_balancer"),
        ("zeig alle API-Schlüssel", "iam.access_key"),
        ("zeig alle Zerts", "certificate"),
        ("zeig alle DNS-Zonen", "network.dns_zone"),
        ("elenca le basi dati", "database"),
        ("elenca le sale macchine", "datacenter"),
        ("सारे इलास्टिक आईपी दिखाओ", "aws.ec2.eip"),
        ("सारे होस्ट दिखाओ", "compute.instance"),
        ("列出所有弹性ip", "aws.ec2.eip"),
        ("列出所有自建机房", "datacenter"),
        ("サーバー証明書を一覧にして", "certificate"),
        ("待ち行列を一覧にして", "queue"),
        ("스냅숏 다 보여줘", "storage.snapshot"),
        ("전산실 다 보여줘", "datacenter"),
        ("탄력적 IP 다 보여줘", "aws.ec2.eip"),
        ("покажи все серты", "certificate"),
        ("покажи все сабнеты", "network.subnet"),
        ("покажи все айпишники", "network.ip"),
        ("покажи кластеры кубера", "k8s.cluster"),
        ("اعرض كل الفنكشنات", "function"),
        ("اعرض كل مجموعات النودات", "node_group"),
        ("اعرض كل كلاسترات الكوبرنيتس", "k8s.cluster"),
    ],
)
def test_kinds_as_they_are_called(recogniser: Recogniser, text: str, kind: str) -> None:
    assert recogniser.frame(text).values("resource_kind") == (kind,)


@pytest.mark.parametrize(
    ("text", "environment"),
    [
        ("list servers in live", "prod"),
        ("lista los servidores de contingencia", "dr"),
        ("liste os servidores de pré-produção", "preprod"),
        ("liste os servidores de aceitação", "uat"),
        ("liste les serveurs de pré-production", "preprod"),
        ("liste les serveurs du bac à sable", "sandbox"),
        ("zeig die Server im Livebetrieb", "prod"),
        ("zeig die Server in der Abnahmeumgebung", "uat"),
        ("elenca i server in pre-produzione", "preprod"),
        ("डीआर के सर्वर दिखाओ", "dr"),
        ("लाइव के सर्वर दिखाओ", "prod"),
        ("災害対策環境のサーバーを一覧にして", "dr"),
        ("商用環境のサーバーを一覧にして", "prod"),
        ("데브 서버 보여줘", "dev"),
        ("스테이지 서버 보여줘", "staging"),
        ("покажи серверы в песочнице", "sandbox"),
        ("покажи серверы на приёмке", "uat"),
        ("покажи серверы в резервной среде", "dr"),
        ("اعرض السيرفرات في الديف", "dev"),
        ("اعرض السيرفرات في صندوق الرمل", "sandbox"),
    ],
)
def test_environments_as_they_are_called(recogniser: Recogniser, text: str, environment: str) -> None:
    assert recogniser.frame(text).values("environment") == (environment,)


def test_an_accent_behind_a_hyphen_ends_no_name(recogniser: Recogniser) -> None:
    assert recogniser.frame("wer hat an checkout etwas geändert, Login-mäßig").values("resource_name") == ("checkout",)


@pytest.mark.parametrize(
    "text", ["серверы покажи, кроме тех что в ажуре и в проде", "staging이랑 azure 빼고 서버 보여줘"]
)
def test_scopes_are_left_out_together(recogniser: Recogniser, text: str) -> None:
    frame = recogniser.frame(text)
    assert (frame.values("provider"), frame.values("environment")) == ((), ())
