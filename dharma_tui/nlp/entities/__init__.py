"""What an utterance names: closed lists (``terms``), times, counts, tags; and which of it is excluded."""
