"""Providers that exist for tests alone."""
