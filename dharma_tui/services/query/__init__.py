"""Turns views into questions DuckDB answers: fields, conditions, relations, computed columns and order."""
