"""One file a screen, found by name through the table in ``dharma_tui.commands``. ``_base`` is what they share."""
