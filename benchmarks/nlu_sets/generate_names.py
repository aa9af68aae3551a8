"""Makes the names of resources that nobody asks for, so that the right one has to be told from many."""

from __future__ import annotations

import random
import sys
from pathlib import Path


def words(text: str) -> list[str]:
    """The words of a text, in their order."""
    return text.split()


COUNT = 1_850
SEED = 20_240_517
PLACES = words("fra lon dub sin syd nyc ams par mil tyo sea lis waw hel mad osl")
ENVIRONMENTS = words("prod stg dev qa uat lab dr")
THINGS = words(
    "accounts address affiliate alerting analytics archive assets audit avatar balance banner basket batch beacon "
    "booking broker browse calendar campaign cashback catalog charge claims comment compliance config consent content "
    "courier credit crm currency customer dashboard deals delivery device dispatch documents donation email energy "
    "event export feed fleet forms fraud freight gift grading guest heartbeat identity image import inbox insurance "
    "issuer journal keyword landing layout leads lease legal license listing lobby lottery manifest market media "
    "member menu merchant meter mobile music news offer onboarding partner passport payroll permit photo pickup "
    "policy poll portal print profile promo purchase quiz quota rating receipt referral refund rental report review "
    "reward risk rota route sales sensor session settlement shipment sitemap sms sponsor stock store stream survey "
    "tariff tax tenant ticket timeline token tour tracking trade transfer trip vendor video voucher warehouse wallet "
    "weather webhook wishlist"
)
PARTS = words("api svc worker web sync cron consumer producer proxy cache gateway adapter indexer loader writer reader")
ROLES = words("app web db cache mq log mon ci nfs dns ntp mail proxy ldap build edge render calc kafka zk")
STORES = words("backups exports uploads logs raw archive models reports thumbs dumps landing curated")
CODES = words("otter heron falcon bison marten osprey badger ibex stork lemur gecko tapir")
DEEDS = words("rotate flush trim rebuild resync warm prune reseed throttle detach")
OBJECTS = words("keys tokens journals caches indexes sessions replicas certs leases partitions")


def one(rng: random.Random) -> str:
    """A name of one of the shapes that estates are full of."""
    thing = rng.choice(THINGS)
    number = rng.randint(1, 48)
    shapes = (
        lambda: f"{thing}-{rng.choice(PARTS)}",
        lambda: f"{thing}-{rng.choice(PARTS)}-{rng.choice(ENVIRONMENTS)}",
        lambda: f"{rng.choice(ROLES)}-{rng.choice(PLACES)}-{number:02d}",
        lambda: f"{rng.choice(ROLES)}-{rng.choice(CODES)}-{number % 9 + 1}",
        lambda: f"{thing}-{rng.choice(STORES)}",
        lambda: f"{thing}_{rng.choice(('main', 'old', 'ro', 'hist', 'v2'))}",
        lambda: f"i-0{rng.getrandbits(64):016x}",
        lambda: f"{rng.choice(('vol', 'sg', 'subnet', 'vpc', 'snap', 'eni', 'rtb'))}-0{rng.getrandbits(36):09x}",
        lambda: f"10.{rng.randint(0, 255)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}",
        lambda: f"ip-10-{rng.randint(0, 255)}-{rng.randint(0, 255)}-{rng.randint(1, 254)}",
        lambda: f"{thing}-{rng.choice(PARTS)}-{rng.getrandbits(36):09x}-{rng.getrandbits(20):05x}",
        lambda: f"{rng.choice(CODES)}-{rng.choice(PLACES)}",
        lambda: f"{rng.choice(DEEDS)}-{thing}-{rng.choice(OBJECTS)}",
        lambda: f"inc-{rng.randint(10_000, 39_999)}",
        lambda: f"rec-{rng.randint(0, 9_999):04d}",
    )
    return rng.choice(shapes)()


def names(count: int = COUNT, seed: int = SEED) -> list[str]:
    """That many different names, none of them one that the sets mention, the same every time."""
    mentioned = set((Path(__file__).resolve().parent / "names.txt").read_text(encoding="utf-8").split())
    rng = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        name = one(rng)
        if name not in mentioned:
            found[name] = None
    return list(found)


if __name__ == "__main__":
    sys.stdout.write("".join(f"{name}\n" for name in names()))
