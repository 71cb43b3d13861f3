import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Resolve } from '../../../src/verification/dns/dns-answer.js';
import { createDnsClient, type DnsClientOptions } from '../../../src/verification/dns/dns-client.js';
import { createRunResolve, type RunResolveOptions } from '../../../src/verification/dns/run-resolve.js';
import { type ReceivedQuery, readQuery, response } from './dns-message.js';
import { lookUp, type Trouble, type Zone, type ZoneAnswer } from './zone.js';

export interface AskedQuestion {
  name: string;
  type: string;
  transport: 'UDP' | 'TCP';
  hasEdns: boolean;
}

export interface ScriptedDnsServerOptions extends Omit<DnsClientOptions, 'servers'> {
  /** Without TCP, connections are refused. */
  tcp?: boolean;
  /** Before every answer. */
  delayMilliseconds?: number;
}

/** A DNS server for tests, over UDP and TCP on one loopback port of the system's choice, with a client of ours. */
export async function startDnsServer(zone: Zone = {}, options: ScriptedDnsServerOptions = {}) {
  const { tcp: hasTcp = true, delayMilliseconds = 0, ...clientOptions } = options;
  const server = new ScriptedDnsServer(zone, delayMilliseconds);
  await server.listen(hasTcp);
  const resolver = { address: '127.0.0.1', port: server.port };
  const client = createDnsClient({ servers: [resolver], ...clientOptions });
  return {
    server: resolver,
    /** As `DNS_RESOLVERS` takes it. */
    address: `127.0.0.1:${server.port}`,
    /** Those that came, in their order, each try one. */
    questions: server.questions as readonly AskedQuestion[],
    client,
    /** Replaces the zone. */
    publish: (next: Zone) => server.publish(next),
    /** Of a fresh run. */
    resolve: ({ signal = new AbortController().signal, ...more }: Partial<RunResolveOptions> = {}): Resolve =>
      createRunResolve(client, { signal, ...more }),
    stop: async () => {
      client.stop();
      await server.stop();
    },
  };
}

export type DnsTestServer = Awaited<ReturnType<typeof startDnsServer>>;

const codes = { noError: 0, serverFailure: 2, nameError: 3, formatError: 1, notImplemented: 4, refused: 5 };

class ScriptedDnsServer {
  readonly questions: AskedQuestion[] = [];
  port = 0;
  private udp: UdpSocket = createSocket('udp4');
  private readonly forger: UdpSocket = createSocket('udp4');
  private tcp: Server | null = null;
  private readonly connections = new Set<Socket>();

  constructor(
    private zone: Zone,
    private readonly delayMilliseconds: number,
  ) {}

  publish(zone: Zone): void {
    this.zone = zone;
  }

  /** The system chooses a port for UDP; that of TCP may be taken, then it is to choose again. */
  async listen(hasTcp: boolean): Promise<void> {
    for (;;) {
      this.udp.on('message', (packet, from) => void this.answerOverUdp(packet, from));
      this.udp.bind(0, '127.0.0.1');
      await once(this.udp, 'listening');
      this.port = (this.udp.address() as AddressInfo).port;
      const tcp = createServer((socket) => this.serve(socket));
      try {
        tcp.listen(this.port, '127.0.0.1');
        await once(tcp, 'listening');
        if (hasTcp) this.tcp = tcp;
        else tcp.close();
        return;
      } catch {
        this.udp.close();
        this.udp = createSocket('udp4');
      }
    }
  }

  async stop(): Promise<void> {
    this.udp.close();
    this.forger.close();
    for (const socket of this.connections) socket.destroy();
    if (this.tcp?.listening) await new Promise((resolve) => this.tcp?.close(resolve));
  }

