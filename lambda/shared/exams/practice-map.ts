/**
 * What in this repository trains which task statement. Each claim names a file and a text in it, so that a claim
 * without code fails a test. What is planned and what is missing is in `practice-gaps.ts`.
 */
import type { Dated } from '../content/model.ts';
import type { Claim } from './claims/claim.ts';
import { deliveryPipeline } from './claims/delivery-pipeline.ts';
import { disasterRecovery } from './claims/disaster-recovery.ts';
import { eventPipeline } from './claims/event-pipeline.ts';
import { serverlessApi } from './claims/serverless-api.ts';
import { webApp } from './claims/web-app.ts';

/** What the map and its gaps rest on. */
export const PRACTICE_MAP_ORIGIN: Dated & { readonly note: string } = {
  note: 'Our own judgement of what each project trains; AWS says nothing of these projects.',
  asOf: '2026-11-29',
  sources: ['certlab'],
};

/** Every claim, by project, in the order in which a project's page shows them. */
export const CLAIMS: readonly Claim[] = [
  ...serverlessApi,
  ...eventPipeline,
  ...deliveryPipeline,
  ...webApp,
  ...disasterRecovery,
];
