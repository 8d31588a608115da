/**
 * `/_lab/evidence`: the log of this lab's learner, for the pages of its address, so that a cleared browser or another port
 * loses nothing. `GET ?since=<cursor>` gives `{records, from, cursor, more}` in the order of writing; `POST {records}` adds up to 25.
 */

import { faultOf, MOST_AT_ONCE, type Stored } from '../../../lambda/shared/evidence/stored.ts';
import { addEvidence } from '../../study/evidence.ts';
import type { Lab } from '../lab.ts';
import { gatherEvidence } from '../learner.ts';
import { jsonBody, refused } from './json-body.ts';
import type { LabRequest, LabRoutes } from './lab-routes.ts';

const MOST_GIVEN = 500;

export const evidenceRoutes = (lab: Lab): LabRoutes => ({
  evidence: {
    GET: async ({ query }) => pageSince(await gatherEvidence(lab), query.get('since')),
    POST: (asked) => ({ added: addEvidence(lab.stateFolder, recordsOf(asked)) }),
  },
});

/** A cursor says how many records were given, and of which log: another log is given from its beginning. */
function pageSince(all: readonly Stored[], since: string | null) {
  const log = all[0]?.id ?? '';
  const [, count = '0', of = ''] = /^(\d{1,9})\.(.{1,200})$/s.exec(since ?? '') ?? [];
  const from = of === log && Number(count) <= all.length ? Number(count) : 0;
  const records = all.slice(from, from + MOST_GIVEN);
  const to = from + records.length;
  return { records, from, cursor: all.length === 0 ? null : `${to}.${log}`, more: to < all.length };
}

/** @throws Refused */
function recordsOf(asked: LabRequest): Stored[] {
  const { records } = jsonBody(asked);
  if (!Array.isArray(records))
    throw refused(400, 'MalformedBody', 'Malformed Body', 'The body has to be {"records": […]}.');
  if (records.length > MOST_AT_ONCE)
    throw refused(
      413,
      'TooMany',
      'Too many records',
      `${records.length} records at once; send at most ${MOST_AT_ONCE}.`,
    );
  for (const [at, record] of records.entries()) {
    const fault = faultOf(record);
    if (fault) throw refused(422, 'InvalidRecord', 'Invalid record', `Record ${at + 1} ${fault}. Nothing was added.`);
  }
  return records as Stored[];
}