  private async answerOverUdp(packet: Buffer, { port, address }: RemoteInfo): Promise<void> {
    const query = readQuery(packet);
    const found = await this.look(query, 'UDP');
    if (
      found.troubles.includes('DROP') &&
      !found.troubles.some((trouble) => `${trouble}`.startsWith('FORGED'))
    )
      return;
    const send = (message: Buffer, socket = this.udp) => {
      try {
        socket.send(message, port, address);
      } catch {
        // The test is over.
      }
    };
    const lie = { code: codes.nameError, question: query.question, records: [] };
    for (const trouble of found.troubles) {
      if (trouble === 'FORGED_ID') send(response({ ...lie, id: query.id ^ 1 }));
      if (trouble === 'FORGED_PORT') send(response({ ...lie, id: query.id }), this.forger);
      if (trouble === 'FORGED_QUESTION') {
        const question = Buffer.from(query.question);
        question.writeUInt8(question.readUInt8(1) ^ 1, 1);
        send(response({ ...lie, id: query.id, question }));
      }
    }
    const message = messageFor(query, found);
    const isTooLong = message.length > (query.udpPayloadSize ?? 512) || found.troubles.includes('TRUNCATED');
    if (found.troubles.includes('DROP')) return;
    send(isTooLong ? response({ ...query, code: codes.noError, records: [], isTruncated: true }) : message);
  }

  private serve(socket: Socket): void {
    this.connections.add(socket);
    socket.on('error', () => {}).on('close', () => this.connections.delete(socket));
    let received = Buffer.alloc(0);
    socket.on('data', (piece) => {
      received = Buffer.concat([received, piece]);
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const end = 2 + received.readUInt16BE(0);
        void this.answerOverTcp(received.subarray(2, end), socket);
        received = received.subarray(end);
      }
    });
  }

  private async answerOverTcp(packet: Buffer, socket: Socket): Promise<void> {
    const query = readQuery(packet);
    const found = await this.look(query, 'TCP');
    if (found.troubles.includes('DROP')) return;
    if (found.troubles.includes('TCP_CLOSED')) return void socket.destroy();
    const message = messageFor(query, found);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(message.length);
    const whole = Buffer.concat([length, message]);
    if (found.troubles.includes('TCP_HALF')) return void socket.end(whole.subarray(0, whole.length / 2));
    if (!found.troubles.includes('TCP_PIECES')) return void socket.write(whole);
    socket.setNoDelay(true);
    for (const octet of whole) {
      socket.write(Buffer.of(octet));
      await sleep(0);
    }
  }

  private async look(query: ReceivedQuery, transport: 'UDP' | 'TCP'): Promise<ZoneAnswer> {
    const { name, type } = query;
    this.questions.push({ name, type, transport, hasEdns: query.udpPayloadSize !== null });
    const found = lookUp(this.zone, name, type);
    const delay = found.troubles.reduce(
      (sum, trouble) => sum + (typeof trouble === 'object' ? trouble.delayMilliseconds : 0),
      this.delayMilliseconds,
    );
    if (delay > 0) await sleep(delay);
    return found;
  }
}

function messageFor(query: ReceivedQuery, { exists, records, troubles }: ZoneAnswer): Buffer {
  const has = (trouble: Trouble) => troubles.includes(trouble);
  const failing = (code: number) => response({ ...query, code, records: [] });
  if (has('SERVFAIL')) return failing(codes.serverFailure);
  if (has('REFUSED')) return failing(codes.refused);
  if (has('NOTIMP')) return failing(codes.notImplemented);
  if (has('NO_EDNS') && query.udpPayloadSize !== null)
    return response({ ...query, code: codes.formatError, question: Buffer.alloc(0), records: [] });
  if (has('REFERRAL')) return response({ ...query, code: codes.noError, records: [], isReferral: true });
  const code = exists ? codes.noError : codes.nameError;
  const announced = has('INFLATED_COUNTS')
    ? { announced: 0xffff }
    : has('GARBAGE')
      ? { announced: records.length + 3 }
      : {};
  const message = response({ ...query, code, records, ...announced });
  // Its names begin with pointers that lead forward.
  return has('GARBAGE') ? Buffer.concat([message, Buffer.alloc(60, 0xff)]) : message;
}
