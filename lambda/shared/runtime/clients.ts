/**
 * How long a handler waits for a service: the limits of every SDK client, in one place. Without them a request that is
 * never answered lasts until the function's own timeout and takes the good messages of its batch with it.
 */

/** Longest wait for one answer, in milliseconds, connecting included. */
const REQUEST_MS = 2_000;
/** Attempts of the SDK's standard mode, the first included; `AWS_MAX_ATTEMPTS` may lower them, not raise them. */
const ATTEMPTS = 3;
/** What the SDK's pauses between those attempts come to at most: 0.1 s doubled, or 1 s after a throttle. */
const PAUSES_MS = 1_500;

/** Longest that one call of a client with the default limits takes, retries included, in milliseconds. */
export const LONGEST_CALL_MS = longestCallMs(REQUEST_MS);

/** Longest that one call takes whose attempts may last `requestMs`, in milliseconds. */
export function longestCallMs(requestMs: number): number {
  return ATTEMPTS * requestMs + PAUSES_MS;
}

/**
 * The limits for a client's constructor. A test refuses a client without them, and a function whose timeout is shorter
 * than a call may take.
 * @param requestMs longest wait for one answer; more than the default only for a service that works while one waits
 */
export function clientLimits(requestMs = REQUEST_MS) {
  const asked = Number(process.env.AWS_MAX_ATTEMPTS);
  return {
    maxAttempts: asked >= 1 && asked < ATTEMPTS ? asked : ATTEMPTS,
    requestHandler: {
      connectionTimeout: Math.min(1_000, requestMs),
      requestTimeout: requestMs,
      // An answer that begins and then stops is as silent as none.
      socketTimeout: requestMs,
      // Exam: without this the SDK only logs a warning when the time is over, and goes on waiting.
      throwOnRequestTimeout: true,
    },
  } as const;
}
