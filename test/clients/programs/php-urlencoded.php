<?php
// curl given the text of http_build_query, which nests arrays and writes false as 0.
require __DIR__ . '/life.php';

$post = function ($fields) {
    $curl = curl_init(getenv('GATEWAY_URL') . '/api.php');
    curl_setopt($curl, CURLOPT_POST, true);
    curl_setopt($curl, CURLOPT_POSTFIELDS, http_build_query($fields + array('ResponseFormat' => 'JSON')));
    curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);
    return curl_exec($curl);
};
$list = function ($ids) {
    return $ids;
};
live($post, 'readJson', $list);
