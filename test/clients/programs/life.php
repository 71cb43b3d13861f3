<?php
// What a PHP program does with the gateway. $post takes the fields of a command and gives the answer as it came,
// $read turns that into arrays, $list writes several numbers of servers as one value.

function readJson($text)
{
    $answer = json_decode($text, true);
    if (!is_array($answer)) {
        throw new Exception("This is no JSON: $text");
    }
    return $answer;
}

// The first code, and the first text when there is one.
function complaint($answer)
{
    $codes = (array) $answer['ErrorCode'];
    if (!isset($answer['ErrorText'])) {
        return (string) reset($codes);
    }
    $texts = (array) $answer['ErrorText'];
    return reset($codes) . ': ' . reset($texts);
}

function accepted($answer)
{
    if (is_array($answer['ErrorCode']) || (string) $answer['ErrorCode'] !== '0') {
        throw new Exception(complaint($answer));
    }
    return $answer;
}

function settings($name)
{
    return array(
        'DeliveryServerName' => $name,
        'SendMethodSMTPHost' => 'smtp.example.com',
        'SendMethodSMTPPort' => 587,
        'SendMethodSMTPSecure' => 'tls',
        'SendMethodSMTPTimeout' => 30,
        'SendMethodSMTPAuth' => 'true',
        'SendMethodSMTPUsername' => 'mailer',
        'SendMethodSMTPPassword' => getenv('SMTP_PASSWORD'),
        'DomainSettings_LinkTracking' => 'track.example.com',
        'DomainSettings_OpenTracking' => 'open.example.com',
        'DomainSettings_MFrom' => 'bounce.example.com',
        'DomainSettings_EnforcedFrom' => 'noreply@example.com',
        'SenderInfoAsMFrom' => 'Enabled',
        'SenderInfoAsFrom' => 'Disabled',
    );
}

function changedSettings($name)
{
    return array(
        'DeliveryServerName' => $name,
        'SendMethodSMTPHost' => 'smtp2.example.com',
        'SendMethodSMTPPort' => 465,
        'SendMethodSMTPSecure' => 'ssl',
        'SendMethodSMTPTimeout' => 10,
        'SendMethodSMTPAuth' => 'false',
        'DomainSettings_LinkTracking' => 'track.example.com',
        'DomainSettings_OpenTracking' => 'open.example.com',
        'DomainSettings_MFrom' => 'bounce.example.com',
        'SenderRotation' => 'Enabled',
    );
}

function live($post, $read = 'readJson', $list = null, $key = '')
{
    $credential = array();
    $call = function ($command, $fields = array()) use ($post, $read, &$credential) {
        return $read($post(array('Command' => $command) + $credential + $fields));
    };
    $raw = function ($command) use ($post, &$credential) {
        return $post(array('Command' => $command) + $credential);
    };
    // XML cannot name an element after a number alone.
    $entry = function ($id) use ($call, $key) {
        $answer = accepted($call('DeliveryServers.Get'));
        return isset($answer['DeliveryServers'][$key . $id]) ? $answer['DeliveryServers'][$key . $id] : null;
    };

    $session = '';
    if (getenv('ADMIN_USERNAME')) {
        $login = array(
            'SessionID' => '',
            'Username' => getenv('ADMIN_USERNAME'),
            'Password' => getenv('ADMIN_PASSWORD'),
            'RememberMe' => '',
            'DisableCaptcha' => 1,
        );
        $answer = accepted($call('Admin.Login', $login));
        $session = $answer['SessionID'];
        $credential = array('SessionID' => $session);
    } else {
        $credential = array('APIKey' => getenv('API_KEY'));
    }

    $summary = array('session' => $session);
    $summary['list'] = $raw('DeliveryServers.Get');
    $summary['refusal'] = $raw('DeliveryServer.Create');
    $complaints = array(
        'create' => complaint($read($summary['refusal'])),
        'update' => complaint($call('DeliveryServer.Update')),
        'delete' => complaint($call('DeliveryServers.Delete', array('DeliveryServerID' => ''))),
    );

    $name = getenv('SERVER_NAME');
    $answer = accepted($call('DeliveryServer.Create', settings($name)));
    $id = (int) $answer['DeliveryServerID'];
    $answer = accepted($call('DeliveryServer.Create', settings("$name, spare")));
    $spare = (int) $answer['DeliveryServerID'];
    accepted($call('DeliveryServer.TestResults', array(
        'DeliveryServerID' => $id,
        'TestResults' => array(
            'SPF' => true,
            'DKIM' => true,
            'DMARC' => false,
            'SenderDomain' => true,
            'LinkDomain' => true,
            'OpenDomain' => false,
            'EmailDelivery' => true,
        ),
        'LastCheckedAt' => '2025-12-28 10:30:00',
    )));
    $summary['id'] = $id;
    $summary['created'] = $entry($id);
    accepted($call('DeliveryServer.Update', array('DeliveryServerID' => $id) + changedSettings($name)));
    $summary['updated'] = $entry($id);
    $ids = array($id, $spare);
    accepted($call('DeliveryServers.Delete', array('DeliveryServerID' => $list ? $list($ids) : implode(',', $ids))));
    $summary['left'] = ($entry($id) === null ? '' : $id) . ($entry($spare) === null ? '' : $spare);

    if ($session !== '') {
        accepted($call('Admin.Logout'));
    } else {
        $credential = array('APIKey' => 'wrong');
    }
    $complaints['credential'] = complaint($call('DeliveryServers.Get'));
    $summary['complaints'] = $complaints;
    echo json_encode($summary);
}
