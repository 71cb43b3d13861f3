#!/bin/sh
# curl --data-urlencode, with the results as JSON in one field.
send() {
  for field do
    shift
    set -- "$@" --data-urlencode "$field"
  done
  curl -sS "$@" "$GATEWAY_URL/api.php"
}
test_results='TestResults={"SPF":true,"DKIM":true,"DMARC":false,"SenderDomain":true,"LinkDomain":true,"EmailDelivery":true}'
. "$(dirname "$0")/life.sh"
