/** The problems that only `/v1/me` has, beside those of every API (`lambda/shared/http/problem.ts`). */
import { problemKinds } from '../../shared/http/problem.ts';

export const ME_PROBLEMS = problemKinds({
  'not-signed-in': [401, 'Not Signed In'],
  'wrong-token': [403, 'Wrong Token'],
  'another-log': [409, 'Another Log'],
  'log-full': [409, 'Log Full'],
  busy: [503, 'Busy'],
});
