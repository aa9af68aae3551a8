"""Reusable parts of screens: they take core types, post messages, and never see a service."""
