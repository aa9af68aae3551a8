"""What tags mean, however they are spelled, and the file that says otherwise."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from dharma_tui.core.errors import SettingsError
from dharma_tui.core.paths import Paths
from dharma_tui.core.tags import APPLICATION, ENVIRONMENT, OWNER, STACK, Conventions, Vocabulary
from dharma_tui.services.tag_file import FILE, TagFile, conventions, explained

WORDS = Vocabulary()


@pytest.mark.parametrize(
    ("key", "concept"),
    [
        ("App", APPLICATION),
        ("application_name", APPLICATION),
        ("acme:project", APPLICATION),
        ("app.kubernetes.io/part-of", APPLICATION),
        ("ENV", ENVIRONMENT),
        ("EnvironmentType", ENVIRONMENT),
        ("Owner-Email", OWNER),
        ("team", OWNER),
        ("TerraformWorkspace", STACK),
    ],
)
def test_a_key_is_known_in_every_spelling(key: str, concept: str) -> None:
    found = WORDS.concept(key)

    assert found is not None
    assert found[0] == concept


@pytest.mark.parametrize("key", ["Name", "aws:cloudformation:stack-name", "cost-center", ""])
def test_other_keys_and_those_of_aws_tell_nothing(key: str) -> None:
    assert WORDS.concept(key) is None


def test_a_key_of_our_own_ranks_before_one_in_a_namespace() -> None:
    plain, spaced = WORDS.concept("service"), WORDS.concept("acme/app")

    assert plain is not None and spaced is not None
    assert plain[1] < spaced[1]


@pytest.mark.parametrize(
    ("concept", "value", "meaning"),
    [
        (ENVIRONMENT, "PROD", "production"),
        (ENVIRONMENT, "pre_prod", "staging"),
        (ENVIRONMENT, "blue", "blue"),
        (APPLICATION, "Web Shop", "web-shop"),
        (APPLICATION, "web_shop", "web-shop"),
        (APPLICATION, "N/A", ""),
        (APPLICATION, " none ", ""),
    ],
)
def test_a_value_means_the_same_in_every_spelling(concept: str, value: str, meaning: str) -> None:
    assert WORDS.meaning(concept, value) == meaning


def test_the_explained_file_says_what_counts_without_one() -> None:
    assert conventions(tomllib.loads(explained())) == Conventions()


def test_a_file_counts_once_it_is_there_and_when_it_changes(tmp_path: Path) -> None:
    paths = Paths.find({"XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path)})
    file = TagFile(paths)
    assert file.current() == Conventions()
    paths.config_folder.mkdir(parents=True)

    (paths.config_folder / FILE).write_text('[keys]\nowner = ["steward"]\n[[rule]]\nkey = "CostCenter"\n')

    assert file.current().vocabulary.keys[OWNER] == ("steward",)
    assert [rule.name for rule in file.current().rules] == ["CostCenter"]
    assert file.current().vocabulary.keys[APPLICATION] == WORDS.keys[APPLICATION]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[keyz]\n", "keyz"),
        ("[keys]\nowners = ['a']\n", "owner"),
        ("[keys]\nowner = 'a'\n", "list of texts"),
        ("[groups]\nmembers = 'many'\n", "number"),
        ("[[rule]]\nname = 'x'\n", "key"),
        ("[[rule]]\nkey = ' '\n", "key"),
        ("rule = 5\n", "each rule begins with"),
        ("[rule]\nkey = 'owner'\n", "each rule begins with"),
        ("[[rule]]\nkey = 'owner'\nkinds = []\n", "no kind"),
        ("[keys]\nowner = []\n", "keys.owner names no key"),
        ("[keys]\nowner = [' ']\n", "keys.owner names no key"),
        ("[groups]\nlarge = nan\n", "number"),
        ("[environments]\nproduction = ['live']\nstaging = ['Live']\n", "two environments: production and staging"),
        ("not toml", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_understood_is_told_of(tmp_path: Path, text: str, said: str) -> None:
    paths = Paths.find({"XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path)})
    paths.config_folder.mkdir(parents=True)
    (paths.config_folder / FILE).write_text(text)

    with pytest.raises(SettingsError, match=said):
        TagFile(paths).current()

    assert TagFile(paths).vocabulary() == WORDS
