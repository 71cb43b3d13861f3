#!/bin/sh
# curl -d with JSON, and no word about its type.
send() {
  json= comma=
  for field do
    value=${field#*=}
    case $value in
      true | false | '{'*) ;;
      '' | *[!0-9]*) value=$(quoted "$value") ;;
    esac
    json="$json$comma\"${field%%=*}\":$value" comma=,
  done
  curl -sS -d "{$json}" "$GATEWAY_URL/api.php"
}
test_results='TestResults={"SPF":true,"DKIM":true,"DMARC":false,"SenderDomain":true,"LinkDomain":true,"EmailDelivery":true}'
. "$(dirname "$0")/life.sh"
