<?php
// Has the first server of the list checked, as a form and with an answer in JSON, then by GET and in XML, and prints what it
// understands of both; and what it did wrong.
require __DIR__ . '/life.php';

function ask($fields, $isGet = false)
{
    $query = http_build_query(array('APIKey' => getenv('API_KEY')) + $fields);
    $curl = curl_init(getenv('GATEWAY_URL') . '/api.php' . ($isGet ? "?$query" : ''));
    if (!$isGet) {
        curl_setopt($curl, CURLOPT_POSTFIELDS, $query);
    }
    curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);
    curl_setopt($curl, CURLOPT_TIMEOUT, 60);
    return curl_exec($curl);
}

$list = accepted(readJson(ask(array('Command' => 'DeliveryServers.Get'))));
$id = key($list['DeliveryServers']);
$verify = array('Command' => 'DeliveryServer.Verify', 'DeliveryServerID' => $id, 'To' => 'ada@shop.test');

$raw = ask($verify);
$answer = accepted(readJson($raw));
$failed = array();
foreach ($answer['VerificationResults'] as $check => $passed) {
    if (!$passed) {
        $failed[$check] = $answer['Messages'][$check];
    }
}
$xml = new SimpleXMLElement(ask($verify + array('ResponseFormat' => 'XML'), true));

echo json_encode(array(
    'raw' => $raw,
    'verdict' => $answer['AllPassed'] ? 'verified' : 'not verified',
    'failed' => $failed,
    'sentTo' => $answer['TestEmailSentTo'],
    'xml' => array(
        'success' => (int) $xml->Success,
        'allPassed' => (string) $xml->AllPassed,
        'spf' => (string) $xml->VerificationResults->spf,
        'emailDelivery' => (string) $xml->VerificationResults->email_delivery,
        'message' => (string) $xml->Messages->link_domain,
        'sentTo' => (string) $xml->TestEmailSentTo,
    ),
    'complaints' => array(
        'id' => complaint(readJson(ask(array('Command' => 'DeliveryServer.Verify')))),
        'unknown' => complaint(readJson(ask(array('DeliveryServerID' => 2000000000) + $verify))),
        'to' => complaint(readJson(ask(array('To' => 'nobody') + $verify))),
    ),
));
