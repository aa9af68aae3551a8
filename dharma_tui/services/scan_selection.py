"""Which services, kinds and scopes a selection names; a word that names nothing is met with a suggestion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from fnmatch import fnmatchcase

from dharma_tui.core.errors import UsageError
from dharma_tui.core.kinds import KindSpec, is_named
from dharma_tui.core.matrix import GLOBAL
from dharma_tui.core.near import did_you_mean
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.scan import LISTS_ONLY, Selection
from dharma_tui.core.types import Scope


def choose(
    services: Sequence[ProviderService], selection: Selection, default_providers: str = ""
) -> Mapping[ProviderService, Sequence[str]]:
    """The services to scan with and the kinds of each. ``default_providers`` (comma separated) holds where nothing is named:
    neither a provider nor a kind nor a key, which is meant whosever it is.

    A provider may be named (``local``), or one of its services (``local.processes``). Raises UsageError for an unknown
    provider or kind.
    """
    named = selection.providers or selection.kinds or selection.keys
    providers = selection.providers if named else words(default_providers)
    known = sorted({service.provider for service in services})
    for provider in providers:
        if not any(_serves(service, provider) for service in services):
            raise _unknown("provider", provider, [*known, *(service.name for service in services)])
    wanted = {kind.kind for service in services for kind in service.kinds}
    if selection.kinds:
        wanted = set().union(*(_kinds_named(word, services) for word in selection.kinds))
    chosen = {
        service: [kind.kind for kind in service.kinds if kind.kind in wanted]
        for service in services
        if not providers or any(_serves(service, provider) for provider in providers)
    }
    chosen = {service: kinds for service, kinds in chosen.items() if kinds}
    if selection.lists_only and chosen:
        chosen = _lists_alone(chosen)
        if not chosen:
            raise UsageError("all of that is asked for of one thing after another", "leave --lists-only out")
    if not chosen:
        raise UsageError("there is nothing to scan", f"known providers: {', '.join(known) or 'none'}")
    return chosen


def _lists_alone(chosen: Mapping[ProviderService, Sequence[str]]) -> dict[ProviderService, list[str]]:
    """The kinds that take one list, not one for each thing of another kind."""
    asking_each = {kind.kind for service in chosen for kind in service.kinds if service.asks_each(kind)}
    left = {service: [kind for kind in kinds if kind not in asking_each] for service, kinds in chosen.items()}
    return {service: kinds for service, kinds in left.items() if kinds}


def refuse_unmatched(
    known: Sequence[Scope], called: Set[str], selection: Selection, *, has_regions: bool = False
) -> None:
    """Raise UsageError for an account or region that is named and that none of the scopes ``known``, if any, is in.

    ``called`` are names of accounts beside those of the scopes. Where all are of no region, but of a provider that
    ``has_regions``, naming regions leaves none of them out.
    """
    for what, patterns, values in (
        ("account", selection.accounts, {scope.account for scope in known} | called),
        ("region", selection.regions, {scope.region for scope in known}),
    ):
        there = sorted(values - {""})
        for pattern in patterns if known else ():
            if what == "region" and (names_global(pattern) or (has_regions and not there)):
                continue
            if not there:
                raise UsageError(f"nothing that would be scanned is of {what} {pattern!r}", f"leave --{what} out")
            if not any(fnmatchcase(value, pattern) for value in there):
                raise _unknown(what, pattern, there)


def names_global(pattern: str) -> bool:
    """Whether it names what is of no region."""
    return fnmatchcase(GLOBAL, pattern)


def prefixes_of(kinds: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """The fewest words that name ``kinds`` and no other of the ``known``: services where all of theirs are meant."""
    wanted = set(kinds)
    by_service: dict[str, list[str]] = {}
    for kind in known:
        by_service.setdefault(kind.rpartition(".")[0], []).append(kind)
    words: list[str] = []
    for service, of_it in by_service.items():
        meant = [kind for kind in of_it if kind in wanted]
        words += [service] if len(meant) == len(of_it) and service.count(".") else meant
    return tuple(words)


def flags_of(selection: Selection) -> list[str]:
    """The flags of ``dharma-tui scan`` that say the same."""
    named = (
        ("--provider", selection.providers),
        ("--region", selection.regions),
        ("--account", selection.accounts),
        ("--kind", selection.kinds),
        ("--key", selection.keys),
        ("--resume", (selection.rest_of,) if selection.rest_of else ()),
    )
    words = [word for flag, values in named for value in values for word in (flag, value)]
    return [*words, LISTS_ONLY] if selection.lists_only else words


def exactly(word: str) -> str:
    """The pattern that only ``word`` itself matches."""
    return "".join(f"[{each}]" if each in "*?[" else each for each in word)


def providers_of(services: Iterable[ProviderService]) -> tuple[str, ...]:
    """The providers of ``services``, each once."""
    return tuple(dict.fromkeys(service.provider for service in services))


def words(text: str) -> tuple[str, ...]:
    """What a setting names, separated by commas."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _serves(service: ProviderService, word: str) -> bool:
    return word in (service.provider, service.name)


def _kinds_named(word: str, services: Sequence[ProviderService]) -> set[str]:
    kinds = [kind for service in services for kind in service.kinds]
    named = {kind.kind for kind in kinds if _is_named(kind, word)}
    if not named:
        raise _unknown("kind", word, [name for kind in kinds for name in (kind.kind, *kind.aliases)])
    return named


def _is_named(kind: KindSpec, word: str) -> bool:
    return is_named(kind.kind, word, {kind.kind: kind}) or word in kind.aliases


def _unknown(what: str, word: str, known: Sequence[str]) -> UsageError:
    known_ones = f"known: {', '.join(known[:20]) or 'none'}"
    return UsageError(f"there is no {what} {word!r}", did_you_mean(word, known, known_ones))
