/** What visitors of the comparison ask for while an incident is open; a fault of most drills shows in one of these. */
import type { CheckContext } from '../../../lab/drills/drill.ts';
import type { Output } from './serverless-api.ts';

/** A single item, lists of the table and of its index, pages, and a monitor by HEAD; all of them 200 when all is well. */
const VISITS = [
  ['GET', '/v1/certifications?limit=3'],
  ['HEAD', '/v1/tracks'],
  ['GET', '/v1/certifications/SAA-C03'],
  ['GET', '/v1/certifications?level=associate'],
  ['GET', '/v1/exams/SAA-C03/tasks/3.3'],
  ['GET', '/health'],
] as const;

/** Two visits a round; an answer of whatever status is what the log is to show. */
export async function visit(lab: CheckContext<Output>, round: number): Promise<void> {
  for (const each of [0, 1]) {
    const [method, path] = VISITS[(2 * round + each) % VISITS.length] as (typeof VISITS)[number];
    await lab.request(`${lab.outputs.ApiUrl}${path}`, { method });
  }
}
