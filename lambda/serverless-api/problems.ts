/** The problems that only this API has, beside those of every API (`lambda/shared/http/problem.ts`). */
import { problemKinds } from '../shared/http/problem.ts';

export const OWN_PROBLEMS = problemKinds({
  'invalid-cursor': [400, 'Invalid Cursor'],
  'another-edition': [409, 'Another Edition'],
  'not-seeded': [503, 'Content Not Ready'],
});
