/** What a loss of the region in use cost, and what it would cost at the times that are set on AWS. */

/** Of one run; moments in milliseconds after the region was lost. */
export interface Run {
  readonly seed: number;
  /** How many seconds of an interval, a TTL and a wait of the workflow passed in one. */
  readonly speed: number;
  /** One way, in milliseconds. */
  readonly delayMs: number;
  /** When the first request got no answer. */
  readonly firstFailed: number;
  /** When the health check was ill. */
  readonly detected: number;
  /** When the name led to the other region. */
  readonly led: number;
  /** When somebody who knew its address could write there, and how long the workflow had waited by then on purpose. */
  readonly writable: number;
  readonly waited: number;
  /** How long it had waited when the name led there. */
  readonly waitedBeforeLed: number;
  /** When the first candidate came there by the name. */
  readonly moved: number;
  readonly firstWrite: number;
  readonly firstRead: number;
  readonly acknowledged: number;
  readonly lost: number;
  /** How long before the loss the oldest answer that is gone was acknowledged; 0 where none is. */
  readonly oldestLost: number;
  readonly doubled: number;
  /** Gone after the way back, of those that were there before. */
  readonly lostOnTheWayBack: number;
  /** From the last write in the one region to the first in the other. */
  readonly pauseOnTheWayBack: number;
}

export const rto = ({ firstWrite, firstFailed }: Run) => firstWrite - firstFailed;
export const readRto = ({ firstRead, firstFailed }: Run) => firstRead - firstFailed;

/**
 * The same run at speed 1: what was shortened takes its time again (detection, TTL, waits of the workflow), and what the
 * machine did takes as long as it did.
 */
export function atFullTimes(run: Run): { readonly rto: number; readonly readRto: number } {
  const { speed } = run;
  const stretched = (waited: number) => waited * (speed - 1);
  const detected = run.detected * speed;
  const writable = detected + (run.writable - run.detected) + stretched(run.waited);
  const led = detected + (run.led - run.detected) + stretched(run.waitedBeforeLed);
  const moved = led + (run.moved - run.led) * speed;
  const rest = Math.max(0, run.firstWrite - Math.max(run.writable, run.moved));
  const readRest = Math.max(0, run.firstRead - run.moved);
  return {
    rto: Math.max(writable, moved) + rest - run.firstFailed,
    readRto: moved + readRest - run.firstFailed,
  };
}

export const worst = (values: readonly number[]) => Math.max(...values);

export const inSeconds = (milliseconds: number) => `${(milliseconds / 1_000).toFixed(1)} s`;
