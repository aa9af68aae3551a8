"""Graphs and their pictures as text for other programs."""
