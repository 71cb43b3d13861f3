<?php
// Creates servers with and without SMTP authentication, said in each way in which PHP programs say it.
require __DIR__ . '/life.php';

function create($auth, $isMultipart)
{
    $fields = array('Command' => 'DeliveryServer.Create', 'APIKey' => getenv('API_KEY'), 'SendMethodSMTPAuth' => $auth);
    $fields += settings(getenv('SERVER_NAME'));
    $curl = curl_init(getenv('GATEWAY_URL') . '/api.php');
    curl_setopt($curl, CURLOPT_POSTFIELDS, $isMultipart ? $fields : http_build_query($fields));
    curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);
    $answer = readJson(curl_exec($curl));
    return array('ErrorCode' => $answer['ErrorCode'], 'ErrorText' => $answer['ErrorText']);
}

echo json_encode(array(
    'array' => array('true' => create(true, true), 'false' => create(false, true)),
    'http_build_query' => array('true' => create(true, false), 'false' => create(false, false)),
    'words' => array('true' => create('true', true), 'false' => create('false', false)),
));
