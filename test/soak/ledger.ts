/** What the clients have been told of one server or group that they made. */
export interface Account {
  /** Begins its name, for good: nothing else is called so. */
  readonly mark: string;
  id: string;
  legacyId: number;
  /** Changes that were acknowledged. */
  acknowledged: number;
  /** Changes of which nobody knows whether they were made. */
  unknown: number;
  /** The name that it has, or may have. */
  names: string[];
  isDeleted: boolean;
  /** Somebody changes it at the moment. */
  isBusy: boolean;
}

/** What is there at the end. */
export interface Found {
  id: string;
  name: string;
  version: number;
}

/** The books of all that was written, to be compared with what is there at the end. */
export class Ledger {
  private readonly accounts: Account[] = [];
  private marks = 0;

  constructor(private readonly prefix: string) {}

  get all(): readonly Account[] {
    return this.accounts;
  }

  get writes(): number {
    return this.accounts.reduce(
      (sum, { acknowledged, isDeleted }) => sum + 1 + acknowledged + (isDeleted ? 1 : 0),
      0,
    );
  }

  nextMark(): string {
    this.marks += 1;
    return `${this.prefix}-${this.marks}`;
  }

  open(mark: string, { id, legacyId }: { id: string; legacyId: number }): void {
    const rest = { acknowledged: 0, unknown: 0, names: [mark], isDeleted: false, isBusy: false };
    this.accounts.push({ mark, id, legacyId, ...rest });
  }

  /** One that nobody changes; the caller does, until it says otherwise. */
  takeIdle(): Account | null {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const account = this.accounts[Math.floor(Math.random() * this.accounts.length)];
      if (!account || account.isBusy || account.isDeleted) continue;
      account.isBusy = true;
      return account;
    }
    return null;
  }

  anyId(): string {
    return this.accounts[Math.floor(Math.random() * this.accounts.length)]?.id ?? 'ds_1';
  }

  /** What is there and should not be so, in words. */
  compare(found: readonly Found[]): string[] {
    const byMark = new Map<string, Found[]>();
    for (const each of found) {
      const mark = each.name.split(' ')[0] ?? '';
      byMark.set(mark, [...(byMark.get(mark) ?? []), each]);
    }
    const known = new Set(this.accounts.map(({ mark }) => mark));
    const strangers = [...byMark.keys()].filter(
      (mark) => mark.startsWith(`${this.prefix}-`) && !known.has(mark),
    );
    return [
      ...strangers.map((mark) => `${mark} is there, and nobody was told that it was made`),
      ...this.accounts.flatMap((account) => faultsOf(account, byMark.get(account.mark) ?? [])),
    ];
  }
}

function faultsOf(account: Account, found: readonly Found[]): string[] {
  const { mark, acknowledged, unknown, names, isDeleted } = account;
  if (isDeleted) return found.length === 0 ? [] : [`${mark} was deleted, and its deletion is lost`];
  const [first, ...more] = found;
  if (!first) return [`${mark} was made, and is lost`];
  if (more.length > 0) return [`${mark} was made once, and is doubled`];
  const changes = first.version - 1;
  if (changes < acknowledged)
    return [`${mark}: of ${acknowledged} changes ${changes} are there, some are lost`];
  if (changes > acknowledged + unknown)
    return [`${mark}: ${changes} changes are there, ${acknowledged} were made and ${unknown} maybe: doubled`];
  return names.includes(first.name) ? [] : [`${mark} is called "${first.name}", its last change is lost`];
}
