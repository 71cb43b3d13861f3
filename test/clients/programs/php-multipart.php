<?php
// curl given an array, which it posts as a multipart form. It knows no arrays in arrays, so their names are spelled out.
require __DIR__ . '/life.php';

live(function ($fields) {
    $flat = array();
    foreach ($fields as $name => $value) {
        if (!is_array($value)) {
            $flat[$name] = $value;
            continue;
        }
        foreach ($value as $key => $item) {
            $flat["{$name}[$key]"] = $item;
        }
    }
    $curl = curl_init(getenv('GATEWAY_URL') . '/api.php');
    curl_setopt($curl, CURLOPT_POST, true);
    curl_setopt($curl, CURLOPT_POSTFIELDS, $flat);
    curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);
    return curl_exec($curl);
});
