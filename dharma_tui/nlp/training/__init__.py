"""From intents and lexicons to weights: ``python -m dharma_tui.nlp.training``. Needs scikit-learn; the console never imports it."""
