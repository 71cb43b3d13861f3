import { execute } from '../../sql/execute.js';
import type { Read } from '../../sql/read.js';
import type { Transact } from '../../sql/transact.js';
import type { ArrivedMessage } from '../../verification/delivery-arrival.js';

/** The messages that came back, shared by all gateways: that which makes a run need not be the one that receives. */
export class ProbeArrivals {
  constructor(
    private readonly read: Read,
    private readonly transact: Transact,
  ) {}

  /** Whether a run is under way, and its message is not there yet. */
  async isExpected(runRowId: number): Promise<boolean> {
    const rows = await this.read(
      `SELECT id FROM verification_runs WHERE id = ? AND status = 'RUNNING'
       AND NOT EXISTS (SELECT 1 FROM probe_arrivals WHERE run_id = verification_runs.id)`,
      [runRowId],
    );
    return rows.length > 0;
  }

  /** Of several messages the first one counts; of a run that is gone none. */
  async save(runRowId: number, message: ArrivedMessage): Promise<void> {
    await this.transact((manager) =>
      execute(manager, 'INSERT IGNORE INTO probe_arrivals (run_id, message) VALUES (?, ?)', [
        runRowId,
        JSON.stringify(message),
      ]),
    );
  }

  async find(runRowId: number): Promise<ArrivedMessage | null> {
    const [row] = await this.read<{ message: string }>(
      'SELECT message FROM probe_arrivals WHERE run_id = ?',
      [runRowId],
    );
    if (row === undefined) return null;
    const message: ArrivedMessage = JSON.parse(row.message);
    return { ...message, arrivedAt: new Date(message.arrivedAt) };
  }
}
