"""Networks of AWS and of ours that are known by one name, and each of them."""

from __future__ import annotations

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import Parent, ec2_entry, number, text

PREFIX_LIST = ec2_entry(
    *("prefix_list", "Prefix list", "Networks known by one name.", "DescribeManagedPrefixLists"),
    *("PrefixLists", "PrefixListId", "prefix-list"),
    shapes="pl-",
    name="PrefixListName",
    state="State",
    words="create-in-progress create-complete create-failed modify-in-progress modify-complete modify-failed "
    "restore-in-progress restore-complete restore-failed delete-in-progress delete-complete delete-failed",
    columns=(
        text("family", "AddressFamily", 6, "IPv4 or IPv6."),
        number("most", "MaxEntries", 6, "Networks it can hold."),
        text("owner", "OwnerId", 14, "Whose it is."),
        number("version", "Version", 7, "How often it was changed.", wide=True),
    ),
)
LIST_ENTRY = ec2_entry(
    *("prefix_list_entry", "Prefix list entry", "One of the networks known by one name."),
    *("GetManagedPrefixListEntries", "Entries", "Cidr", "prefix-list-entry"),
    plural="Prefix list entries",
    arn="{item[PrefixListId]}/{id}",
    by="arn",
    tags="",
    parent=Parent("aws.ec2.prefix_list", {"PrefixListId": "PrefixListId"}, {"PrefixListId": "PrefixListId"}),
    columns=(
        text("cidr", "Cidr", 24, "The network."),
        text("list", "PrefixListId", 22, "Its list."),
        text("description", "Description", 40, "What its maker wrote."),
    ),
    links=(Link("PrefixListId", "aws.ec2.prefix_list", Verb.CONTAINS, reverse=True),),
)
