"""AWS Secrets Manager: names of secrets, never what they hold."""

from __future__ import annotations

from collections.abc import Mapping

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._entry import Detail, entry, flag, made, moment, number, text
from dharma_tui.services.discovery.aws._service import AwsService


def _deleting(attrs: Mapping[str, Json]) -> Json:
    """That it is only kept until it is deleted; of others nothing is told."""
    return "deleting" if attrs.get("DeletedDate") else None


_SECRET = entry(
    *("secretsmanager.secret", "Secret", "Something kept secret.", "secretsmanager.ListSecrets", "SecretList"),
    id="Name",
    arn="ARN",
    shapes="secretsmanager:secret",
    name="Name",
    tags="Tags",
    page=100,
    wide={"IncludePlannedDeletion": True},
    details=(
        Detail("GetResourcePolicy", "SecretId", "ARN", items="ResourcePolicy", under="ResourcePolicy", seldom=True),
    ),
    policy="ResourcePolicy",
    state="State",
    words="present deleting",
    derived={"State": _deleting},
    aliases="secrets",
    columns=(
        flag("rotates", "RotationEnabled", 8, "Whether it is changed by itself."),
        moment("rotated", "LastRotatedDate", "When that last happened."),
        moment("changed_at", "LastChangedDate", "When it was last changed."),
        moment("used", "LastAccessedDate", "When it was last asked for."),
        text("description", "Description", 40, "What its maker wrote.", wide=True),
        made("CreatedDate", wide=True),
        number("every_days", "RotationRules.AutomaticallyAfterDays", 10, "Days between changes.", wide=True),
        moment("next", "NextRotationDate", "When it is changed next.", wide=True),
        moment("deleted", "DeletedDate", "When it was marked to be deleted.", wide=True),
        text("kms_key", "KmsKeyId", 40, "What encrypts it, unless AWS's own key.", wide=True),
        text("managed_by", "OwningService", 20, "The service that made it.", wide=True),
    ),
    links=(
        Link("KmsKeyId", "aws.kms.key", Verb.PROTECTS, reverse=True),
        Link("RotationLambdaARN", "aws.lambda.function", Verb.CONNECTS_TO, is_usual=False),
    ),
    bearings=(
        Bearing(Verb.CONNECTS_TO, "aws.lambda.function", loses=0.25, what="its rotation"),
        Bearing(Verb.DEPENDS_ON, reverse=True, takes=1.0, whole=True),
    ),
    volatile=("LastAccessedDate",),
)


class Secrets(AwsService):
    """Lists secrets by name; no call that returns a value is made."""

    name = "aws.secrets"
    entries = (_SECRET,)
