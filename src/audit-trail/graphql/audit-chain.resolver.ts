import { Arg, Int, Query, Resolver } from 'type-graphql';
import type { ChainFault } from '../../audit/chain-fault.js';
import { placeFromText, placeText } from '../../audit/chain-place.js';
import { Scope } from '../../caller/scope.js';
import { Needs } from '../../graphql/admission/access-check.js';
import { badArguments } from '../../graphql/inputs/bad-arguments.js';
import { Costs } from '../../graphql/schema/field-marks.js';
import { globalId } from '../../problems/global-id.js';
import { type Problem, Reason } from '../../problems/problem.js';
import type { ChainVerifier } from '../service/chain-verifier.js';
import { AuditChain, AuditChainCheck, type AuditChainFault } from './audit-chain.type.js';

const maxChecked = 1_000;
/** As many points as reading a hundredth of the entries. */
const cost = 1_000;

@Resolver()
export class AuditChainResolver {
  constructor(private readonly verifier: ChainVerifier) {}

  @Needs(Scope.AUDIT)
  @Query(() => AuditChain, { description: 'How the chain of the audit trail stands. Needs AUDIT.' })
  async auditChain(): Promise<AuditChain> {
    const { head, anchor, unlinked } = await this.verifier.state();
    return { head: placeText(head), anchor: placeText(anchor), unlinked };
  }

  @Needs(Scope.AUDIT)
  @Costs(cost)
  @Query(() => AuditChainCheck, {
    description:
      'Checks a part of the chain of the audit trail, from its beginning unless told. `npm run cli -- audit verify` checks all of it. Needs AUDIT.',
  })
  async auditChainVerify(
    @Arg('first', () => Int, {
      defaultValue: maxChecked,
      description: 'How many entries, 1 to 1,000; 1,000 unless told.',
    })
    first: number,
    @Arg('after', () => String, {
      nullable: true,
      description: 'Begin after this: `through` of the part before.',
    })
    after: string | null,
  ): Promise<AuditChainCheck> {
    const from = typeof after === 'string' ? placeFromText(after) : null;
    const problems = problemsWith(first, typeof after === 'string' && from === null);
    if (problems.length > 0) throw badArguments(problems);
    const { through, faults, ...rest } = await this.verifier.check(from, first);
    return { ...rest, through: placeText(through), faults: faults.map(shown) };
  }
}

function problemsWith(first: number, isAfterWrong: boolean): Problem[] {
  const problems: Problem[] = [];
  if (first < 1 || first > maxChecked) {
    const message = `"first" must be a whole number from 1 to ${maxChecked}.`;
    problems.push({ path: ['first'], reason: Reason.OUT_OF_RANGE, message });
  }
  if (isAfterWrong) {
    const message = '"after" must be a position, a colon and 64 hexadecimal digits, such as `through` has.';
    problems.push({ path: ['after'], reason: Reason.INVALID, message });
  }
  return problems;
}

function shown({ kind, positions, entryRowId, message }: ChainFault): AuditChainFault {
  return {
    kind,
    positions: positions && [...new Set(positions)].join('-'),
    entryId: entryRowId === null ? null : globalId('au', entryRowId),
    message,
  };
}
