"""What is asked of the graph of everything, as twelve languages ask it."""

from __future__ import annotations

import pytest

from dharma_tui.core.frames import CHANGES
from dharma_tui.core.topology_view import Question
from dharma_tui.nlp.graph_questions import asked
from dharma_tui.nlp.recogniser import Recogniser


@pytest.mark.parametrize(
    "line",
    [
        "is there a dependency cycle?",
        "are there any circular dependencies",
        "are there loops in the dependency graph",
        "what are the circular dependencies?",
        "show cycles",
        "gibt es zirkuläre Abhängigkeiten?",
        "gibt es Abhängigkeitszyklen",
        "¿hay dependencias circulares?",
        "y a-t-il des dépendances circulaires ?",
        "ci sono dipendenze circolari?",
        "há dependências circulares?",
        "есть ли циклические зависимости?",
        "有循环依赖吗?",
        "循環依存はありますか?",
        "순환 의존성이 있어?",
        "क्या कोई चक्रीय निर्भरता है?",
        "kya koi circular dependency hai?",
        "هل توجد تبعيات دائرية؟",
    ],
)
def test_circles_are_asked_of_the_graph(recogniser: Recogniser, line: str) -> None:
    assert asked(line) is Question.CYCLES
    frame = recogniser.frame(line)
    assert (frame.intent, frame.entities, frame.destructive) == ("show_graph", {}, False)


@pytest.mark.parametrize(
    "line",
    [
        "dangling references",
        "which references are dangling?",
        "are there broken references",
        "what refers to something that does not exist?",
        "gibt es Verweise ins Leere",
        "¿hay referencias colgantes?",
        "y a-t-il des références cassées ?",
        "ci sono riferimenti pendenti?",
        "há referências quebradas?",
        "есть ли висячие ссылки?",
        "有悬空引用吗?",
        "壊れた参照はありますか",
        "끊어진 참조가 있어?",
        "क्या कोई टूटे हुए संदर्भ हैं?",
        "هل توجد مراجع معلقة؟",
    ],
)
def test_what_dangles_is_asked_of_the_graph(recogniser: Recogniser, line: str) -> None:
    assert asked(line) is Question.DANGLING
    frame = recogniser.frame(line)
    assert (frame.intent, frame.entities, frame.destructive) == ("show_graph", {}, False)


@pytest.mark.parametrize(
    "line",
    [
        "which resources have no relationships",
        "what isn't connected to anything?",
        "Ressourcen ohne Beziehungen",
        "recursos sin relaciones",
        "ressources sans relations",
        "risorse senza relazioni",
        "recursos sem relações",
        "ресурсы без связей",
        "没有任何关系的资源",
        "関係のないリソース",
        "관계가 없는 리소스",
        "बिना संबंध वाले संसाधन",
        "موارد بلا علاقات",
    ],
)
def test_what_nothing_is_related_to_is_asked_of_the_graph(line: str) -> None:
    assert asked(line) is Question.ORPHANS


@pytest.mark.parametrize(
    "line",
    [
        "what is a circular dependency?",
        "what are circular dependencies",
        "what is a dangling reference",
        "was ist eine zirkuläre Abhängigkeit?",
        "¿qué es una dependencia circular?",
        "qu'est-ce qu'une dépendance circulaire ?",
        "что такое циклическая зависимость?",
        "什么是循环依赖?",
        "循環依存とは何ですか",
        "순환 의존성이 뭐야?",
        "how do i find circular dependencies",
        "cycle the pods of checkout",
        "which pods are in a crash loop",
        "which disks are dangling?",
        "how long is the billing cycle",
        'describe "circular dependencies"',
    ],
)
def test_what_such_things_are_is_not_asked_of_the_graph(line: str) -> None:
    assert asked(line) is None


@pytest.mark.parametrize("line", ["delete dangling references", "delete all dangling references in prod"])
def test_to_delete_them_is_an_order(recogniser: Recogniser, line: str) -> None:
    assert recogniser.frame(line).intent in CHANGES
