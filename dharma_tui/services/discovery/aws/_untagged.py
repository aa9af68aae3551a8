"""Which kinds have no tags that one could look up."""

from __future__ import annotations

WITHOUT_TAGS = frozenset(
    (
        *("apigateway.api_authorizer", "apigateway.http_authorizer", "apigateway.http_integration"),
        *("apigateway.http_route", "autoscaling.launch_configuration", "autoscaling.scaling_policy"),
        *("autoscaling.scheduled_action", "cloudfront.edge_function", "cloudfront.origin_access"),
        *("cloudwatch.dashboard", "config.conformance_pack", "dynamodb.table_backup", "events.api_destination"),
        *("events.event_archive", "events.event_connection", "glue.glue_table", "iam.group", "iot.iot_thing"),
        *("iot.iot_certificate", "kms.key_alias", "lambda.function_alias", "lambda.function_version", "lambda.layer"),
        *("quicksight.quicksight_user", "scheduler.schedule", "securityhub.security_standard", "ses.mail_template"),
        *("ses.receipt_rule_set", "sns.platform_application", "sns.subscription"),
    )
)
"""Kinds with an ARN that AWS lets nobody tag."""
