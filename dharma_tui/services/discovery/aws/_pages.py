"""The pages of a list of AWS, one by one."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from typing import Any

from dharma_tui.core.errors import MalformedAnswerError, ProviderError
from dharma_tui.services.discovery.aws._details import Item
from dharma_tui.services.discovery.aws._ends import following, refuse_endless
from dharma_tui.services.discovery.aws._entry import Entry
from dharma_tui.services.discovery.aws._errors import is_objection, without
from dharma_tui.services.discovery.aws._session import Sdk
from dharma_tui.services.discovery.aws._wire import Patience, lacking


class Pages:
    """The pages of one list, fetched one by one by whatever thread is free."""

    def __init__(
        self,
        sdk: Sdk,
        entry: Entry,
        region: str,
        partition: str,
        params: Mapping[str, Any],
        size: int,
        patience: Patience,
    ) -> None:
        self._sdk = sdk
        self._entry = entry
        self._region = region
        self._partition = partition
        self._params = params
        self._size = size
        self._patience = patience
        self._wide = entry.wide
        self._answers: Iterator[Any] | None = None
        self._last: Mapping[str, Any] = {}
        self.made: list[str] = []
        """The calls that went out, each by its operation."""
        self.refused: ProviderError | None = None
        """Why it was not asked for all there is."""

    def next(self) -> Any:
        """The next answer, or None after the last. What is refused for all it was asked for is asked for what is usual."""
        try:
            return self._next()
        except ProviderError as error:
            if not self._wide or self._last or not is_objection(error):
                raise
            self.refused, self._wide, self._answers = error, {}, None
            return self._next()

    def _next(self) -> Any:
        service, operation = self._entry.service, self._entry.operation
        client = self._sdk.client(service, self._region, self._partition)
        with self._sdk.calling(service, operation, self._region, self._patience, in_turn=self._answers is None):
            if self._answers is None:
                self._answers = self._opened(client)
            answer = next(self._answers, None)
            if answer is None:
                refuse_endless(self._last, self._entry.items, service, operation, self._region)
            self._last = answer or {}
            model = client.meta.service_model.operation_model(operation)
            if answer is not None and (absent := lacking(model, self._entry.items, answer)):
                raise without(absent, service, operation, self._region)
            return answer

    def _opened(self, client: Any) -> Iterator[Any]:
        from botocore import xform_name

        method, params = xform_name(self._entry.operation), {**self._wide, **self._params}
        if not client.can_paginate(method):
            return _by_token(client, self._entry.operation, self._noted(getattr(client, method)), params)
        paging = {"PageSize": self._size} if self._size else {}
        paginator = client.get_paginator(method)
        paginator._method = self._noted(paginator._method)
        return iter(paginator.paginate(**params, PaginationConfig=paging))

    def _noted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def noted(**params: Any) -> Any:
            self.made.append(self._entry.operation)
            return call(**params)

        return once_each(noted)


def once_each(call: Callable[..., Any]) -> Callable[..., Any]:
    """``call``, refusing what it was asked before: pages that lead back to one that was read would have no end."""
    asked: set[int] = set()

    def checked(**params: Any) -> Any:
        question = hash(repr(sorted(params.items())))
        if question in asked:
            raise MalformedAnswerError("its pages lead back to one that was read", "try again later")
        asked.add(question)
        return call(**params)

    return checked


def _by_token(client: Any, operation: str, call: Callable[..., Any], params: Mapping[str, Any]) -> Iterator[Any]:
    """The pages of a list that the SDK itself does not know how to page."""
    model, asked = client.meta.service_model.operation_model(operation), dict(params)
    while True:
        answer = call(**asked)
        yield answer
        if not (asked := following(model, asked, answer)):
            return


async def gathered(pages: AsyncGenerator[list[Item], None], least: int) -> AsyncGenerator[list[Item], None]:
    """Pages of at least so many items: each parent may have but one or two, and details are best asked for of many at once."""
    several: list[Item] = []
    try:
        async for page in pages:
            several += page
            if len(several) >= least:
                yield several
                several = []
    except ProviderError:
        if several:
            yield several  # what was listed before it broke off is there
        raise
    if several:
        yield several
