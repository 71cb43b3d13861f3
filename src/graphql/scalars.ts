import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { isDomainName, isEmailAddress, isPort } from '../delivery-servers/formats.js';

/** An instant. Refuses without repeating what it was given. */
export const DateTime = new GraphQLScalarType<Date, Date>({
  ...GraphQLDateTime.toConfig(),
  name: 'DateTime',
  description:
    'An instant in RFC 3339 form with a time zone, such as `2025-12-28T10:30:00Z`. Answers are in UTC.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
  extensions: { codegenScalarType: 'string', jsonSchema: { type: 'string', format: 'date-time' } },
});

export const Hostname = textScalar({
  name: 'Hostname',
  description: 'A domain name of up to 253 characters, such as `track.example.com`. Not an IP address.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc1123#section-2.1',
  isValid: isDomainName,
});

export const EmailAddress = textScalar({
  name: 'EmailAddress',
  description: 'An e-mail address in ASCII with a dot in its domain, such as `noreply@example.com`.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2',
  isValid: isEmailAddress,
});

export const Port = new GraphQLScalarType<number, number>({
  name: 'Port',
  description: 'A TCP port: a whole number from 1 to 65535.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc9293#section-3.1',
  extensions: { codegenScalarType: 'number' },
  serialize: (value) => value as number,
  parseValue: (value) => (typeof value === 'number' && isPort(value) ? value : refuse('Port')),
  parseLiteral: (node) => {
    const value = node.kind === Kind.INT ? Number(node.value) : Number.NaN;
    return isPort(value) ? value : refuse('Port', node);
  },
});

interface TextScalar {
  name: string;
  description: string;
  specifiedByURL: string;
  isValid(value: string): boolean;
}

function textScalar({ isValid, ...config }: TextScalar): GraphQLScalarType<string, string> {
  return new GraphQLScalarType<string, string>({
    ...config,
    extensions: { codegenScalarType: 'string' },
    serialize: (value) => value as string,
    parseValue: (value) => (typeof value === 'string' && isValid(value) ? value : refuse(config.name)),
    parseLiteral: (node) =>
      node.kind === Kind.STRING && isValid(node.value) ? node.value : refuse(config.name, node),
  });
}

function refuse(scalar: string, node?: ValueNode): never {
  throw new GraphQLError(`This is not a valid ${scalar}.`, node ? { nodes: node } : {});
}
