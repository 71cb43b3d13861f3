import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Transcript } from '../support/transcript.js';
import { absentNeeds, programs } from './programs.js';
import { type Gateway, runProgram } from './run-program.js';

/**
 * The negative control: the programs are as brittle as the clients that they stand for. One that swallowed anything
 * would prove nothing about the gateway.
 */
const blunders = {
  'a list as the code of success': {
    json: '{"Success":true,"ErrorCode":[0],"ErrorText":"","DeliveryServerID":1,"SessionID":"s"}',
    xml: '<response><Success>true</Success><ErrorCode><node_0>0</node_0></ErrorCode></response>',
  },
  'a page in HTML': {
    json: '<!DOCTYPE html><html><body>Internal Server Error</body></html>',
    xml: '<!DOCTYPE html><html><body>Internal Server Error<br></body></html>',
  },
} as const;

let server: Server;
let answer = '';
let gateway: Gateway;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => response.setHeader('connection', 'close').end(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  gateway = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    adminKey: 'no matter which',
    transcript: new Transcript(inject('transcriptDirectory')),
  };
});
afterAll(() => new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined))));

for (const program of programs) {
  describe(program.file, () => {
    const absent = absentNeeds(program);
    if (absent.length > 0) return it.skip(`cannot run without ${absent.join(' and ')}, absent here`);

    it.each(Object.entries(blunders))('dies of %s', async (_, blunder) => {
      answer = blunder[program.format];
      await expect(runProgram(program, gateway)).rejects.toThrow('Command failed');
    });
  });
}
