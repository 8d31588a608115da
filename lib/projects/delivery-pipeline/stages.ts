import type { Node } from 'constructs';
import { SettingError } from '../../constructs/setting-error.ts';

/** The stages that a commit goes through, in order; the last is production, the others are tested by the pipeline. */
export const DEFAULT_STAGES = ['Beta', 'Prod'] as const;

/** How traffic moves to a new version in production. */
export type TrafficShift = 'canary' | 'linear';

/** Names become construct ids, stack names and stage names of CodePipeline. */
const STAGE_NAME = /^[A-Z][A-Za-z0-9]{0,19}$/;

/** Stages of the pipeline itself. */
const TAKEN = ['Source', 'Build', 'Update'];

/**
 * Reads the stages from the app's context (`-c stages=Beta,Gamma,Prod`).
 * @throws SettingError for fewer than two, a name twice, or a name that cannot be one
 */
export function stagesFromContext(node: Node): readonly string[] {
  const given: unknown = node.tryGetContext('stages');
  if (given === undefined) return DEFAULT_STAGES;
  const stages = String(given).split(',');
  const wrong = stages.filter((name) => !STAGE_NAME.test(name) || TAKEN.includes(name));
  const twice = stages.filter(
    (name, at) => stages.findIndex((other) => other.toLowerCase() === name.toLowerCase()) < at,
  );
  const wanted = `at least one stage to test in, and production last, for example ${DEFAULT_STAGES.join(',')}`;
  if (twice.length > 0) throw new SettingError('Context stages', `${given}, with ${twice.join(', ')} twice`, wanted);
  if (wrong.length > 0 || stages.length < 2) {
    throw new SettingError(
      'Context stages',
      given,
      `${wanted}; a name begins with a capital, has at most 20 letters and digits, and is none of ${TAKEN.join(', ')}`,
    );
  }
  return stages;
}

/**
 * Reads how traffic moves in production (`-c trafficShift=linear`).
 * @throws SettingError
 */
export function trafficShiftFromContext(node: Node): TrafficShift {
  const given: unknown = node.tryGetContext('trafficShift') ?? 'canary';
  if (given === 'canary' || given === 'linear') return given;
  throw new SettingError('Context trafficShift', given, 'canary or linear');
}

/** The same settings as arguments of `cdk synth`, for the pipeline's own synthesis; nothing for the defaults. */
export function stageArguments(stages: readonly string[], trafficShift: TrafficShift): string {
  const chosen = stages.join() === DEFAULT_STAGES.join() ? '' : ` -c stages=${stages.join()}`;
  return trafficShift === 'canary' ? chosen : `${chosen} -c trafficShift=${trafficShift}`;
}
