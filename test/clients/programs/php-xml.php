<?php
// Asks for XML and reads it with simplexml.
require __DIR__ . '/life.php';

function arrayFromXml($element)
{
    if ($element->count() === 0) {
        return (string) $element;
    }
    $array = array();
    foreach ($element->children() as $name => $child) {
        $array[$name] = arrayFromXml($child);
    }
    return $array;
}

$post = function ($fields) {
    $curl = curl_init(getenv('GATEWAY_URL') . '/api.php');
    curl_setopt($curl, CURLOPT_POSTFIELDS, http_build_query($fields + array('ResponseFormat' => 'XML')));
    curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);
    return curl_exec($curl);
};
$read = function ($text) {
    return arrayFromXml(new SimpleXMLElement($text));
};
live($post, $read, null, 'node_');
