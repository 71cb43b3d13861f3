<?php
// Posts an empty body: everything is in the query string, and the command in the path as well.
require __DIR__ . '/life.php';

live(function ($fields) {
    $command = $fields['Command'];
    $query = http_build_query($fields);
    $curl = curl_init(getenv('GATEWAY_URL') . "/api.php/$command?$query");
    curl_setopt($curl, CURLOPT_POST, true);
    curl_setopt($curl, CURLOPT_POSTFIELDS, '');
    curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);
    return curl_exec($curl);
});
