"""States as people say them in twelve languages, and verbs that tell none."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.recogniser import Recogniser


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("list pods that keep restarting", "crashlooping"),
        ("which deployments are not stable?", "unstable"),
        ("which services aren't stable", "unstable"),
        ("list deployments that never became stable", "unstable"),
        ("which deployments have not stabilized?", "unstable"),
        ("which deployments are not steady", "unstable"),
        ("which deployments are stable", "healthy"),
        ("which deployments are still rolling out?", "pending"),
        ("which deployments are progressing", "pending"),
        ("list servers that don't respond", "down"),
        ("list buckets that nobody encrypted", "unencrypted"),
        ("list volumes that hang loose", "unattached"),
        ("lista los pods que petaron", "failed"),
        ("lista los buckets que nadie ha cifrado", "unencrypted"),
        ("lista los servidores que no dan señales de vida", "down"),
        ("liste os pods que deram pau", "failed"),
        ("liste os buckets que qualquer um pode ler", "public"),
        ("checkout tá no ar?", "running"),
        ("liste les pods qui plantent en boucle", "crashlooping"),
        ("liste les serveurs qui ne sont pas tagués", "untagged"),
        ("liste les images qui sont dépassées", "deprecated"),
        ("zeig Buckets, die kein Mensch verschlüsselt hat", "unencrypted"),
        ("zeig Server, die vor sich hin dümpeln", "idle"),
        ("wie viele VMs laufen gerade in dev", "running"),
        ("elenca i server che sono messi male", "unhealthy"),
        ("elenca i bucket che chiunque può leggere", "public"),
        ("elenca i pod che sono andati in errore", "failed"),
        ("वो पॉड दिखाओ जो अटके पड़े हैं", "pending"),
        ("wo server dikhao jo mar gaye hai", "down"),
        ("wo server dikhao jo dhool kha rahe hai", "idle"),
        ("列出谁都能看的存储桶", "public"),
        ("列出老崩的pod", "crashlooping"),
        ("落ちたサーバーを一覧にして", "down"),
        ("宙ぶらりんのボリュームを一覧にして", "unattached"),
        ("외부에 뚫려 있는 버킷 보여줘", "public"),
        ("계속 크래시나는 파드 보여줘", "crashlooping"),
        ("покажи поды, которые зависли", "pending"),
        ("покажи тома, которые болтаются отцепленные", "unattached"),
        ("покажи серверы, которые никто не протегал", "untagged"),
        ("اعرض الباكتات التي محدش شفرها", "unencrypted"),
        ("اعرض السيرفرات التي مش بترد", "down"),
        ("اعرض البودات التي بتعيد التشغيل كل شوية", "crashlooping"),
    ],
)
def test_states_as_they_are_said(recogniser: Recogniser, text: str, state: str) -> None:
    assert recogniser.frame(text).values("status") == (state,)


@pytest.mark.parametrize(
    "text",
    [
        "sur quelle région tourne la base checkout",
        "in che regione gira il database checkout",
        "database checkout किस region में चल रहा है",
        "データベースcheckoutはどのリージョンで動いてる？",
        "как работает checkout",
        "كيف يعمل checkout",
        "يا ريت تعمل ريستارت لـ checkout",
        "why is the queue mail-out piling up",
        "какие серверы пропали с понедельника",
        "sigue a medias lo de checkout?",
    ],
)
def test_verbs_that_tell_no_state(recogniser: Recogniser, text: str) -> None:
    assert recogniser.frame(text).values("status") == ()


def test_a_queue_that_is_stuck_is_jammed_not_pending(recogniser: Recogniser) -> None:
    frame = recogniser.frame("why is the queue mail-out stuck since 06:20")
    assert (frame.intent, frame.values("status"), frame.values("time_range")) == (
        "explain_root_cause",
        (),
        ("since:06:20",),
    )
