import {
  type DeliveryServerDraft,
  type DeliveryServerSettings,
  settingsProblems,
} from '../delivery-servers/delivery-server.rules.js';
import { nameProblems } from '../problems/text.js';
import type { Channel } from '../user-groups/user-group.js';
import type { CheckKind } from '../verification/check.js';
import { checks, inOldWords, rotationSettingsField, settingsFields } from './old-fields.js';
import type { OldAssignment, OldServer, OldVerification } from './old-server.js';
import {
  channel,
  entriesOf,
  flag,
  isAbsent,
  isNumber,
  type OldEntry,
  objectOf,
  type Reading,
  rowId,
  text,
  timestamp,
} from './old-values.js';

export interface ServerReading {
  /** Null when it was not understood. */
  server: OldServer | null;
  /** Everything that is wrong with it. */
  reasons: readonly string[];
  warnings: readonly string[];
}

/**
 * Reads one entry of the old answer, tolerant of how things are written; what they say is then judged by the rules of
 * the API. Keys it does not know are ignored. Reasons name old fields and hold no values.
 */
export function readOldServer([key, raw]: OldEntry): ServerReading {
  const notes = new Notes();
  const entry = objectOf(raw);
  if (entry === null) return { server: null, reasons: ['This must be an object.'], warnings: [] };
  const id = readId(notes, key, entry.DeliveryServerID);
  const containers: Containers = {
    '': entry,
    ConnectionParams: notes.object('ConnectionParams', entry.ConnectionParams),
    Domains: notes.object('Domains', entry.Domains),
  };
  const settings = readSettings(notes, containers);
  const isPasswordWithheld = isWithheld(settings, containers.ConnectionParams ?? {}, entry);
  if (isPasswordWithheld) notes.warnings.push('password not in the answer');
  const verification = readVerification(notes, entry);
  const assignments = readAssignments(notes, entry.UserGroupAssignments);
  const { reasons, warnings } = notes;
  if (id === null || reasons.length > 0) return { server: null, reasons, warnings };
  const server = { id, settings, isPasswordWithheld, verification, assignments };
  return { server, reasons, warnings };
}

/** Null where the fields inside cannot be told. */
type Containers = Record<'' | 'ConnectionParams' | 'Domains', Record<string, unknown> | null>;

/** Collects what is wrong, and what is odd, while reading goes on. */
class Notes {
  readonly reasons: string[] = [];
  readonly warnings: string[] = [];

  refuse(oldName: string, message: string): null {
    this.reasons.push(`${oldName}: ${message}`);
    return null;
  }

  value<T>(oldName: string, reading: Reading<T>): T | null {
    return 'problem' in reading ? this.refuse(oldName, reading.problem) : reading.value;
  }

  required<T>(oldName: string, reading: Reading<T>): T | null {
    const isMissing = 'value' in reading && reading.value === null;
    return isMissing ? this.refuse(oldName, 'This is missing.') : this.value(oldName, reading);
  }

  object(oldName: string, raw: unknown): Record<string, unknown> | null {
    return objectOf(raw) ?? this.refuse(oldName, 'This must be an object.');
  }

  entries(oldName: string, raw: unknown): OldEntry[] {
    return entriesOf(raw) ?? this.refuse(oldName, 'This must be a list.') ?? [];
  }
}

function readId(notes: Notes, key: string | null, raw: unknown): number | null {
  const outside = rowId(key);
  const id = notes.required('DeliveryServerID', isAbsent(raw) ? outside : rowId(raw));
  if (id !== null && key !== null && !('value' in outside && outside.value === id))
    notes.refuse('DeliveryServerID', 'This is not the id under which the server is listed.');
  return id;
}

