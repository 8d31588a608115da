/** What may be asked of the pipeline's API. No operation takes a parameter in its query. */
import type { Operation } from '../../shared/http/api.ts';

export const REQUESTS = {
  /** Its body is checked by `activity.ts`, like the events that come to the workers from others. */
  acceptActivity: { method: 'POST', path: '/v1/activity' },
  getStandings: { method: 'GET', path: '/v1/standings/{learnerId}' },
  getCard: { method: 'GET', path: '/v1/cards/{learnerId}/{cardId}' },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationId = keyof typeof REQUESTS;
