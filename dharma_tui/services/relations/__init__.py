"""Relationships that have to be computed from several resources: one file a rule, found by walking this package."""
