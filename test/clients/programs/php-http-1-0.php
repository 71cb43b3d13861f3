<?php
// curl held to HTTP/1.0, reading the body out of all that came.
require __DIR__ . '/life.php';

live(function ($fields) {
    $curl = curl_init();
    curl_setopt($curl, CURLOPT_URL, getenv('GATEWAY_URL') . '/api.php');
    curl_setopt($curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_0);
    curl_setopt($curl, CURLOPT_HEADER, true);
    curl_setopt($curl, CURLOPT_POST, true);
    curl_setopt($curl, CURLOPT_POSTFIELDS, http_build_query($fields, '', '&'));
    curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);
    $parts = explode("\r\n\r\n", curl_exec($curl), 2);
    return $parts[1];
});
