import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { OpenResponses } from '../../src/http/open-responses.js';

const newResponse = () => new ServerResponse(new IncomingMessage(new Socket()));

it('holds responses until they are closed, in whatever order they are', () => {
  const open = new OpenResponses();
  const responses = Array.from({ length: 5 }, newResponse);
  for (const response of responses) open.add(response);
  const isHeld = new Set(responses);
  for (const index of [1, 4, 0, 3, 2]) {
    expect(new Set(open)).toEqual(isHeld);
    const response = responses[index] as ServerResponse;
    response.emit('close');
    isHeld.delete(response);
  }
  expect([...open]).toEqual([]);
});

it('goes through all that are open when it begins, although some are closed meanwhile', () => {
  const open = new OpenResponses();
  const responses = Array.from({ length: 3 }, newResponse);
  for (const response of responses) open.add(response);
  const seen: ServerResponse[] = [];
  for (const response of open) {
    seen.push(response);
    for (const other of responses) other.emit('close');
  }
  expect(seen).toEqual(responses);
  expect([...open]).toEqual([]);
});
