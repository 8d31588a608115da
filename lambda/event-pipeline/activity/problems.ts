/** The problems that only this API has, beside those of every API (`lambda/shared/http/problem.ts`). */
import { problemKinds } from '../../shared/http/problem.ts';

export const OWN_PROBLEMS = problemKinds({
  'unknown-type': [422, 'Unknown Type'],
  'future-version': [422, 'Future Version'],
  'clock-ahead': [422, 'Clock Ahead'],
  'not-handed-on': [503, 'Not Handed On'],
});
