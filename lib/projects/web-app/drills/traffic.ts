/** What candidates do while an incident is open. */
import type { CheckContext } from '../../../lab/drills/drill.ts';
import { join, type Output } from '../health/sitting.ts';

/**
 * A candidate a round: looks at the first page, joins, begins a sitting, reads its questions and the board. Each is of a cohort
 * of its own, so that no probe meets it.
 */
export async function sitDown(lab: CheckContext<Output>, _round: number): Promise<void> {
  await lab.request(`${lab.outputs.SiteUrl}/`, { headers: { 'user-agent': 'certlab' } });
  const { candidate } = await join(lab);
  const started = await candidate?.ask('POST', '/v1/sittings', { exam: 'SAA-C03', length: 'short' });
  if (!candidate || started?.status !== 201) return;
  await candidate.ask('GET', `/v1/sittings/${JSON.parse(started.text).id}/questions`);
  await candidate.ask('GET', '/v1/board/SAA-C03');
}
