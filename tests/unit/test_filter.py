"""The filter language: what people type, half-typed included, and back to text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dharma_tui.core.errors import FilterError
from dharma_tui.core.filter import EVERYTHING, All, Either, Not, Op, Pattern, Term, Value, Word, format_filter, quoted
from dharma_tui.core.filter_parser import LENGTH_LIMIT, parse_filter

SIGNS = r"""( ) | ! ~ / " ' : = > < != !~ >= , * ? or and state name re label env web 1G -2h @ \ [ ] é ^ $ {3} a-b.c"""
FRAGMENTS = st.sampled_from(
    [
        *SIGNS.split(),
        'tag."a b"',
        'tag."a!"=',
        'tag."',
        "'tag.a+=1'",
        "label.a@b",
        " ",
        "\n",
        "\t",
        '"two words"',
        "state:",
        "mem>1G",
        "/^web/",
        "label:env=prod",
    ]
)
TYPED = st.one_of(st.lists(FRAGMENTS, max_size=14).map("".join), st.text(max_size=40))


def term(name: str, op: Op, *values: str) -> Term:
    return Term(name, op, tuple(Value(value, "*" in value or "?" in value) for value in values))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", EVERYTHING),
        ("web", Word("web")),
        ("web db", All((Word("web"), Word("db")))),
        ("web and db", All((Word("web"), Word("db")))),
        ("we*01", Word("we*01", glob=True)),
        ('"we*01"', Word("we*01")),
        ('"two words"', Word("two words")),
        ("'it is'", Word("it is")),
        ("web | db", Either((Word("web"), Word("db")))),
        ("web or db", Either((Word("web"), Word("db")))),
        ("a b | c", Either((All((Word("a"), Word("b"))), Word("c")))),
        ("a (b | c)", All((Word("a"), Either((Word("b"), Word("c")))))),
        ("!web", Not(Word("web"))),
        ("!!web", Word("web")),
        ("!(a b)", Not(All((Word("a"), Word("b"))))),
        ("state:running", term("state", Op.HAS, "running")),
        ("state:running,failed", term("state", Op.HAS, "running", "failed")),
        ("state:(running|failed)", term("state", Op.HAS, "running", "failed")),
        ("state:!running", Not(term("state", Op.HAS, "running"))),
        ("name=web", term("name", Op.IS, "web")),
        ("name==web", term("name", Op.IS, "web")),
        ("name!=web", Not(term("name", Op.IS, "web"))),
        ('name:"a b"', term("name", Op.HAS, "a b")),
        ('region=""', term("region", Op.IS, "")),
        ("region:eu-*", term("region", Op.HAS, "eu-*")),
        ("mem>1G", term("mem", Op.MORE, "1G")),
        ("mem>=1G", term("mem", Op.AT_LEAST, "1G")),
        ("mem:<1G", term("mem", Op.LESS, "1G")),
        ("started>-2d", term("started", Op.MORE, "-2d")),
        ("attrs.memory.rss<=1", term("attrs.memory.rss", Op.AT_MOST, "1")),
        ("label:env=prod", term("label", Op.HAS, "env=prod")),
        ('tag."Cost Center"=42', term("tag.Cost Center", Op.IS, "42")),
        ('label."a \\"b\\""!=x', Not(term('label.a "b"', Op.IS, "x"))),
        ("tag.user@corp:1", term("tag.user@corp", Op.HAS, "1")),
        ("name~^web|db$", term("name", Op.MATCHES, "^web|db$")),
        ("name!~^web", Not(term("name", Op.MATCHES, "^web"))),
        ("~^web-(a|b)$", Pattern("^web-(a|b)$")),
        ("re:^web", Pattern("^web")),
        ('~"a b"', Pattern("a b")),
        ("/^web-\\d+/", Pattern("^web-\\d+")),
        ("/a\\/b/", Pattern("a/b")),
        ("(/web/)", Pattern("web")),
        ("/usr/bin", Word("/usr/bin")),
        ("10.0.0.1:443", Word("10.0.0.1:443")),
        ("java(1234)", Word("java(1234)")),
        ("a<b>", term("a", Op.LESS, "b>")),
    ],
)
def test_reads(text: str, tree: object) -> None:
    assert parse_filter(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("state:", term("state", Op.HAS, "")),
        ("state:running,", term("state", Op.HAS, "running")),
        ('"two wor', Word("two wor")),
        ('name:"two wor', term("name", Op.HAS, "two wor")),
        ("(a b", All((Word("a"), Word("b")))),
        ("(", EVERYTHING),
        ("()", EVERYTHING),
        ("!", EVERYTHING),
        ("!(", EVERYTHING),
        ("a |", Word("a")),
        ("| a", Word("a")),
        ("a or", Word("a")),
        ("or", EVERYTHING),
        ("~", EVERYTHING),
        ("/", Word("/")),
        ("/^web", Pattern("^web")),
        ("*", EVERYTHING),
    ],
)
def test_unfinished_text_gets_its_best_reading(text: str, tree: object) -> None:
    assert parse_filter(text) == tree


@pytest.mark.parametrize(
    ("text", "position"), [("a )", 2), ("mem>", 4), ("name=", 5), ("a name~", 7), ("(" * 60 + "a", 41)]
)
def test_what_has_no_reading_is_refused_where_it_stands(text: str, position: int) -> None:
    with pytest.raises(FilterError) as caught:
        parse_filter(text)
    assert (caught.value.position, caught.value.text) == (position, text)
    assert caught.value.hint


def test_a_filter_of_any_length_is_refused_or_read() -> None:
    with pytest.raises(FilterError):
        parse_filter("a" * (LENGTH_LIMIT + 1))
    assert parse_filter("a" * LENGTH_LIMIT) == Word("a" * LENGTH_LIMIT)


@pytest.mark.parametrize("sign", ["=", "!=", ":", "~", "!~", ">", "<", ">=", "<="])
@pytest.mark.parametrize(
    "key", ["a", "a!", "a=", "a<", "a>", "a~", "a:", "a/", "a b", 'a"b', "a\\b", "aws:a b", "a@b", "[]"]
)
def test_a_term_about_a_label_is_written_as_itself_whatever_the_key(key: str, sign: str) -> None:
    tree = parse_filter(f"tag.{quoted(key)}{sign}1")
    assert (tree.node if isinstance(tree, Not) else tree).name == f"tag.{key}"  # type: ignore[union-attr]
    assert parse_filter(format_filter(tree)) == tree


@pytest.mark.parametrize(
    "text", ['tag.env:"a=b"', 'tag."team":x~y', 'label."or":a!=', 'tag.env="a:b"', 'tag."env:a"=b', "tag.env~a=b"]
)
def test_a_term_about_a_label_is_written_as_itself_whatever_the_value(text: str) -> None:
    tree = parse_filter(text)
    assert parse_filter(format_filter(tree)) == tree


@pytest.mark.parametrize(
    "text", ['tag."x"=3', 'Label."a b":', "tag.a+=1", "tag.a@b:1", "tag.a/b=1", "tag.aws:x=1", 'tag."a']
)
def test_a_word_that_looks_like_a_term_stays_a_word(text: str) -> None:
    words = All((Word(text), Word('b"=1')))
    assert parse_filter(format_filter(words)) == words


@settings(max_examples=1500, deadline=None)
@given(TYPED)
def test_any_text_is_read_or_refused_and_what_is_read_survives_writing(text: str) -> None:
    try:
        tree = parse_filter(text)
    except FilterError as error:
        assert 0 <= error.position <= len(text)
        return
    assert parse_filter(format_filter(tree)) == tree
