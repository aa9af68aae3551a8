"""Words with a hyphen, or with what hangs on them, as the words that they are made of: "s3-bucket", "redémarre-la"."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.entities import terms
from dharma_tui.nlp.entities.tags import KEYS
from dharma_tui.nlp.lexicon import lexicons
from dharma_tui.nlp.numerals import hyphened
from dharma_tui.nlp.tokens import Token, fold

_CLITIC = lazy_pattern(
    r"(?P<verb>[^\W\d_]{3,}|a(?=-t-)|ont)-(?:t-)?(?P<pronoun>moi|toi|il|elle|ils|elles|on|nous|vous|le|la|les|lui|leur|ce|ci|tu|je|y|en|o|a|os|as|lo|los|las)"
)
ELIDED = lazy_pattern(r"(?:[ld]|dell|dall|nell|all|sull|un)'(?P<word>[^\W\d_]{3,})")
"""French and Italian words behind an article that lost its vowel."""
_PRONOUNS = frozenset(
    {"moi", "toi", "le", "la", "les", "lui", "leur", "en", "nous", "vous", "o", "a", "os", "as", "lo", "los", "las"}
)
_SAID_OF_METRICS = frozenset({("forecast",), ("usage",), ("trend",), ("prognosis",)})
_POINTED = {
    **dict.fromkeys(("le", "la", "lui", "lo", "o", "a"), "it"),
    **dict.fromkeys(("les", "os", "as", "los", "las", "leur"), "them"),
}
"""What is pointed at by the pronouns that hang on French, Portuguese and Spanish verbs."""


HYPHENED = lazy_pattern(r"(?<![\w./:@-])[^\W\d_][^\W_]+-[^\W\d_a-zäöü][^\W\d_A-ZÄÖÜ]{2,}(?![\w./:@-])")
"""Two words with a hyphen, of which the second is a noun as Germans write it: "IAM-Rollen"."""
_SIZED = lazy_pattern(r"(?P<size>\d+-(?:gb|tb|mb|gib|tib))-(?P<thing>[^\W\d_]{3,})")
"""A German noun behind its size: "500-GB-Platte"."""
_ADVERBS = frozenset(
    {
        "au-dessus",
        "au-dessous",
        "au-delà",
        "au-dela",
        "week-end",
        "sous-réseaux",
        "sous-réseau",
        "sub-redes",
        "sub-rede",
        "pre-produzione",
        "pre-produccion",
        "pare-feu",
        "pare-feux",
        "sous-utilisés",
        "sous-utilisées",
        "sous-utilisé",
    }
)
_INVERTED = frozenset(
    {"faut-il", "faudrait-il", "doit-on", "devrait-on", "dois-je", "devrais-je", "doit-il", "suffit-il", "suffirait-il"}
)
"""French questions whether something should be done."""
OF_KEYS = frozenset(
    {"label", "tag", "etiqueta", "etiquette", "etichetta", "rotulo", "метку", "тег", "ярлык", "टैग", "लेबल", "وسم"}
)
"""Behind these stands the key of a tag, as it is written."""
WITHOUT_UMLAUTS = lazy_pattern(r"([aou])e")


def _is_compound(parts: Sequence[str]) -> bool:
    """Whether it is no name but a German noun made of known words, or of a technical one and a known one."""
    german = [part for part in parts if "de" in lexicons().words.get(fold(part), ())]
    return len(german) == len(parts) or (bool(german) and not terms.words().isdisjoint(parts))


def _hangs(tokens: Sequence[Token], at: int) -> bool:
    """Whether a hyphen stands there that a pronoun hangs by on a verb with an accent: "redémarre-la"."""
    if not 0 < at < len(tokens) - 1 or tokens[at].text != "-" or tokens[at + 1].text not in _PRONOUNS:
        return False
    verb = tokens[at - 1]
    return verb.end == tokens[at].start and tokens[at].end == tokens[at + 1].start and lexicons().knows(verb.plain)


def _is_of_provider(parts: Sequence[str]) -> bool:
    """Whether it is what a provider has, as in "hetzner-server", or how much of something there will be: "ram-prognose"."""
    if len(parts) != 2:
        return False
    first, second = (parts[0],), (parts[1],)
    is_kind = second in terms.listed("resource_kind")
    is_noun = second in _SAID_OF_METRICS or "de" in lexicons().words.get(fold(parts[1]), ())
    return (first in terms.listed("provider") and (is_kind or is_noun)) or (first in terms.listed("metric") and is_noun)


def taken_apart(tokens: Sequence[Token], compounds: Collection[str] = ()) -> list[Token]:
    """With "s3-bucket" as two words where those are a term, and verbs without the pronouns that hang on them.

    Of ``compounds`` those are two words that are made of known ones.
    """
    told: list[Token] = []
    for at, token in enumerate(tokens):
        if _hangs(tokens, at):
            continue
        if _hangs(tokens, at - 1):
            told += [token.said(pointed)] if (pointed := _POINTED.get(token.text)) else []
            continue
        is_key = at > 0 and tokens[at - 1].plain.removeprefix("l'") in OF_KEYS  # "the label expire-soon"
        parts = tuple(token.text.split("-")) if token.sort == "identifier" and not is_key else ()
        clitic = _CLITIC.fullmatch(token.text) if parts else None
        if len(parts) == 2 and parts[0] in KEYS and parts[1] in {"tag", "tags", "label", "labels"}:  # "ohne team-tag"
            told += [token.said(parts[0], "word"), token.said("label", "word")]
        elif token.text in _INVERTED:
            told += [token.said(part, "word") for part in parts]
        elif clitic and lexicons().knows(clitic["verb"]):
            told.append(token.said(clitic["verb"], "word"))
            told += [token.said(pointed, "word")] if (pointed := _POINTED.get(clitic["pronoun"])) else []
        elif (elided := ELIDED.fullmatch(token.text)) and not lexicons().knows(token.plain):
            told.append(token.said(elided["word"]) if lexicons().knows(elided["word"]) else token)
        elif sized := _SIZED.fullmatch(token.text) if parts else None:
            told += [token.said(sized["size"].replace("-", ""), "number"), token.said(sized["thing"], "word")]
        elif len(parts) > 1 and (
            (token.text in compounds and _is_compound(parts))
            or _is_of_provider(parts)
            or parts in terms.terms()
            or parts[-1] == "feira"
            or token.text in _ADVERBS
            or " ".join(parts) in hyphened()
        ):
            told += [token.said(part, "word") for part in parts]
        else:
            told.append(token)
    return told
