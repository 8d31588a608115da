"""What AWS would answer instead of doing what it was asked."""
from typing import NamedTuple


class Limit(NamedTuple):
    """One bound that a service sets beside its API model: its value, and the page and day on which it was read."""

    value: float
    page: str
    read: str = "2026-11-27"


class Refusal(Exception):
    """`code` is the error's name, as SDKs and the CLI show it; `message` is for people; `status` is HTTP's."""

    def __init__(self, code: str, message: str, status: int = 400):
        super().__init__(message)
        self.code, self.message, self.status = code, message, status
