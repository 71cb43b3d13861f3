import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { domainProblem, emailAddressProblem, isPort } from '../../formats/formats.js';

const dateTime = GraphQLDateTime.toConfig();

/** An instant that the database can hold. Refuses without repeating what it was given. */
export const DateTime = new GraphQLScalarType<Date, Date>({
  ...dateTime,
  name: 'DateTime',
  description:
    'An instant in RFC 3339 form with a time zone, such as `2025-12-28T10:30:00Z`, from the year 1000 to 9999. Answers are in UTC.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
  extensions: {
    codegenScalarType: 'string',
    expectation: 'This must be a time with a time zone, such as 2025-12-28T10:30:00Z.',
  },
  parseValue: (value) => storable(() => dateTime.parseValue(value)) ?? refuse('DateTime'),
  parseLiteral: (node) => storable(() => dateTime.parseLiteral(node, {})) ?? refuse('DateTime', node),
});

export const Hostname = textScalar({
  name: 'Hostname',
  description:
    'A domain name of up to 253 characters, such as `track.example.com`: letters, digits, hyphens and underscores in any script, with or without a dot at its end. Kept as it is sent. Not an IP address.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc1123#section-2.1',
  expectation: 'This must be a domain, such as track.example.com.',
  fault: domainProblem,
});

export const EmailAddress = textScalar({
  name: 'EmailAddress',
  description: 'An e-mail address in ASCII with a dot in its domain, such as `noreply@example.com`.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2',
  expectation: 'This must be an e-mail address, such as noreply@example.com.',
  fault: emailAddressProblem,
});

export const Port = new GraphQLScalarType<number, number>({
  name: 'Port',
  description: 'A TCP port: a whole number from 1 to 65535.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc9293#section-3.1',
  extensions: { codegenScalarType: 'number', expectation: 'This must be a whole number from 1 to 65535.' },
  serialize: (value) => value as number,
  parseValue: (value) => (typeof value === 'number' && isPort(value) ? value : refuse('Port')),
  parseLiteral: (node) => {
    const value = node.kind === Kind.INT ? Number(node.value) : Number.NaN;
    return isPort(value) ? value : refuse('Port', node);
  },
});

function storable(parse: () => Date | null | undefined): Date | null {
  try {
    const time = parse();
    const year = time?.getUTCFullYear() ?? 0;
    return time && year >= 1000 && year <= 9999 ? time : null;
  } catch {
    return null;
  }
}

interface TextScalar {
  name: string;
  description: string;
  specifiedByURL: string;
  /** What to say to somebody who gave something other than text. */
  expectation: string;
  /** What is wrong with a text, as a sentence that does not repeat it, or null. */
  fault(value: string): string | null;
}

function textScalar({ fault, expectation, ...config }: TextScalar): GraphQLScalarType<string, string> {
  const expectationFor = (value: unknown) => (typeof value === 'string' && fault(value)) || expectation;
  return new GraphQLScalarType<string, string>({
    ...config,
    extensions: { codegenScalarType: 'string', expectation: expectationFor },
    serialize: (value) => value as string,
    parseValue: (value) => (typeof value === 'string' && fault(value) === null ? value : refuse(config.name)),
    parseLiteral: (node) =>
      node.kind === Kind.STRING && fault(node.value) === null ? node.value : refuse(config.name, node),
  });
}

function refuse(scalar: string, node?: ValueNode): never {
  throw new GraphQLError(`This is not a valid ${scalar}.`, node ? { nodes: node } : {});
}
