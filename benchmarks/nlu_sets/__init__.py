"""Evaluation sets of the chat's language understanding."""
