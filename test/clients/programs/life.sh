# What a shell script does with the gateway. It is sourced by scripts that define `send`, which takes fields as
# Name=value and prints the answer, and set `test_results`.
set -euf

complaint() { # the first code, and the first text when there is one
  code=$(printf %s "$1" | sed -n 's/.*"ErrorCode":\[\{0,1\}\([0-9]*\).*/\1/p')
  text=$(printf %s "$1" | sed -n 's/.*"ErrorText":\[\{0,1\}"\([^"]*\)".*/\1/p')
  quoted "$code${text:+: $text}"
}

accepted() {
  case $1 in
    '{"Success":true,"ErrorCode":0,'* | '{"Success":true,"ErrorCode":0}') ;;
    *) echo "refused: $1" >&2; exit 1 ;;
  esac
}

quoted() { printf '"%s"' "$(printf %s "$1" | sed 's/[\\"]/\\&/g')"; }

number_in() { printf %s "$1" | sed -n 's/.*"DeliveryServerID":\([0-9]*\).*/\1/p'; }

entry() { # one server out of the list
  printf %s "$2" | sed 's/"IsAllocated":[a-z]*}/&\
/g' | sed -n "s/^.*\"$1\":\({\"DeliveryServerID\".*\)/\1/p"
}

create() {
  send Command=deliveryserver.create "$credential" "DeliveryServerName=$1" \
    SendMethodSMTPHost=smtp.example.com SendMethodSMTPPort=587 SendMethodSMTPSecure=tls SendMethodSMTPTimeout=30 \
    SendMethodSMTPAuth=true SendMethodSMTPUsername=mailer "SendMethodSMTPPassword=$SMTP_PASSWORD" \
    DomainSettings_LinkTracking=track.example.com DomainSettings_OpenTracking=open.example.com \
    DomainSettings_MFrom=bounce.example.com DomainSettings_EnforcedFrom=noreply@example.com \
    SenderInfoAsMFrom=Enabled SenderInfoAsFrom=Disabled
}

session=
if [ -n "${ADMIN_USERNAME:-}" ]; then
  answer=$(send Command=admin.login SessionID= "Username=$ADMIN_USERNAME" "Password=$ADMIN_PASSWORD")
  accepted "$answer"
  session=$(printf %s "$answer" | sed -n 's/.*"SessionID":"\([^"]*\)".*/\1/p')
  credential=SessionID=$session
else
  credential=APIKey=$API_KEY
fi

list=$(send Command=deliveryservers.get "$credential")
refused_create=$(send Command=deliveryserver.create "$credential")
refused_update=$(send Command=deliveryserver.update "$credential")
refused_delete=$(send Command=deliveryservers.delete "$credential" DeliveryServerID=)

answer=$(create "$SERVER_NAME"); accepted "$answer"; id=$(number_in "$answer")
answer=$(create "$SERVER_NAME, spare"); accepted "$answer"; spare=$(number_in "$answer")

# shellcheck disable=SC2086 # the results are several fields
answer=$(send Command=deliveryserver.testresults "$credential" DeliveryServerID="$id" $test_results \
  'LastCheckedAt=2025-12-28 10:30:00')
accepted "$answer"
answer=$(send Command=deliveryservers.get "$credential"); accepted "$answer"
created=$(entry "$id" "$answer")

answer=$(send Command=deliveryserver.update "$credential" DeliveryServerID="$id" "DeliveryServerName=$SERVER_NAME" \
  SendMethodSMTPHost=smtp2.example.com SendMethodSMTPPort=465 SendMethodSMTPSecure=ssl SendMethodSMTPTimeout=10 \
  SendMethodSMTPAuth=false DomainSettings_LinkTracking=track.example.com \
  DomainSettings_OpenTracking=open.example.com DomainSettings_MFrom=bounce.example.com SenderRotation=Enabled)
accepted "$answer"
answer=$(send Command=deliveryservers.get "$credential"); accepted "$answer"
updated=$(entry "$id" "$answer")

answer=$(send Command=deliveryservers.delete "$credential" DeliveryServerID="$id, $spare"); accepted "$answer"
answer=$(send Command=deliveryservers.get "$credential")
left=$(entry "$id" "$answer")$(entry "$spare" "$answer")

if [ -n "$session" ]; then
  answer=$(send Command=admin.logout "$credential"); accepted "$answer"
else
  credential=APIKey=wrong
fi
refused_credential=$(send Command=deliveryservers.get "$credential")

cat <<END
{
  "session": $(quoted "$session"),
  "list": $(quoted "$list"),
  "refusal": $(quoted "$refused_create"),
  "complaints": {
    "create": $(complaint "$refused_create"),
    "update": $(complaint "$refused_update"),
    "delete": $(complaint "$refused_delete"),
    "credential": $(complaint "$refused_credential")
  },
  "id": $id,
  "created": ${created:-null},
  "updated": ${updated:-null},
  "left": $(quoted "$left")
}
END
