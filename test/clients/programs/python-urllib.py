"""urllib, with urlencode writing Python's values: True, False, and JSON where there is more than one."""
import json
import os
from urllib.parse import urlencode
from urllib.request import urlopen

from life import live


def post(fields):
    data = urlencode(fields).encode("ascii")
    return urlopen(os.environ["GATEWAY_URL"] + "/api.php", data).read().decode("utf-8")


live(
    post,
    lambda results: {"TestResults": json.dumps(results)},
    lambda ids: {"DeliveryServerID": ",".join(map(str, ids))},
)
