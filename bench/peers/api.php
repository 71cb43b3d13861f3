<?php
// The old system at its best: one script for each request, mysqli with prepared statements on a connection that stays.

$securityWords = ['NONE' => 'false', 'STARTTLS' => 'tls', 'IMPLICIT_TLS' => 'ssl'];
$channelNames = ['MARKETING' => 'Marketing', 'TRANSACTIONAL' => 'Transactional', 'AUTO_RESPONDER' => 'AutoResponder'];
$checks = ['email_delivery', 'spf', 'dkim', 'dmarc', 'sender_domain', 'link_domain', 'open_domain'];
$columns = 'id, name, smtp_host, smtp_port, smtp_security, smtp_timeout_seconds, smtp_auth_required, smtp_username,
    smtp_password_sealed, link_tracking_domain, open_tracking_domain, mail_from, enforced_from,
    use_sender_info_as_mail_from, use_sender_info_as_from, sender_rotation_enabled, sender_rotation_settings, '
    . implode(', ', array_map(fn ($check) => "check_$check", $checks)) . ', check_last_checked_at';

function answer(array $body): never
{
    header('Content-Type: application/json; charset=utf-8');
    echo json_encode($body, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR);
    exit;
}

function passwordOf(array $row): string
{
    if (isset($row['plain_password'])) {
        return $row['plain_password'];
    }
    $sealed = $row['smtp_password_sealed'];
    if ($sealed === null) {
        return '';
    }
    $place = "delivery_servers/{$row['id']}/smtp_password_sealed";
    $key = base64_decode(getenv('SECRETS_KEY'));
    [$nonce, $tag, $text] = [substr($sealed, 5, 12), substr($sealed, 17, 16), substr($sealed, 33)];
    return openssl_decrypt($text, 'aes-256-gcm', $key, OPENSSL_RAW_DATA, $nonce, $tag, $place);
}

function sealed(string $password, int $id): string
{
    $key = base64_decode(getenv('SECRETS_KEY'));
    $nonce = random_bytes(12);
    $place = "delivery_servers/$id/smtp_password_sealed";
    $text = openssl_encrypt($password, 'aes-256-gcm', $key, OPENSSL_RAW_DATA, $nonce, $tag, $place, 16);
    return "\x01" . substr(hash('sha256', $key, true), 0, 4) . $nonce . $tag . $text;
}

/** For each of these servers its user groups with their channels, or of all servers when none are named. */
function assignments(mysqli $database, ?int $id): array
{
    global $channelNames;
    $rows = $database->execute_query(
        'SELECT a.delivery_server_id, a.channel, g.id, g.name
         FROM channel_assignments a JOIN user_groups g ON g.id = a.user_group_id
         ' . ($id === null ? '' : 'WHERE a.delivery_server_id = ?') . '
         ORDER BY a.delivery_server_id, g.id, a.channel',
        $id === null ? [] : [$id],
    );
    $found = [];
    foreach ($rows as $row) {
        $groups = &$found[$row['delivery_server_id']];
        $groups[$row['id']] ??= ['UserGroupID' => (string) $row['id'], 'GroupName' => $row['name'], 'Channels' => []];
        $groups[$row['id']]['Channels'][] = $channelNames[$row['channel']];
        unset($groups);
    }
    return array_map('array_values', $found);
}

function serverFrom(array $row, array $assignments, bool $withPassword): array
{
    global $securityWords, $checks;
    $domains = [
        'link_tracking' => $row['link_tracking_domain'],
        'open_tracking' => $row['open_tracking_domain'],
        'mfrom_domain' => $row['mail_from'],
        'enforced_from' => $row['enforced_from'] ?? '',
        'senderinfo_as_mfrom' => $row['use_sender_info_as_mail_from'] === 1,
        'senderinfo_as_from' => $row['use_sender_info_as_from'] === 1,
    ];
    if ($row['sender_rotation_enabled'] === 1) {
        $domains['sender_rotation'] = true;
        $domains['sender_rotation_settings'] = $row['sender_rotation_settings'] ?? '';
    }
    $results = [];
    foreach ($checks as $check) {
        $results[$check] = $row["check_$check"] === 'PASS';
    }
    return [
        'Name' => $row['name'],
        'ConnectionParams' => [
            'smtp_host' => $row['smtp_host'],
            'smtp_port' => $row['smtp_port'],
            'smtp_secure' => $securityWords[$row['smtp_security']],
            'smtp_timeout' => $row['smtp_timeout_seconds'],
            'smtp_auth' => $row['smtp_auth_required'] === 1,
            'smtp_username' => $row['smtp_username'] ?? '',
        ] + ($withPassword ? ['smtp_password' => passwordOf($row)] : []),
    ] + ($withPassword ? [] : ['HasSMTPPassword' => $row['smtp_password_sealed'] !== null]) + [
        'Domains' => $domains,
        'VerificationResults' => $results,
        'VerificationLastCheckedAt' => $row['check_last_checked_at'] === null
            ? null
            : substr($row['check_last_checked_at'], 0, 19),
        'UserGroupAssignments' => $assignments,
        'IsAllocated' => $assignments !== [],
    ];
}

