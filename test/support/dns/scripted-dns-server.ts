import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ReceivedQuery, readQuery } from './dns-message.js';
import { forgeries, scriptedResponse, truncatedResponse } from './scripted-response.js';
import { lookUp, type Zone, type ZoneAnswer, type ZoneFunction } from './zone.js';

export interface AskedQuestion {
  name: string;
  type: string;
  transport: 'UDP' | 'TCP';
  hasEdns: boolean;
}

export interface ScriptedDnsServerOptions {
  /** False: connections are refused. */
  tcp?: boolean;
  /** Before every answer. */
  delayMilliseconds?: number;
  host?: '127.0.0.1' | '::1';
}

export class ScriptedDnsServer {
  readonly questions: AskedQuestion[] = [];
  readonly host: string;
  port = 0;
  private udp: UdpSocket;
  private tcp: Server;
  /** Sends what pretends to come from the port. */
  private readonly forger: UdpSocket;
  private readonly connections = new Set<Socket>();

  constructor(
    private zone: Zone | ZoneFunction,
    private readonly options: ScriptedDnsServerOptions,
  ) {
    this.host = options.host ?? '127.0.0.1';
    this.udp = this.openUdp();
    this.forger = this.openUdp();
    this.tcp = createServer((socket) => this.serve(socket));
  }

  publish(zone: Zone | ZoneFunction): void {
    this.zone = zone;
  }

  /** The system chooses a port for UDP. That of TCP may be taken; then it chooses again. */
  async listen(): Promise<void> {
    this.udp.bind(0, this.host);
    await once(this.udp, 'listening');
    this.port = this.udp.address().port;
    try {
      this.tcp.listen(this.port, this.host);
      await once(this.tcp, 'listening');
    } catch {
      this.udp.close();
      this.udp = this.openUdp();
      return this.listen();
    }
    if (this.options.tcp === false) await this.stopTcp();
    this.udp.on('message', (packet, from) => void this.answerOverUdp(packet, from));
  }

  async stop(): Promise<void> {
    this.udp.close();
    this.forger.close();
    for (const socket of this.connections) socket.destroy();
    if (this.tcp.listening) await this.stopTcp();
  }

  private openUdp(): UdpSocket {
    return createSocket(this.host === '::1' ? 'udp6' : 'udp4');
  }

  private async stopTcp(): Promise<void> {
    this.tcp.close();
    await once(this.tcp, 'close');
  }

  private async answerOverUdp(packet: Buffer, { port, address }: RemoteInfo): Promise<void> {
    const query = readQuery(packet);
    const found = await this.find(query, 'UDP');
    const whole = scriptedResponse(query, found);
    const max = found.troubles.includes('TRUNCATED') ? 0 : (query.udpPayloadSize ?? 512);
    const message = whole !== null && whole.length > max ? truncatedResponse(query) : whole;
    try {
      for (const { message: forged, isFromPort } of forgeries(query, found))
        (isFromPort ? this.udp : this.forger).send(forged, port, address);
      if (message) this.udp.send(message, port, address);
    } catch {
      // It was stopped during a delay.
    }
  }

  private serve(socket: Socket): void {
    this.connections.add(socket);
    socket.on('error', () => {}).on('close', () => this.connections.delete(socket));
    let received = Buffer.alloc(0);
    socket.on('data', (piece) => {
      received = Buffer.concat([received, piece]);
      if (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0))
        void this.answerOverTcp(received.subarray(2), socket);
    });
  }

  private async answerOverTcp(packet: Buffer, socket: Socket): Promise<void> {
    const query = readQuery(packet);
    const found = await this.find(query, 'TCP');
    const message = scriptedResponse(query, found);
    if (!message) return;
    const whole = Buffer.concat([Buffer.of(message.length >> 8, message.length & 0xff), message]);
    const { troubles } = found;
    if (troubles.includes('TCP_CLOSED')) socket.destroy();
    else if (troubles.includes('TCP_HALF')) socket.end(whole.subarray(0, whole.length / 2));
    else if (troubles.includes('TCP_PIECES')) await sendPieces(whole, socket);
    else socket.write(whole);
  }

  private async find(query: ReceivedQuery, transport: 'UDP' | 'TCP'): Promise<ZoneAnswer> {
    const { name, type, udpPayloadSize } = query;
    this.questions.push({ name, type, transport, hasEdns: udpPayloadSize !== null });
    const zone = typeof this.zone === 'function' ? { [name]: this.zone(name) } : this.zone;
    const found = lookUp(zone, name, type);
    const delays = found.troubles.map((trouble) =>
      typeof trouble === 'object' ? trouble.delayMilliseconds : 0,
    );
    const delay = delays.reduce((sum, each) => sum + each, this.options.delayMilliseconds ?? 0);
    if (delay > 0) await sleep(delay);
    return found;
  }
}

async function sendPieces(message: Buffer, socket: Socket): Promise<void> {
  socket.setNoDelay(true);
  for (const octet of message) {
    socket.write(Buffer.of(octet));
    await sleep(0);
  }
}
