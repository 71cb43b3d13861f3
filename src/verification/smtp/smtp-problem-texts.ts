import { SmtpProblemKind as Kind, type SmtpProblem, type SmtpProblemKind } from './smtp-problem.js';
import { SmtpReplyClass, SmtpStageStatus } from './smtp-stage.js';

export interface SmtpProblemText {
  /** A sentence about the server, which stands before it: `mail.shop.test:587 refuses connections.` */
  says: string;
  /** What a person can do. */
  hint: string;
  /** It says nothing about the settings: another day it may work as they are. If absent, a refusal for now (4yz) is. */
  isOfTheDay?: boolean;
  /** It is mostly found out before a password is sent; then that is said as well. */
  isFoundBeforeSigningIn?: true;
}

/** What is said of the server. */
export function wordsOfProblem({ kind, reply }: SmtpProblem): string {
  const { says, isFoundBeforeSigningIn } = smtpProblemTexts[kind];
  return isFoundBeforeSigningIn && reply === null ? `${says} No password was sent.` : says;
}

export function statusOfProblem({ kind, reply }: SmtpProblem): SmtpStageStatus.FAIL | SmtpStageStatus.ERROR {
  const isForNow = reply?.replyClass === SmtpReplyClass.TRANSIENT_NEGATIVE;
  const { isOfTheDay = isForNow } = smtpProblemTexts[kind];
  return isOfTheDay ? SmtpStageStatus.ERROR : SmtpStageStatus.FAIL;
}

