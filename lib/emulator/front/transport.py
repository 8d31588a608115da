"""What comes over loopback counts as TLS where a policy asks: nobody else can read it, and policies stay as they are on AWS.

IAM User Guide, "AWS global condition context keys", aws:SecureTransport: in the context of every request, true for one by TLS. What
a service delivers by itself comes by TLS as well.
"""
import contextvars

from ministack import app as ministack
from ministack.core import iam_evaluator


def install() -> None:
    iam_evaluator._request_origin = contextvars.ContextVar("request_origin", default=("127.0.0.1", True))
    pin = ministack.pin_request_origin

    def over_loopback(source_ip: str, _by_tls: bool) -> None:
        pin(source_ip, True)

    ministack.pin_request_origin = over_loopback
