"""The chat without a screen: from an utterance to a frame, and from a frame to an answer.

An utterance is normalised (``tokens``), its names are linked to the inventory (``linking``), words of other languages become
English keywords (``gloss``), typos of unknown words are mended (``spelling``), entities are read (``entities/``) and masked, and
a linear model (``model``) and the context (``context``) say what is asked. ``recogniser`` puts them in order. Intents are one file
each (``intents/``), languages too (``lexicons/``).
"""
