"""AWS Step Functions, EventBridge Scheduler and EventBridge Pipes: what is done when, one step after another."""

from __future__ import annotations

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import Detail, described, entry, flag, has_role, made, moment, text
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._steps import called
from dharma_tui.services.discovery.aws._taking import TAKES_EVENTS

_MACHINE = entry(
    *("stepfunctions.state_machine", "State machine", "Steps done one after another."),
    *("stepfunctions.ListStateMachines", "stateMachines"),
    id="name",
    arn="stateMachineArn",
    shapes="states:stateMachine",
    name="name",
    state="status",
    words="active deleting",
    aliases="sfn",
    details=(Detail("DescribeStateMachine", "stateMachineArn", "stateMachineArn"),),
    columns=(
        text("type", "type", 9, "STANDARD or EXPRESS."),
        text("logs", "loggingConfiguration.level", 6, "What is logged of runs."),
        made("creationDate"),
        text("role", "roleArn", 60, "The role it acts in.", wide=True),
        flag("traced", "tracingConfiguration.enabled", 6, "Whether X-Ray follows it.", wide=True),
        described("description"),
    ),
    links=(has_role("roleArn"),),
    calls="definition",
    derived={"CalledArns": called},
    screened=("definition",),
)
_ACTIVITY = entry(
    *("stepfunctions.step_activity", "Step activity", "A step that somebody elsewhere does."),
    *("stepfunctions.ListActivities", "activities"),
    id="name",
    arn="activityArn",
    shapes="states:activity",
    name="name",
    plural="Step activities",
    aliases="step-activities",
    columns=(made("creationDate"),),
)


class StepFunctions(AwsService):
    """Lists state machines and activities."""

    name = "aws.stepfunctions"
    entries = (_MACHINE, _ACTIVITY)


_SCHEDULE = entry(
    *("scheduler.schedule", "Schedule", "Something done at times.", "scheduler.ListSchedules", "Schedules"),
    id="Name",
    arn="Arn",
    within="aws.scheduler.schedule_group",
    alone=True,
    shapes="scheduler:schedule",
    name="Name",
    state="State",
    words="enabled disabled",
    columns=(
        text("group", "GroupName", 20, "What it is kept with."),
        text("target", "Target.Arn", 60, "What is called."),
        moment("modified", "LastModificationDate", "When it was last changed."),
        made("CreationDate"),
    ),
    links=(
        Link("Target.Arn", "aws.lambda.function", Verb.ROUTES_TO),
        Link("Target.Arn", "aws.sqs.queue", Verb.ROUTES_TO),
    ),
)
_SCHEDULE_GROUP = entry(
    *("scheduler.schedule_group", "Schedule group", "Schedules kept together."),
    *("scheduler.ListScheduleGroups", "ScheduleGroups"),
    id="Name",
    arn="Arn",
    name="Name",
    state="State",
    words="active deleting",
    columns=(made("CreationDate"), moment("modified", "LastModificationDate", "When it was last changed.")),
)


class Scheduler(AwsService):
    """Lists schedules and groups of them."""

    name = "aws.scheduler"
    entries = (_SCHEDULE, _SCHEDULE_GROUP)


_PIPE = entry(
    *("pipes.event_pipe", "Event pipe", "Events on their way from one thing to another.", "pipes.ListPipes", "Pipes"),
    id="Name",
    arn="Arn",
    shapes="pipes:pipe",
    name="Name",
    state="CurrentState",
    words="running stopped creating updating deleting starting stopping create_failed update_failed start_failed "
    "stop_failed delete_failed create_rollback_failed delete_rollback_failed update_rollback_failed",
    columns=(
        text("source", "Source", 60, "From where."),
        text("target", "Target", 60, "To where."),
        text("wanted", "DesiredState", 8, "Whether it is to run.", wide=True),
        made("CreationTime"),
        text("why", "StateReason", 40, "Why it is in its state.", wide=True),
        moment("modified", "LastModifiedTime", "When it was last changed.", wide=True),
    ),
    flows=TAKES_EVENTS,
    links=(
        Link("Source", "aws.sqs.queue", Verb.DEPENDS_ON),
        Link("Target", "aws.sqs.queue", Verb.ROUTES_TO),
        Link("Target", "aws.lambda.function", Verb.ROUTES_TO),
    ),
)


class Pipes(AwsService):
    """Lists pipes of events."""

    name = "aws.pipes"
    entries = (_PIPE,)
