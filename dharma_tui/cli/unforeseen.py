"""What is said of an error of ours. Imported before anything can go wrong: by then it may no longer be there to be imported."""

from __future__ import annotations

import logging

from dharma_tui.cli.context import Context
from dharma_tui.core.errors import DharmaError

log = logging.getLogger(__name__)


def unforeseen(error: BaseException, context: Context) -> DharmaError:
    """An error of ours, in words for a person; its traceback goes to the log."""
    said = f"something went wrong that was not foreseen: {type(error).__name__}: {error}"
    if isinstance(error, ModuleNotFoundError):
        said = f"a part of dharma-tui is no longer there ({error}): was it installed anew or removed meanwhile?"
    if context.start_logging() is None:
        return DharmaError(said, f"{context.paths.log} cannot be written, so there are no details")
    log.error("unforeseen error", exc_info=error)
    return DharmaError(said, f"the details are in {context.paths.log}")
