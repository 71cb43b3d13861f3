import { idOf } from '../input/ids.js';
import { time } from '../input/readers.js';
import { channels, securityWords } from '../input/words.js';
import { asOption, flag, list, map, type ReadNode, text, wholeNumber, wordOr } from './read-node.js';

/** The only one there is. */
export const fileVersion = 1;

/** Where the password of a server comes from. */
const passwordSource = wordOr(
  ['kept', 'none'],
  map({ fromEnvironment: text }),
  'kept, none, or fromEnvironment with the name of a variable; the password itself has no place in a file',
);

const pause = wordOr(
  ['none'],
  map({ reason: text, until: asOption<string>(time) }),
  'none, or have the keys reason and until; it can be empty as {}',
);

/** Everything that can be said of a server, in the order in which an export writes it. */
export const readServer = map({
  id: asOption<string>(idOf('server')),
  name: text,
  smtp: map({
    host: text,
    port: wholeNumber,
    security: asOption<string>(securityWords),
    timeoutSeconds: wholeNumber,
    authRequired: flag,
    username: text,
    password: passwordSource,
  }),
  domains: map({
    linkTracking: text,
    openTracking: text,
    mailFrom: text,
    enforcedFrom: text,
    useSenderInfoAsMailFrom: flag,
    useSenderInfoAsFrom: flag,
  }),
  senderRotation: map({ enabled: flag, settings: text }),
  expectations: map({
    sendingAddresses: list(text),
    dkim: list(map({ selector: text, domain: text, publicKey: text })),
    spfInclude: text,
    senderTarget: text,
    linkTarget: text,
    openTarget: text,
  }),
  verifyEvery: text,
  tags: list(text),
  pause,
});

export const readGroup = map({
  id: asOption<string>(idOf('group')),
  name: text,
  /** For each channel the server that it uses, by name or id. */
  channels: map(Object.fromEntries(channels.map((channel) => [channel, text]))),
});

export const readConfiguration = map({
  version: wholeNumber,
  servers: list(readServer),
  groups: list(readGroup),
});

type Read<Node> = Node extends ReadNode<infer Value> ? Value : never;
export type FileServer = Read<typeof readServer>;
export type FileGroup = Read<typeof readGroup>;
export type Configuration = Read<typeof readConfiguration>;
