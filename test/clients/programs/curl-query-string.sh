#!/bin/sh
# curl -G: a GET with everything in its query string.
send() {
  for field do
    shift
    set -- "$@" --data-urlencode "$field"
  done
  curl -sS -G "$@" "$GATEWAY_URL/api.php"
}
test_results='TestResults.SPF=true TestResults.DKIM=true TestResults.DMARC=false TestResults.SenderDomain=true
  TestResults.LinkDomain=true TestResults.OpenDomain=false TestResults.EmailDelivery=true'
. "$(dirname "$0")/life.sh"