function readSettings(notes: Notes, containers: Containers): DeliveryServerSettings {
  const draft: Record<string, unknown> = { smtp: {}, domains: {}, senderRotation: {} };
  for (const { oldName, path, read, ...field } of settingsFields) {
    const [container, key] = oldName.includes('.') ? oldName.split('.') : ['', oldName];
    const values = containers[container as keyof Containers];
    // What cannot be read is refused here, and left out of what the rules judge.
    if (values === null) continue;
    const reading = read(values[key as string]);
    if ('problem' in reading) {
      notes.refuse(oldName, reading.problem);
      continue;
    }
    if (reading.value === null && field.warning) notes.warnings.push(field.warning);
    const value = reading.value ?? field.default ?? null;
    const [first = '', second] = path;
    if (second === undefined) draft[first] = value;
    else (draft[first] as Record<string, unknown>)[second] = value;
  }
  if (isNumber(containers.ConnectionParams?.smtp_password))
    notes.warnings.push('smtp_password is a number in the answer: leading zeros may have been lost');
  for (const { path, message } of settingsProblems(draft as DeliveryServerDraft)) {
    const field = settingsFields.find((candidate) => candidate.path.join('.') === path.join('.'));
    notes.refuse(field?.oldName ?? path.join('.'), inOldWords(message));
  }
  const settings = draft as unknown as DeliveryServerSettings;
  if ((settings.senderRotation.settings?.length ?? 0) > maxRotationSettingsLength)
    notes.refuse(rotationSettingsField, `This must have at most ${maxRotationSettingsLength} characters.`);
  return settings;
}

// More than a request to the API can carry, and little enough for one statement.
const maxRotationSettingsLength = 1_048_576;

/**
 * `HasSMTPPassword`, in one place or the other, stands for a password that may not be seen. Without it, a server that
 * signs in must have one.
 */
function isWithheld(
  { smtp }: DeliveryServerSettings,
  params: Record<string, unknown>,
  entry: Record<string, unknown>,
): boolean {
  if (smtp.password) return false;
  const hasPassword = flag(entry.HasSMTPPassword ?? params.HasSMTPPassword);
  if ('value' in hasPassword && hasPassword.value !== null) return hasPassword.value;
  return params.smtp_password === undefined && smtp.authRequired;
}

function readVerification(notes: Notes, entry: Record<string, unknown>): OldVerification {
  const results = notes.object('VerificationResults', entry.VerificationResults) ?? {};
  const verdicts = checks.map(({ kind, oldName }) => {
    const verdict = notes.value(oldName, flag(results[kind.toLowerCase()]));
    return [kind, verdict ?? false] as const;
  });
  const lastCheckedAt = notes.value('VerificationLastCheckedAt', timestamp(entry.VerificationLastCheckedAt));
  const wasTested =
    lastCheckedAt !== null ? Object.keys(results).length > 0 : verdicts.some(([, pass]) => pass);
  const passed = Object.fromEntries(verdicts) as Record<CheckKind, boolean>;
  return { passed: wasTested ? passed : null, lastCheckedAt };
}

function readAssignments(notes: Notes, raw: unknown): OldAssignment[] {
  return notes.entries('UserGroupAssignments', raw).flatMap(([key, value], index) => {
    const assignment = readAssignment(notes, `UserGroupAssignments[${key ?? index}]`, key, value);
    return assignment ?? [];
  });
}

function readAssignment(notes: Notes, place: string, key: string | null, raw: unknown): OldAssignment | null {
  const entry = notes.object(place, raw);
  if (entry === null) return null;
  const { UserGroupID, GroupName, Channels } = entry;
  const groupId = notes.required(`${place}.UserGroupID`, rowId(isAbsent(UserGroupID) ? key : UserGroupID));
  const nameReading = text(GroupName);
  const groupName = notes.value(`${place}.GroupName`, nameReading);
  if (!('problem' in nameReading))
    for (const { message } of nameProblems(groupName)) notes.refuse(`${place}.GroupName`, message);
  const channels = readChannels(notes, `${place}.Channels`, Channels);
  return groupId === null || groupName === null ? null : { groupId, groupName, channels };
}

function readChannels(notes: Notes, place: string, raw: unknown): Channel[] {
  const channels = notes
    .entries(place, raw)
    .map(([key, value], index) => notes.value(`${place}[${key ?? index}]`, channel(value)));
  return [...new Set(channels.filter((value) => value !== null))];
}
