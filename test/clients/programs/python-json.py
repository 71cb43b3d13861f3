"""http.client on one connection, with JSON both ways."""
import http.client
import json
import os
from urllib.parse import urlsplit

from life import live

connection = http.client.HTTPConnection(urlsplit(os.environ["GATEWAY_URL"]).netloc)


def post(fields):
    connection.request("POST", "/api.php", json.dumps(fields), {"Content-Type": "application/json"})
    return connection.getresponse().read().decode("utf-8")


live(post)
