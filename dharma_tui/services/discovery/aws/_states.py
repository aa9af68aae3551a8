"""What the words of AWS for how a thing is doing mean in ours."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dharma_tui.core.types import State

PRESENT = "present"
"""The word for what AWS gives no state: it is there."""

_WORDS = {
    State.RUNNING: "present available active running in-use inuse associated enabled online ok issued inservice "
    "completed complete success valid enabled_with_all_cloudtrail_management_events create_complete "
    "update_complete import_complete create-complete modify-complete restore-complete ready attached "
    "confirmed waiting replica accepted healthy deployed created activated authorized operational "
    "initialized prepared registered standby isolate-complete update-complete update_successful "
    "creation_successful switchover_completed started "
    "storage-optimization storage-initialization available-prep-for-resize available-resize-cleanup "
    "approved assigned committed create-completed update-completed delivered finalized finished fulfilled "
    "linked live provisioned referenced resolved succeeded successful completed-with-success "
    "sync-complete trained updated verified change-calendar-override-approved",
    State.STOPPED: "stopped inactive disabled disabling suspended offline closed cancelled paused draining outofservice "
    "activenoninvocable insufficient_data expired deactivated released not_started archived canceled "
    "retired register_inactive deauthorized not_prepared rolled_back isolated uninitialized "
    "queued-deleted overridden create_failed_cleanup_complete connectionlost idle "
    "aborted deprecated draft ignore limit-reached out-of-admin-scope unassigned uninstall-only "
    "automation-paused",
    State.PENDING: "pending archiving creating modifying updating starting stopping shutting-down deleting attaching "
    "detaching associating initiating initiatingrequest pendingacceptance pending-acceptance rollingback "
    "provisioning deprovisioning rebooting backing-up backtracking maintenance upgrading renaming "
    "resizing restoring recovering pending_validation pendingdeletion pendingimport "
    "pendingreplicadeletion create_in_progress update_in_progress delete_in_progress rollback_in_progress "
    "review_in_progress import_in_progress import_rollback_in_progress "
    "update_complete_cleanup_in_progress update_rollback_in_progress "
    "update_rollback_complete_cleanup_in_progress create-in-progress modify-in-progress "
    "restore-in-progress delete-in-progress bootstrapping terminating open transient activating "
    "deactivating enabling configuring configuring-enhanced-monitoring configuring-log-exports "
    "reactivating suspending healing rebooting_broker reboot_in_progress creation_in_progress "
    "deletion_in_progress registering deregistering snapshotting initiating-request inprogress "
    "recoverable pending_closure pending_activation queued pendingconfirmation evaluating "
    "deleting_results systemupdating rejecting aborting admin_maintenance assessing authorizing "
    "autoscaling auto_recovering canceling cancelling cancelled_running cancelled_terminating confirming "
    "copying create_failed_cleanup_in_progress deauthorizing delayed deleted_running deleted_terminating "
    "final_snapshot force_stopping in_progress initialize_in_progress inmaintenance isolate-in-progress "
    "launching linkingfrom linkingto modify_in_progress moving operation_in_progress ordering "
    "payment-pending pending-associate pending_certificate pending_certificate_reimport "
    "pending_ownership_verification pending_transfer pendingmaintenance preparing rebuilding requested "
    "rolling_back scheduled submitted switchover_in_progress testing transferring update-in-progress "
    "update_pending updatingservicesoftware upgradingengineversion verifying versioning "
    "acquire-in-progress awaiting-quorum aws-reviewing backup-in-progress cancel-requested "
    "cancelling-resize change-requested commit-in-progress configuring-activity-stream "
    "configuring-associated-roles configuring-iam-database-auth converting-to-vpc create-pending "
    "delete-initiating delete-pending delete-precheck delete-scheduled deleting-from-environment "
    "deploying disable-in-progress disabling-in-progress disassociating failing-over foc importing "
    "initializing installing maintenance-in-progress merging migrating moving-to-vpc new not-ready "
    "pausing pending-acceptance-by-target-account pending-annotation pending-approval "
    "pending-attachment-acceptance pending-available pending-change-calendar-override pending-delete "
    "pending-deprovision pending-documents pending-handshake pending-image-import pending-network-update "
    "pending-oauth pending-provision pending-qualification pending-review pending-rotation "
    "pending-syncing-apps pending-tag-acceptance picked planning preparing-data-migration processing "
    "promoting rebooting-cluster-nodes received recreating release-in-progress resetting "
    "resetting-master-credentials restarting resuming reviewing revoking role-change-in-progress "
    "rotating-keys runbook-in-progress saving scale-in-progress scaling-capacity scaling-compute "
    "scaling-storage splitting start-pending stop-requested storage-config-upgrade switching-over "
    "sync-in-progress syncing syncing-apps training under-review update-iam-db-auth updating-agent "
    "updating-deployment-type updating-hsm updating-instance-type updating-locations validating "
    "validating-configuration version-updating waiting-for-approval",
    State.DEGRADED: "degraded active_impaired impaired partial update_rollback_complete rollback_complete "
    "import_rollback_complete storage-full incompatible-network incompatible-option-group "
    "incompatible-parameters incompatible-restore incompatible-credentials incompatible-create "
    "under-assessment alarm insufficient-resource-limits unavailable critical_action_required "
    "inaccessible_encryption_credentials inaccessible-encryption-credentials replication_not_authorized "
    "misconfigured update_failed action_needed arrested down incomplete misconfigured_unavailable "
    "no-permission topic-not-exist inoperable temporary_failure unhealthy unsupported "
    "invalid_configuration "
    "active-with-errors associated-vpc-endpoint-does-not-exist available-needs-attention blocked "
    "inaccessible-encryption-credentials-recoverable inaccessible-encryption-creds "
    "inaccessible-secret-arn inaccessible-vpc-endpoint incompatible-hsm invalid-security-group-id "
    "invalid-subnet-id ip-address-limit-exceeded limited needs-attention not-available partially-active "
    "partially-available recurring requires-authentication requires-updates requires-verification "
    "trained-with-warning unsupported-configuration update-reverted update-rollback-completed "
    "user-attention-required vpc-endpoint-limit-exceeded",
    State.FAILED: "failed registration_failed error invalid create_failed rollback_failed delete_failed "
    "update_rollback_failed import_rollback_failed create-failed modify-failed delete-failed "
    "restore-failed failing creating_failed deleting_failed failed-insufficient-capacity "
    "permanent-failure released-permanent-failure creation_failed validation_timed_out start_failed "
    "stop_failed rejected terminated_with_errors revoked rejectfailed updaterollbackfailed "
    "create_failed_cleanup_failed create_rollback_failed delete_rollback_failed delete_unsuccessful "
    "failed_connectivity payment-failed restorefailed switchover_failed update_unsuccessful "
    "acquire-failed change-calendar-override-rejected cloning-failed completed-with-failure copy-failed "
    "deletion-failed errored exception failed-creation failed-deletion failed-deprovision failed-move "
    "failed-provision hardware-failure in-error inaccessible insufficient-capacity license-removal-failed "
    "link-not-found linking-failed migration-failed pausing-failed reboot-failed release-failed "
    "restore-error sync-failed timed-out upgrade-failed validation-error validation-failed "
    "verification-timed-out verify-failed version-update-failed workflow-failed",
    State.UNKNOWN: "unknown",
    State.TERMINATED: "terminated deleted deregistered detached delete_complete delete-complete "
    "aws-terminated collaboration-deleted customer-terminated delete-completed deprovisioned disassociated removed",
}

WORDS: Mapping[str, State] = MappingProxyType(
    {word: state for state, words in _WORDS.items() for word in words.split()}
)
"""Every word known, in lower case."""


def _letters(word: str) -> str:
    """A word in whatever way its parts are joined: ``create-failed``, ``CREATE_FAILED`` and ``CreateFailed`` are one."""
    return "".join(filter(str.isalnum, word.lower()))


_BY_LETTERS = {_letters(word): state for word, state in WORDS.items()}


def meaning(word: str) -> State:
    """What a word of AWS means; UNKNOWN where nobody knows it."""
    return _BY_LETTERS.get(_letters(word), State.UNKNOWN)


def states_of(words: str) -> dict[str, State]:
    """The meanings of these words, which are separated by blanks; ``word=other`` means what the other does.

    Raises KeyError for one that has none.
    """
    pairs = (each.partition("=") for each in (words or PRESENT).split())
    return {word: _BY_LETTERS[_letters(other or word)] for word, _, other in pairs}
