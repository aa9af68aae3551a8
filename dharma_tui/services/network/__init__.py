"""Who can reach whom in networks of AWS, as their groups, lists and routes say. Pure: nothing here asks anybody."""
