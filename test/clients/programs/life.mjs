// What a Node program does with the gateway. `post` takes the fields of a command and gives the answer as it came.

const { API_KEY, ADMIN_USERNAME, ADMIN_PASSWORD, SERVER_NAME, SMTP_PASSWORD } = process.env;

export async function live(post, writeIds = (ids) => ids.join(',')) {
  let credential = {};
  const send = (command, fields) => post({ Command: command, ...credential, ...fields });
  const call = async (command, fields) => JSON.parse(await send(command, fields));
  const servers = async () => accepted(await call('deliveryservers.get')).DeliveryServers;

  let session = '';
  if (ADMIN_USERNAME) {
    const login = { SessionID: '', Username: ADMIN_USERNAME, Password: ADMIN_PASSWORD };
    session = accepted(await call('admin.login', login)).SessionID;
    credential = { SessionID: session };
  } else {
    credential = { APIKey: API_KEY };
  }

  const list = await send('deliveryservers.get');
  const refusal = await send('deliveryserver.create');
  const complaints = {
    create: complaint(JSON.parse(refusal)),
    update: complaint(await call('deliveryserver.update')),
    delete: complaint(await call('deliveryservers.delete', { DeliveryServerID: '' })),
  };

  const id = accepted(await call('deliveryserver.create', settings(SERVER_NAME))).DeliveryServerID;
  const spare = accepted(
    await call('deliveryserver.create', settings(`${SERVER_NAME}, spare`)),
  ).DeliveryServerID;
  accepted(await call('deliveryserver.testresults', { DeliveryServerID: id, ...tested }));
  const created = (await servers())[id];
  accepted(await call('deliveryserver.update', { DeliveryServerID: id, ...changed }));
  const updated = (await servers())[id];
  accepted(await call('deliveryservers.delete', { DeliveryServerID: writeIds([id, spare]) }));
  const left = Object.keys(await servers())
    .filter((key) => key === `${id}` || key === `${spare}`)
    .join();

  if (session) accepted(await call('admin.logout'));
  else credential = { APIKey: 'wrong' };
  complaints.credential = complaint(await call('deliveryservers.get'));

  console.log(JSON.stringify({ session, list, refusal, complaints, id, created, updated, left }));
}

/** The fields of an object in a form become fields of their own, named by `nest`. */
export function flat(fields, nest) {
  return Object.entries(fields).flatMap(([name, value]) =>
    typeof value === 'object'
      ? Object.entries(value).map(([key, item]) => [nest(name, key), String(item)])
      : [[name, String(value)]],
  );
}

/** The first code, and the first text when there is one. */
function complaint({ ErrorCode, ErrorText }) {
  const code = [ErrorCode].flat()[0];
  return ErrorText ? `${code}: ${[ErrorText].flat()[0]}` : `${code}`;
}

function accepted(answer) {
  // [0] is not 0.
  if (answer.ErrorCode !== 0) throw new Error(complaint(answer));
  return answer;
}

function settings(name) {
  return {
    DeliveryServerName: name,
    SendMethodSMTPHost: 'smtp.example.com',
    SendMethodSMTPPort: 587,
    SendMethodSMTPSecure: 'tls',
    SendMethodSMTPTimeout: 30,
    SendMethodSMTPAuth: true,
    SendMethodSMTPUsername: 'mailer',
    SendMethodSMTPPassword: SMTP_PASSWORD,
    DomainSettings_LinkTracking: 'track.example.com',
    DomainSettings_OpenTracking: 'open.example.com',
    DomainSettings_MFrom: 'bounce.example.com',
    DomainSettings_EnforcedFrom: 'noreply@example.com',
    SenderInfoAsMFrom: 'Enabled',
    SenderInfoAsFrom: 'Disabled',
  };
}

const tested = {
  TestResults: {
    SPF: true,
    DKIM: true,
    DMARC: false,
    SenderDomain: true,
    LinkDomain: true,
    OpenDomain: false,
    EmailDelivery: true,
  },
  LastCheckedAt: '2025-12-28 10:30:00',
};

const changed = {
  DeliveryServerName: SERVER_NAME,
  SendMethodSMTPHost: 'smtp2.example.com',
  SendMethodSMTPPort: 465,
  SendMethodSMTPSecure: 'ssl',
  SendMethodSMTPTimeout: 10,
  SendMethodSMTPAuth: false,
  DomainSettings_LinkTracking: 'track.example.com',
  DomainSettings_OpenTracking: 'open.example.com',
  DomainSettings_MFrom: 'bounce.example.com',
  SenderRotation: 'Enabled',
};