function getServer(mysqli $database, array $parameters): never
{
    global $columns;
    $id = (int) ($parameters['DeliveryServerID'] ?? 0);
    $row = $database->execute_query("SELECT $columns FROM delivery_servers WHERE id = ?", [$id])->fetch_assoc();
    if (!$row) {
        answer(['Success' => false, 'ErrorCode' => [2], 'ErrorText' => ['Delivery server not found']]);
    }
    answer([
        'Success' => true,
        'ErrorCode' => 0,
        'ErrorText' => '',
        'DeliveryServer' => ['DeliveryServerID' => $id]
            + serverFrom($row, assignments($database, $id)[$id] ?? [], false),
    ]);
}

function getServers(mysqli $database): never
{
    global $columns;
    $assignments = assignments($database, null);
    $servers = [];
    foreach ($database->execute_query("SELECT $columns FROM delivery_servers ORDER BY name, id") as $row) {
        $id = $row['id'];
        $servers[$id] = ['DeliveryServerID' => (string) $id] + serverFrom($row, $assignments[$id] ?? [], true);
    }
    answer(['Success' => true, 'ErrorCode' => 0, 'DeliveryServers' => $servers]);
}

/** As an old system does that stores passwords as they are: each server is sent as the database gives it. */
function streamServers(mysqli $database): never
{
    global $columns;
    $assignments = assignments($database, null);
    header('Content-Type: application/json; charset=utf-8');
    ob_start(null, 65536);
    echo '{"Success":true,"ErrorCode":0,"DeliveryServers":{';
    // With a statement that is not prepared and rows that are not buffered, the first ones go out at once.
    $rows = $database->query("SELECT $columns, plain_password FROM delivery_servers ORDER BY name, id", MYSQLI_USE_RESULT);
    $before = '';
    foreach ($rows as $row) {
        $id = (int) $row['id'];
        $server = ['DeliveryServerID' => $row['id']] + serverFrom(typed($row), $assignments[$id] ?? [], true);
        echo $before, '"', $id, '":', json_encode($server, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
        $before = ',';
    }
    echo '}}';
    exit;
}

/** A row that came as text, as a prepared statement would give it. */
function typed(array $row): array
{
    foreach (['smtp_port', 'smtp_timeout_seconds', 'smtp_auth_required', 'use_sender_info_as_mail_from', 'use_sender_info_as_from', 'sender_rotation_enabled'] as $name) {
        $row[$name] = (int) $row[$name];
    }
    return $row;
}

function updateServer(mysqli $database, array $parameters): never
{
    $texts = [
        1 => 'DeliveryServerName', 'SendMethodSMTPHost', 'SendMethodSMTPPort', 'SendMethodSMTPSecure',
        'SendMethodSMTPTimeout', 'SendMethodSMTPAuth', 'SendMethodSMTPUsername',
        9 => 'DomainSettings_LinkTracking', 'DomainSettings_OpenTracking', 'DomainSettings_MFrom',
    ];
    $problems = [];
    foreach ($texts as $code => $name) {
        $value = $parameters[$name] ?? '';
        if (!is_bool($value) && trim((string) $value) === '') {
            $problems[$code] = 'Missing ' . strtolower($name);
        }
    }
    $security = array_search($parameters['SendMethodSMTPSecure'] ?? '', $GLOBALS['securityWords'], true);
    if (!isset($problems[4]) && $security === false) {
        $problems[13] = 'Invalid sendmethodsmtpsecure value (must be: false, ssl, tls)';
    }
    $auth = $parameters['SendMethodSMTPAuth'] ?? '';
    $auth = is_bool($auth) ? var_export($auth, true) : strtolower((string) $auth);
    if ($auth !== 'true') {
        unset($problems[7]);
    }
    if (!isset($problems[6]) && !in_array($auth, ['true', 'false'], true)) {
        $problems[14] = 'Invalid sendmethodsmtpauth value (must be: true, false)';
    }
    if (!isset($problems[5]) && !is_numeric($parameters['SendMethodSMTPTimeout'])) {
        $problems[15] = 'Invalid sendmethodsmtptimeout value (must be numeric)';
    }
    $enforcedFrom = trim((string) ($parameters['DomainSettings_EnforcedFrom'] ?? ''));
    if ($enforcedFrom !== '' && filter_var($enforcedFrom, FILTER_VALIDATE_EMAIL) === false) {
        $problems[16] = 'Invalid email address value for domainsettings_enforcedfrom';
    }
    $id = (int) ($parameters['DeliveryServerID'] ?? 0);
    if (!$database->execute_query('SELECT id FROM delivery_servers WHERE id = ?', [$id])->fetch_assoc()) {
        $problems[17] = 'Delivery server not found';
    }
    if ($problems !== []) {
        ksort($problems);
        answer(['Success' => false, 'ErrorCode' => array_keys($problems), 'ErrorText' => array_values($problems)]);
    }
    $password = (string) ($parameters['SendMethodSMTPPassword'] ?? '');
    $isEnabled = fn (string $name) => ($parameters[$name] ?? '') === 'Enabled' ? 1 : 0;
    $database->execute_query(
        'UPDATE delivery_servers SET name = ?, smtp_host = ?, smtp_port = ?, smtp_security = ?,
            smtp_timeout_seconds = ?, smtp_auth_required = ?, smtp_username = ?, link_tracking_domain = ?,
            open_tracking_domain = ?, mail_from = ?, enforced_from = ?, use_sender_info_as_mail_from = ?,
            use_sender_info_as_from = ?, sender_rotation_enabled = ?, sender_rotation_settings = ?,
            ' . ($password === '' ? '' : 'smtp_password_sealed = ?, smtp_password_updated_at = CURRENT_TIMESTAMP(3),') . '
            version = version + 1, updated_at = CURRENT_TIMESTAMP(3)
         WHERE id = ?',
        [
            $parameters['DeliveryServerName'], $parameters['SendMethodSMTPHost'], $parameters['SendMethodSMTPPort'],
            $security, (int) $parameters['SendMethodSMTPTimeout'], $auth === 'true' ? 1 : 0,
            $parameters['SendMethodSMTPUsername'], $parameters['DomainSettings_LinkTracking'],
            $parameters['DomainSettings_OpenTracking'], $parameters['DomainSettings_MFrom'],
            $enforcedFrom === '' ? null : $enforcedFrom, $isEnabled('SenderInfoAsMFrom'),
            $isEnabled('SenderInfoAsFrom'), $isEnabled('SenderRotation'),
            $parameters['SenderRotationSettings'] ?? null,
            ...($password === '' ? [] : [sealed($password, $id)]), $id,
        ],
    );
    answer(['Success' => true, 'ErrorCode' => 0, 'ErrorText' => '', 'DeliveryServerID' => $id]);
}

mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
$parameters = json_decode(file_get_contents('php://input'), true) ?? [];
$database = new mysqli(
    'p:' . getenv('DB_HOST'), getenv('DB_USER'), getenv('DB_PASSWORD'), getenv('DB_NAME'), (int) getenv('DB_PORT'),
);
$keyHash = hash('sha256', (string) ($parameters['APIKey'] ?? ''), true);
$key = $database->execute_query('SELECT id FROM api_keys WHERE key_hash = ? AND revoked_at IS NULL', [$keyHash]);
if (!$key->fetch_assoc()) {
    answer(['Success' => false, 'ErrorCode' => 99998, 'ErrorText' => 'Authentication failure or session expired']);
}

match (strtolower((string) ($parameters['Command'] ?? ''))) {
    'deliveryserver.get' => getServer($database, $parameters),
    'deliveryservers.get' => getenv('PLAIN_TEXT') ? streamServers($database) : getServers($database),
    'deliveryserver.update' => updateServer($database, $parameters),
};
