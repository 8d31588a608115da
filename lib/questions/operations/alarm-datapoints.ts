/** CloudWatch's evaluation of M of N, period by period. */
import type { Alarm, AlarmClaim, State } from '../../../lambda/shared/questions/operations/alarm-datapoints.ts';
import type { Proof } from '../proof.ts';

/** What the periods count as, and the state that they lead to; where data decides by itself, gaps do not count. */
function evaluate({ threshold, points }: Alarm, { treatMissing, datapointsToAlarm }: AlarmClaim): State {
  let breaching = 0;
  let fine = 0;
  for (const point of points) {
    if (point === undefined) {
      if (treatMissing === 'breaching') breaching++;
      else if (treatMissing === 'notBreaching') fine++;
    } else if (point > threshold) breaching++;
    else fine++;
  }
  if (breaching >= datapointsToAlarm) return 'ALARM';
  // As many are fine as make it impossible to reach M of N.
  if (fine > points.length - datapointsToAlarm) return 'OK';
  return 'INSUFFICIENT_DATA';
}

/** A row of the table for three of three periods: the values of the page with `-` for what is missing, 0 fine, X breaching. */
const row = (values: string, treatMissing: AlarmClaim['treatMissing'], state: State, datapointsToAlarm = 3) => ({
  source: `Amazon CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data": ${values}, ${treatMissing}`,
  parameters: {
    threshold: 1,
    datapointsToAlarm,
    points: [...values].map((one) => (one === '-' ? undefined : one === 'X' ? 2 : 0)),
  },
  claim: { treatMissing, datapointsToAlarm, state },
  holds: true,
});

export const alarmDatapointsProof: Proof<Alarm, AlarmClaim> = {
  holds: (alarm, claim) => evaluate(alarm, claim) === claim.state,
  second({ threshold, points }, { treatMissing, datapointsToAlarm, state }) {
    const filled = points.map(
      (point) => point ?? (treatMissing === 'breaching' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY),
    );
    return (filled.toSorted((a, b) => b - a)[datapointsToAlarm - 1] as number) > threshold === (state === 'ALARM');
  },
  explain: (alarm, claim) => [
    `${claim.datapointsToAlarm} of ${alarm.points.length}, ${claim.treatMissing}: ${evaluate(alarm, claim)}`,
  ],
  vectors: [
    row('--X', 'breaching', 'ALARM'),
    row('--X', 'notBreaching', 'OK'),
    row('---', 'breaching', 'ALARM'),
    row('---', 'notBreaching', 'OK'),
    row('0XX', 'breaching', 'ALARM', 2),
    row('X-X', 'notBreaching', 'ALARM', 2),
  ],
};
