/** Callers of the released function: real invocations of its alias, which shares them by its weights. */
import { Lambda } from '@aws-sdk/client-lambda';
import { requestFor } from '../../lambda/delivery-pipeline/release-checks.ts';
import type { Target } from '../target.ts';
import { RELEASE_HEADER } from './commits.ts';
import type { ReleasePlan } from './release-plan.ts';

/** One answered request. */
export interface Served {
  /** The version that ran, as Lambda says it. */
  readonly version: string;
  readonly path: string;
  /** The function failed instead of answering. */
  readonly failed: boolean;
  /** The answer bears the mark of a commit that a rehearsal made. */
  readonly marked: boolean;
}

const REQUESTS_A_MINUTE = 30;

/** Seven, which has no common divisor with ten: a tenth of the traffic is of every kind too. */
const PATHS = [
  '/v1/comparison',
  '/v1/certifications',
  '/v1/tracks/architect',
  '/v1/search?q=serverless',
  '/v1/skills',
  '/v1/exams/SAA-C03',
  '/v1/study-tips',
];

export class Callers {
  private readonly lambda: Lambda;
  private readonly plan: ReleasePlan;
  private asked = 0;

  constructor(plan: ReleasePlan, target: Target) {
    this.lambda = new Lambda(target.clientConfig);
    this.plan = plan;
  }

  /** One minute's worth of requests, in no time. */
  async oneMinute(): Promise<Served[]> {
    const answers: Served[] = [];
    for (let n = 0; n < REQUESTS_A_MINUTE; n += 1) {
      this.asked += 1;
      answers.push(await this.ask(PATHS[this.asked % PATHS.length] as string));
    }
    return answers;
  }

  private async ask(path: string): Promise<Served> {
    const { functionName: FunctionName, aliasName: Qualifier } = this.plan;
    const Payload = JSON.stringify(requestFor(path, `caller-${this.asked}`));
    const answer = await this.lambda.invoke({ FunctionName, Qualifier, Payload });
    const { headers } = JSON.parse(answer.Payload?.transformToString() || '{}') as { headers?: Record<string, string> };
    return {
      version: answer.ExecutedVersion as string,
      path,
      failed: answer.FunctionError !== undefined,
      marked: headers?.[RELEASE_HEADER] !== undefined,
    };
  }
}
