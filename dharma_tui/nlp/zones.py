"""Availability zones, which are places below a region: "eu-west-1a", "europe-west1-b"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dharma_tui.core.answers import Answer
from dharma_tui.core.filter import quoted
from dharma_tui.core.frames import CHANGES, Frame
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.columns import shared
from dharma_tui.nlp.query import Condition, Query
from dharma_tui.nlp.words import lines, listed, named

if TYPE_CHECKING:
    from dharma_tui.nlp.mentions import Mention
    from dharma_tui.nlp.reading import Reading
    from dharma_tui.nlp.tools._base import Asked

_ZONE = lazy_pattern(r"(?P<region>[a-z]+(?:-[a-z]+)+-\d|[a-z]+-[a-z]+\d{1,2})(?P<zone>(?<=-\d)[a-f]|-[a-f])")
_TOLD = frozenset({"list_resources", "list_deployments", "show_statistics"}) | CHANGES
"""Intents of what is looked for by conditions, of which a zone is one."""
NOT_TOLD = "zone"
"""Says among the doubts of a request that a zone was said which its answer is not narrowed to."""


def is_zone(place: str) -> bool:
    """Whether a place is a zone and no region."""
    return _ZONE.fullmatch(place) is not None


def region_of(place: str) -> str:
    """The region that a zone is in; a region is itself."""
    found = _ZONE.fullmatch(place)
    return found["region"] if found else place


def said(reading: Reading, mention: Mention) -> str:
    """The zone that a mention of a region was said as; else what it stands for."""
    text = reading.tokens[mention.first].text.lower() if mention.first < len(reading.tokens) else ""
    return text if mention.sort == "region" and is_zone(text) and region_of(text) == mention.value else mention.value


def within(frame: Frame, reading: Reading) -> Frame:
    """``frame`` with the zones that were said in place of their regions."""
    places: dict[str, dict[str, None]] = {}
    for one in reading.mentions:
        if one.sort == "region" and not one.excluded:
            places.setdefault(one.value, {})[said(reading, one)] = None
    regions = frame.values("region")
    told = tuple(
        place
        for region in regions
        for place in ((region,) if region in places.get(region, (region,)) else places[region])
    )
    return frame if told == regions else replace(frame, entities={**frame.entities, "region": told})


def of_regions(asked: Asked) -> Asked:
    """``asked`` of the regions of its zones, where its answer goes by regions alone."""
    regions = asked.frame.values("region")
    if asked.frame.intent in _TOLD or not any(map(is_zone, regions)):
        return asked
    places = tuple(dict.fromkeys(map(region_of, regions)))
    frame = replace(asked.frame, entities={**asked.frame.entities, "region": places})
    return replace(asked, frame=frame, doubts=(*asked.doubts, NOT_TOLD))


def told(asked: Asked, answer: Answer) -> Answer:
    """``answer``, which says so where it is of a whole region and a zone was said."""
    if NOT_TOLD not in asked.doubts or asked.targets:
        return answer
    places = listed([named(one) for one in asked.frame.values("region")])
    return replace(answer, text=lines(f"Of all of {places}: this is not known by zones.", answer.text))


def in_zones(asked: Asked, specs: Sequence[KindSpec], query: Query) -> Query:
    """``query`` of what is in the zones that were said and in none that were left out, where a column tells that."""
    has_zone = "zone" in {column.name for column in shared(specs)}
    places = asked.frame.values("region")
    zones = [one for one in places if is_zone(one)]
    regions = [one for one in places if one not in zones]
    if zones and not has_zone:
        text = f"region={','.join(dict.fromkeys((*regions, *map(region_of, zones))))}"
        query = query.and_also(Condition(text, f"in {' or '.join(dict.fromkeys(map(region_of, places)))}"))
    elif zones:
        text = f"zone={','.join(map(quoted, zones))}"
        text = f"(region={','.join(regions)} | {text})" if regions else text
        query = query.and_also(Condition(text, f"in {' or '.join(places)}"))
    left = [value for sort, value in asked.excluded if sort == "region" and is_zone(value)]
    query = query.and_also(*(Condition(f"!zone={quoted(one)}", f"not in {one}") for one in left if has_zone))
    untold = [] if has_zone else [*(f"the zone {one}" for one in zones), *(f"not in the zone {one}" for one in left)]
    return replace(query, untold=(*query.untold, *untold))
