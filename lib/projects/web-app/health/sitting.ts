/** What a candidate does, through whatever door the deployed application has. */

import {
  type CheckContext,
  CouldNotLook,
  type Finding,
  type HttpAnswer,
  type Probe,
} from '../../../lab/drills/drill.ts';
import { NoAnswer } from '../../../lab/drills/drill-context.ts';
import { equal, first, shortened, status } from '../../../lab/drills/probes.ts';
import type { webApp } from '../project.ts';

export type Output = keyof typeof webApp.outputs;
export type Lab = CheckContext<Output>;

/** A candidate who has joined a cohort of the probe's own. */
export interface Candidate {
  readonly token: string;
  readonly ask: (method: string, path: string, body?: unknown) => Promise<HttpAnswer>;
}

const json = ({ text }: HttpAnswer) => JSON.parse(text) as Record<string, unknown>;

/** Joins; `undefined` with the answer where that was refused. */
export async function join(lab: Lab): Promise<{ readonly answer: HttpAnswer; readonly candidate?: Candidate }> {
  const ask = (token: string | undefined) => async (method: string, path: string, body?: unknown) => {
    const init = {
      method,
      headers: {
        'user-agent': 'certlab',
        'idempotency-key': `probe-${lab.nonce()}`,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    const once = () => lab.request(`${lab.outputs.SiteUrl}${path}`, init);
    // A connection that was kept may just be closed: the same request again, with the same key, is what a client does.
    return once().catch((error) => {
      if (error instanceof CouldNotLook) return once();
      throw error;
    });
  };
  const answer = await ask(undefined)('POST', '/v1/candidates', { name: 'Probe', cohort: `probe-${lab.nonce()}` });
  if (answer.status !== 201) return { answer };
  const token = String(json(answer).token);
  return { answer, candidate: { token, ask: ask(token) } };
}

const SITTING = { exam: 'SAA-C03', length: 'short' };

/** A sitting of a new candidate, from its start to its result; the first step that fails is the finding. */
export async function sits(lab: Lab): Promise<Finding> {
  const { answer, candidate } = await join(lab);
  if (!candidate) return at('joining', status(answer, 201));
  const started = await candidate.ask('POST', '/v1/sittings', SITTING);
  if (started.status !== 201) return at('starting', status(started, 201));
  const sitting = `/v1/sittings/${json(started).id}`;
  const questions = await candidate.ask('GET', `${sitting}/questions`);
  if (questions.status !== 200) return at('its questions', status(questions, 200));
  const [{ position, choose }] = json(questions).items as [{ position: number; choose: number }];
  const chose = 'ABCDE'.slice(0, choose);
  const saved = await candidate.ask('PUT', `${sitting}/answers/${position}`, { chose });
  if (saved.status !== 200) return at('answering', status(saved, 200));
  const again = await candidate.ask('GET', `${sitting}/questions`);
  const kept = (json(again).items as { position: number; chosen: string }[]).find((one) => one.position === position);
  const handedIn = await candidate.ask('POST', `${sitting}/hand-in`);
  const result = await candidate.ask('GET', `${sitting}/result`);
  return first(
    at('an answer that was acknowledged', equal(kept?.chosen, chose)),
    at('handing in', status(handedIn, 200)),
    at('the result', status(result, 200)),
  );
}

const at = (step: string, { ok, saw, wanted }: Finding): Finding => ({
  ok,
  saw: `${step}: ${shortened(saw, 140)}`,
  wanted: `${step}: ${wanted}`,
});

/** New tasks start, are checked and take over within this on the emulator; on AWS four times as long. */
export const RECOVERS_WITHIN = 25;

/** Looks until it is so; a request that gets no answer meanwhile is one more look that found it not to be so. */
export const patiently = (lab: Lab, look: () => Promise<Finding>, seconds = RECOVERS_WITHIN): Promise<Finding> =>
  lab.eventually(
    () =>
      look().catch((error) => {
        if (error instanceof NoAnswer) return { ok: false, saw: error.message, wanted: 'an answer' };
        throw error;
      }),
    seconds,
  );

export const aSittingWorks: Probe<Output> = {
  expects: 'A candidate can join, answer, hand in and see a result',
  look: (lab) => patiently(lab, () => sits(lab)),
};
