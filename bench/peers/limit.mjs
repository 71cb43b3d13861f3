// The limit: node:http, a prepared statement and JSON.stringify. No framework, no check of what clients send.
import { createServer } from 'node:http';
import { createPool } from 'mysql2';
import { announce } from './announce.mjs';
import { bearerKey, createKeyCheck } from './api-key.mjs';
import { createDeliveryServers } from './delivery-servers.mjs';
import { fullPageAnswer, pageAnswer, serverAnswer, updateAnswer } from './json-answers.mjs';
import { settingsFrom } from './legacy-settings.mjs';
import { sendEveryServer } from './send-every-server.mjs';

// Without promises of mysql2's own, and without the stack trace that it takes for every statement.
const pool = createPool({
  uri: process.env.DATABASE_URL,
  connectionLimit: 20,
  timezone: 'Z',
  trace: false,
});
const execute = (sql, values = []) =>
  new Promise((resolve, reject) => {
    pool.execute(sql, values, (error, result) => (error ? reject(error) : resolve(result)));
  });

const isKnownKey = createKeyCheck(execute);
const deliveryServers = createDeliveryServers(execute);

const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(error.code ?? error.name);
    response.destroy();
  });
}).listen(0, '127.0.0.1', () => announce(server));

async function answer(request, response) {
  if (request.url === '/api.php') return answerCommand(request, response);
  if (!(await isKnownKey(bearerKey(request.headers.authorization)))) return send(response, 401, {});
  const [path, query] = request.url.split('?');
  const id = Number(path.split('/')[2]);
  if (request.method === 'PATCH') {
    const version = await deliveryServers.update(id, JSON.parse(await bodyOf(request)).smtp);
    return send(response, 200, updateAnswer({ id: `ds_${id}`, version }, []));
  }
  if (request.method === 'PUT') {
    const version = await deliveryServers.updateAll(id, JSON.parse(await bodyOf(request)));
    return send(response, 200, updateAnswer({ id: `ds_${id}`, version }, []));
  }
  if (id > 0) return send(response, 200, serverAnswer(await deliveryServers.find(id)));
  const parameters = new URLSearchParams(query);
  const isFull = path === '/full-page';
  const page = isFull
    ? await deliveryServers.fullPage(parameters.get('after'))
    : await deliveryServers.firstPage(Number(parameters.get('first')));
  const assignments = await deliveryServers.assignments(page.rows.map((row) => row.id));
  return send(response, 200, (isFull ? fullPageAnswer : pageAnswer)(page, assignments));
}

async function answerCommand(request, response) {
  const { APIKey, Command, ...parameters } = JSON.parse(await bodyOf(request));
  if (!(await isKnownKey(APIKey))) return send(response, 401, {});
  if (Command === 'deliveryservers.get') return sendEveryServer(execute, deliveryServers, response);
  const id = parameters.DeliveryServerID;
  await deliveryServers.writeAll(id, settingsFrom(parameters));
  return send(response, 200, { Success: true, ErrorCode: 0, ErrorText: '', DeliveryServerID: id });
}

function send(response, status, answer) {
  const text = JSON.stringify(answer);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

async function bodyOf(request) {
  let text = '';
  request.setEncoding('utf8');
  for await (const chunk of request) text += chunk;
  return text;
}
