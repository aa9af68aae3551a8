"""Plain types and contracts. Imports nothing of ours above it; does no I/O and no drawing."""
