"""One YAML file an intent: what it is for, how it is asked, what it needs, what it answers and what comes next."""
