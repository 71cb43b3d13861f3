"""What a Python program does with the gateway. `post` takes the fields of a command and gives the answer as it came."""
import json
import os

environ = os.environ


def complaint(answer):
    """The first code, and the first text when there is one."""
    code = answer["ErrorCode"]
    text = answer.get("ErrorText")
    if isinstance(code, list):
        code = code[0]
    if isinstance(text, list):
        text = text[0]
    return "%d: %s" % (code, text) if text else "%d" % code


def accepted(answer):
    # int() of a list ends the program.
    if int(answer["ErrorCode"]) != 0:
        raise Exception(complaint(answer))
    return answer


def settings(name):
    return {
        "DeliveryServerName": name,
        "SendMethodSMTPHost": "smtp.example.com",
        "SendMethodSMTPPort": 587,
        "SendMethodSMTPSecure": "tls",
        "SendMethodSMTPTimeout": 30,
        "SendMethodSMTPAuth": True,
        "SendMethodSMTPUsername": "mailer",
        "SendMethodSMTPPassword": environ["SMTP_PASSWORD"],
        "DomainSettings_LinkTracking": "track.example.com",
        "DomainSettings_OpenTracking": "open.example.com",
        "DomainSettings_MFrom": "bounce.example.com",
        "DomainSettings_EnforcedFrom": "noreply@example.com",
        "SenderInfoAsMFrom": "Enabled",
        "SenderInfoAsFrom": "Disabled",
    }


def live(post, write_results=lambda results: {"TestResults": results}, write_ids=lambda ids: {"DeliveryServerID": ids}):
    credential = {}

    def call(command, fields=None):
        return json.loads(post(dict(credential, Command=command, **(fields or {}))))

    def servers():
        return accepted(call("deliveryservers.get"))["DeliveryServers"]

    session = ""
    if environ.get("ADMIN_USERNAME"):
        login = {"SessionID": "", "Username": environ["ADMIN_USERNAME"], "Password": environ["ADMIN_PASSWORD"]}
        session = accepted(call("admin.login", login))["SessionID"]
        credential["SessionID"] = session
    else:
        credential["APIKey"] = environ["API_KEY"]

    summary = {"session": session}
    summary["list"] = post(dict(credential, Command="deliveryservers.get"))
    summary["refusal"] = post(dict(credential, Command="deliveryserver.create"))
    complaints = {
        "create": complaint(json.loads(summary["refusal"])),
        "update": complaint(call("deliveryserver.update")),
        "delete": complaint(call("deliveryservers.delete", {"DeliveryServerID": ""})),
    }

    name = environ["SERVER_NAME"]
    number = accepted(call("deliveryserver.create", settings(name)))["DeliveryServerID"]
    spare = accepted(call("deliveryserver.create", settings(name + ", spare")))["DeliveryServerID"]
    results = {
        "SPF": True,
        "DKIM": True,
        "DMARC": False,
        "SenderDomain": True,
        "LinkDomain": True,
        "OpenDomain": False,
        "EmailDelivery": True,
    }
    tested = {"DeliveryServerID": number, "LastCheckedAt": "2025-12-28 10:30:00"}
    accepted(call("deliveryserver.testresults", dict(tested, **write_results(results))))
    summary["id"] = number
    summary["created"] = servers()[str(number)]
    changed = {
        "DeliveryServerID": number,
        "DeliveryServerName": name,
        "SendMethodSMTPHost": "smtp2.example.com",
        "SendMethodSMTPPort": 465,
        "SendMethodSMTPSecure": "ssl",
        "SendMethodSMTPTimeout": 10,
        "SendMethodSMTPAuth": False,
        "DomainSettings_LinkTracking": "track.example.com",
        "DomainSettings_OpenTracking": "open.example.com",
        "DomainSettings_MFrom": "bounce.example.com",
        "SenderRotation": "Enabled",
    }
    accepted(call("deliveryserver.update", changed))
    summary["updated"] = servers()[str(number)]
    accepted(call("deliveryservers.delete", write_ids([number, spare])))
    summary["left"] = ",".join(sorted({str(number), str(spare)} & set(servers())))

    if session:
        accepted(call("admin.logout"))
    else:
        credential["APIKey"] = "wrong"
    complaints["credential"] = complaint(call("deliveryservers.get"))
    summary["complaints"] = complaints
    print(json.dumps(summary))
