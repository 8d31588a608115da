"""What the emulator keeps by account and region is walked through as it was when the walk began.

It lists the pairs of a dictionary while others add to it. Making so many pairs starts the garbage collector in between, and
what that ends may let another thread in: "dictionary changed size during iteration", on which a log group of a busy service
was not deleted, and a stack with it. A copy is one step of the interpreter, in which nobody else has a turn.
"""
from ministack.core import responses

_WALKS = ("all_items", "all_values", "items", "items_scoped", "values", "values_scoped")


def _on_copy(walk):
    def walk_copy(store, *args):
        still = type(store)()
        still._data = store._data.copy()
        return walk(still, *args)

    return walk_copy


def install() -> None:
    for store in (responses.AccountScopedDict, responses.AccountRegionScopedDict):
        for name in _WALKS:
            if walk := getattr(store, name, None):
                setattr(store, name, _on_copy(walk))
