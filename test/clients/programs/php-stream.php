<?php
// file_get_contents with a stream context, for hosts without curl.
require __DIR__ . '/life.php';

live(function ($fields) {
    $context = stream_context_create(array(
        'http' => array(
            'method' => 'POST',
            'header' => "Content-type: application/x-www-form-urlencoded\r\n",
            'content' => http_build_query($fields),
        ),
    ));
    return file_get_contents(getenv('GATEWAY_URL') . '/api.php', false, $context);
});