/** Every way in which a delivery can end early, what is said of it, and what helps. */
export const smtpProblemTexts: Readonly<Record<SmtpProblemKind, SmtpProblemText>> = {
  [Kind.SETTINGS_UNUSABLE]: {
    says: 'cannot be tried with these settings: one of them cannot be said in SMTP.',
    hint: 'Put right the host, the user name or the address: it has a character that SMTP has no place for there.',
  },
  [Kind.HOST_UNKNOWN_TODAY]: {
    says: 'could not be looked up today.',
    hint: 'Try again later. If it stays, look at the name servers of the domain.',
    isOfTheDay: true,
  },
  [Kind.HOST_WITHOUT_ADDRESS]: {
    says: 'has no address in DNS.',
    hint: 'Put right the host name; your provider says which one to use. Only DNS is asked: in place of localhost, or a name of /etc/hosts, take its address, such as 127.0.0.1.',
  },
  [Kind.HOST_NOT_ALLOWED]: {
    says: 'is not at an address of the public internet, and this gateway connects to no other.',
    hint: 'Use a host that is reached through the internet, or have whoever runs the gateway allow its network in VERIFY_ALLOW_NETWORKS.',
  },
  [Kind.CONNECTION_REFUSED]: {
    says: 'refuses connections.',
    hint: 'Nothing listens on this port, or a firewall refuses. Check host and port: 587 with STARTTLS and 465 with implicit TLS are usual.',
  },
  [Kind.CONNECTION_TIMED_OUT]: {
    says: 'does not answer at all.',
    hint: 'Check host and port. If they are right, a firewall on the way drops the connection; many networks let nothing out to port 25.',
  },
  [Kind.NETWORK_UNREACHABLE]: {
    says: 'cannot be reached from the network of this gateway.',
    hint: 'It is the network here, or the host has only IPv6 and this network does not. Try again later.',
    isOfTheDay: true,
  },

  [Kind.TIMEOUT]: {
    says: 'did not answer within the time for it.',
    hint: 'Try again. If it stays, give the server more time (timeout in its settings), or ask its provider why it is slow.',
    isOfTheDay: true,
  },
  [Kind.INTERRUPTED]: {
    says: 'was not tried to the end, as the test was stopped.',
    hint: 'Start another test.',
    isOfTheDay: true,
  },
  [Kind.CONNECTION_CLOSED]: {
    says: 'closed the connection without a reply.',
    hint: 'Try again. If it stays, the server or a firewall does not want connections from here: ask its provider.',
    isOfTheDay: true,
  },
  [Kind.GREETING_MISSING]: {
    says: 'takes connections and says nothing.',
    hint: 'An SMTP server speaks first. Check the port: something else may be listening there. A server that is slow on purpose needs more time (timeout in its settings).',
  },
  [Kind.NOT_SMTP]: {
    says: 'is no SMTP server: what it says is something else.',
    hint: 'Check host and port: 587 with STARTTLS and 465 with implicit TLS are usual.',
  },
  [Kind.PORT_SPEAKS_TLS]: {
    says: 'speaks TLS at once.',
    hint: 'Set the security to implicit TLS, or take the port for STARTTLS, which usually is 587. On another port than 465 it may be a web server: check the port.',
  },
  [Kind.PORT_SPEAKS_PLAIN]: {
    says: 'does not speak TLS at once: it answers in the clear.',
    hint: 'Set the security to STARTTLS, or take the port for implicit TLS, which usually is 465. If you meant neither, check the port: a web server answers like that too.',
  },
  [Kind.REPLY_UNREADABLE]: {
    says: 'sent something that is no reply of SMTP, or one without an end.',
    hint: 'The server is broken, or something on the way changes what it says: ask its provider.',
  },
  [Kind.REPLY_UNEXPECTED]: {
    says: 'sent a reply that does not belong there.',
    hint: 'The server is broken, or something on the way changes what it says: ask its provider.',
  },

  [Kind.SERVER_BUSY]: {
    says: 'closes the connection for now.',
    hint: 'It is busy or being restarted, or there were too many connections from here. Try again in a few minutes.',
    isOfTheDay: true,
  },
  [Kind.TRY_LATER]: {
    says: 'refuses for now.',
    hint: 'Nothing has to be changed for it. Try again in a few minutes; if it stays, its words tell more.',
    isOfTheDay: true,
  },
  [Kind.GREYLISTED]: {
    says: 'is greylisting: it accepts a message of a sender it does not know only when it comes again.',
    hint: 'This is no fault of the settings. Try again in five to fifteen minutes.',
    isOfTheDay: true,
  },
  [Kind.OUT_OF_STORAGE]: {
    says: 'has no room for messages at the moment.',
    hint: 'Whoever runs the server has to make room. Try again later.',
    isOfTheDay: true,
  },
  [Kind.GREETING_REFUSED]: {
    says: 'does not talk to the address of this gateway.',
    hint: 'Its address may be on a block list, or the server takes only addresses that it knows: its words tell which. Ask the provider to allow it.',
  },
  [Kind.EHLO_REFUSED]: {
    says: 'does not accept how this gateway introduces itself (EHLO).',
    hint: 'The server wants the full host name of the machine there: give the machine of the gateway one, or ask the provider to be less strict.',
  },

  [Kind.STARTTLS_NOT_OFFERED]: {
    says: 'does not offer STARTTLS, which the settings ask for. No password was sent.',
    hint: 'Check the port: 587 usually has STARTTLS. If the server does offer it elsewhere, something on the way takes it out. If it never does, use implicit TLS.',
  },
  [Kind.STARTTLS_REFUSED]: {
    says: 'offers STARTTLS and refuses it. No password was sent.',
    hint: 'TLS is not set up on the server: whoever runs it has to act. Implicit TLS on port 465 may work.',
  },
  [Kind.STARTTLS_UNAVAILABLE]: {
    says: 'has no TLS to offer for now. No password was sent.',
    hint: 'Try again later. If it stays, whoever runs the server has to act.',
    isOfTheDay: true,
  },
  [Kind.STARTTLS_INJECTED]: {
    says: 'sent more than its reply before TLS began, as somebody on the way does who wants to slip something in. No password was sent.',
    hint: 'Do not send through this connection. If the server itself does it, whoever runs it has to update it.',
  },
  [Kind.TLS_HANDSHAKE_FAILED]: {
    says: 'could not agree on TLS. No password was sent.',
    hint: 'The server may speak only versions of TLS that nobody should use any more, or want a certificate of the client: ask its provider.',
  },
  [Kind.TLS_NOT_TRUSTED]: {
    says: 'has TLS that cannot be trusted. No password was sent.',
    hint: 'Whoever runs the server has to put right its certificate. If the name differs, check the host: it has to be a name that the certificate is for.',
  },
  [Kind.TLS_REQUIRED]: {
    says: 'wants TLS before it goes on.',
    hint: 'Set the security to STARTTLS.',
  },

  [Kind.AUTH_NOT_OFFERED]: {
    says: 'does not let anybody sign in, and the settings have a user name.',
    isFoundBeforeSigningIn: true,
    hint: 'Check the port: 587 and 465 are for those who sign in, 25 often is not. If the server needs no password, switch it off in the settings.',
  },
  [Kind.AUTH_NOT_OFFERED_IN_CLEAR]: {
    says: 'lets nobody sign in without TLS, and the settings have a user name. No password was sent.',
    hint: 'The server offers STARTTLS, and signing in usually only after it: set the security to STARTTLS.',
  },
  [Kind.AUTH_MECHANISM_UNKNOWN]: {
    says: 'lets nobody sign in with a user name and a password.',
    isFoundBeforeSigningIn: true,
    hint: 'It offers only other ways, such as OAuth (XOAUTH2). Ask the provider for a way to sign in with a password, such as an app password or a relay.',
  },
  [Kind.AUTH_REQUIRED]: {
    says: 'wants senders to sign in.',
    hint: 'Set a user name and a password, and that the server needs them.',
  },
  [Kind.PASSWORD_MISSING]: {
    says: 'was not signed in to, as the settings have a user name and no password.',
    hint: 'Set the password. An empty one is not tried, as failed sign-ins can lock the account. If the server needs no password, switch it off in the settings.',
  },
  [Kind.AUTH_FAILED]: {
    says: 'does not accept the user name and the password.',
    hint: 'Type both anew. The user name often is the whole e-mail address, and a password may have been changed.',
  },
  [Kind.AUTH_PASSWORDS_OFF]: {
    says: 'does not accept passwords: the provider has switched signing in with a password off.',
    hint: 'Have the administrator of the account switch on SMTP AUTH for this mailbox, or send through a relay of the provider. Another password does not help.',
  },
  [Kind.AUTH_APP_PASSWORD_NEEDED]: {
    says: 'does not accept the password of the account itself.',
    hint: 'Make an app password in the security settings of the account and use that; if it is one already, type it anew.',
  },
  [Kind.AUTH_ACCOUNT_LOCKED]: {
    says: 'has locked the account, or there were too many attempts to sign in.',
    hint: 'Wait some time before you try again, and look for a message of the provider. Others that use the old password may cause it.',
  },
  [Kind.AUTH_UNAVAILABLE]: {
    says: 'cannot check passwords at the moment.',
    hint: 'Nothing has to be changed for it. Try again in a few minutes.',
    isOfTheDay: true,
  },

  [Kind.SENDER_REFUSED]: {
    says: 'does not accept the mail-from of this server.',
    hint: 'Check that the domain of mail-from exists and has an MX or A record, and that the provider knows it.',
  },
  [Kind.SENDER_NOT_ALLOWED]: {
    says: 'does not let this user send as the mail-from, or the From address, of this server.',
    hint: 'Have the provider allow the address or its domain for this user, verify the domain there, or change mail-from.',
  },
  [Kind.RECIPIENT_REFUSED]: {
    says: 'does not accept the recipient.',
    hint: 'Its words tell why. Try another recipient to see whether it is about this one.',
  },
  [Kind.MAILBOX_UNKNOWN]: {
    says: 'does not know the mailbox of the recipient.',
    hint: 'Check the address that the test message goes to.',
  },
  [Kind.MAILBOX_FULL]: {
    says: 'does not accept the message, as the mailbox of the recipient is full.',
    hint: 'This is about the recipient: test with another one.',
  },
  [Kind.RELAYING_DENIED]: {
    says: 'does not pass messages on to other domains (relaying denied).',
    hint: 'Sign in with a user name and a password, or have the provider allow the address of this gateway and the domain of mail-from.',
    // Postfix says so for now (454), and will tomorrow as well.
    isOfTheDay: false,
  },
  [Kind.UTF8_NOT_OFFERED]: {
    says: 'does not take addresses with letters beyond ASCII before the "@" (SMTPUTF8).',
    hint: 'Use an address in ASCII.',
  },
  [Kind.BLOCKED]: {
    says: 'blocks the address or the domain of the sender for its reputation.',
    hint: 'Its words often name the block list and where to ask for removal. Ask the provider of the sending address.',
  },
  [Kind.MESSAGE_TOO_BIG]: {
    says: 'refuses the test message as too big, although it has two kilobytes.',
    hint: 'A limit or a quota on the server is too low: whoever runs it has to act.',
  },
  [Kind.CONTENT_REFUSED]: {
    says: 'refuses the test message for what is in it.',
    hint: 'A filter takes it for spam: SPF, DKIM and DMARC of the domain are the first to look at. Its words may tell more.',
  },
  [Kind.MESSAGE_REFUSED]: {
    says: 'does not accept the message.',
    hint: 'Its words tell why.',
  },
};
