/** The problems that only the exam room has, beside those of every API (`lambda/shared/http/problem.ts`). */
import { problemKinds } from '../../../../lambda/shared/http/problem.ts';

export const OWN_PROBLEMS = problemKinds({
  'not-signed-in': [401, 'Not Signed In'],
  'foreign-page': [403, 'Request From Another Site'],
  'sitting-handed-in': [409, 'Sitting Handed In'],
  'sitting-open': [409, 'Another Sitting Is Open'],
  'sitting-over': [409, 'Time Is Over'],
  'sitting-paused': [409, 'Sitting Paused'],
  'sitting-not-finished': [409, 'Sitting Not Finished'],
  'key-reused': [422, 'Idempotency Key Reused'],
  'key-missing': [428, 'Idempotency Key Missing'],
  'database-full': [503, 'No Connection Left'],
  'try-again': [503, 'Not Available Now'],
});
