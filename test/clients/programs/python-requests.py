"""Sends what `requests.post(url, data=fields)` would: its headers and its body, where a list repeats its name."""
import os
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from life import live

headers = {
    "User-Agent": "python-requests/2.31.0",
    "Accept-Encoding": "gzip, deflate",
    "Accept": "*/*",
    "Connection": "keep-alive",
    "Content-Type": "application/x-www-form-urlencoded",
}


def encoded(fields):
    pairs = []
    for name, values in fields.items():
        for value in values if isinstance(values, list) else [values]:
            if value is not None:
                pairs.append((name, value))
    return urlencode(pairs, doseq=True).encode("ascii")


def post(fields):
    request = Request(os.environ["GATEWAY_URL"] + "/api.php", encoded(fields), headers)
    return urlopen(request).read().decode("utf-8")


live(
    post,
    lambda results: {"TestResults[%s]" % name: passed for name, passed in results.items()},
    lambda ids: {"DeliveryServerID[]": ids},
)
