/** What may be asked of `/v1/me`, by those who are signed in, and where one signs in. The OpenAPI document prints the same. */
import { MAX_RECORD_CHARACTERS, MOST_AT_ONCE } from '../../shared/evidence/stored.ts';
import type { Operation } from '../../shared/http/api.ts';
import type { TextSchema } from '../../shared/http/schema.ts';

/** The largest body that is read, in bytes: so many records as may be sent at once, each as long as it may be, in any script. */
export const MAX_EVIDENCE_BYTES = (MOST_AT_ONCE + 1) * 3 * MAX_RECORD_CHARACTERS;

export const ME_REQUESTS = {
  getSignIn: { method: 'GET', path: '/v1/sign-in' },
  getMe: { method: 'GET', path: '/v1/me' },
  deleteMe: { method: 'DELETE', path: '/v1/me' },
  readEvidence: {
    method: 'GET',
    path: '/v1/me/evidence',
    query: {
      parameters: {
        since: {
          type: 'string',
          minLength: 1,
          maxLength: 60,
          description: '`cursor` of an earlier answer; from the beginning when left out',
        } satisfies TextSchema,
      },
    },
  },
  addEvidence: { method: 'POST', path: '/v1/me/evidence' },
} as const satisfies Record<string, Operation>;

export type MeOperationId = keyof typeof ME_REQUESTS;
