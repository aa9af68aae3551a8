"""Who may do what, as policies of AWS IAM say. Pure: nothing here asks anybody."""
