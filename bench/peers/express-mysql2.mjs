// Express 5 and mysql2, as one writes a small JSON API with them.
import express from 'express';
import { announce } from './announce.mjs';
import { bearerKey, createKeyCheck } from './api-key.mjs';
import { createDeliveryServers, settingsProblems, updateProblems } from './delivery-servers.mjs';
import { fullPageAnswer, pageAnswer, serverAnswer, updateAnswer } from './json-answers.mjs';
import { execute } from './pool.mjs';

const isKnownKey = createKeyCheck(execute);
const deliveryServers = createDeliveryServers(execute);
const app = express();

app.use(async (request, response, next) => {
  if (await isKnownKey(bearerKey(request.headers.authorization))) next();
  else response.status(401).json({ error: 'The API key is not valid.' });
});
app.use(express.json());

app.get('/delivery-servers/:id', async (request, response) => {
  const row = await deliveryServers.find(Number(request.params.id));
  if (row === null) response.status(404).json({ error: 'There is no such server.' });
  else response.json(serverAnswer(row));
});

app.get('/delivery-servers', async (request, response) => {
  const page = await deliveryServers.firstPage(Number(request.query.first));
  response.json(pageAnswer(page, await deliveryServers.assignments(page.rows.map(({ id }) => id))));
});

app.get('/full-page', async (request, response) => {
  const page = await deliveryServers.fullPage(request.query.after);
  response.json(fullPageAnswer(page, await deliveryServers.assignments(page.rows.map(({ id }) => id))));
});

app.put('/delivery-servers/:id', async (request, response) => {
  const problems = settingsProblems(request.body);
  if (problems.length > 0) return response.json(updateAnswer(null, problems));
  const id = Number(request.params.id);
  response.json(
    updateAnswer({ id: `ds_${id}`, version: await deliveryServers.updateAll(id, request.body) }, []),
  );
});

app.patch('/delivery-servers/:id', async (request, response) => {
  const problems = updateProblems(request.body.smtp);
  if (problems.length > 0) return response.json(updateAnswer(null, problems));
  const id = Number(request.params.id);
  const version = await deliveryServers.update(id, request.body.smtp);
  response.json(updateAnswer({ id: `ds_${id}`, version }, []));
});

const server = app.listen(0, '127.0.0.1', () => announce(server));
