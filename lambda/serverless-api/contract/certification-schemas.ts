/** Certifications and their levels. */
import * as z from 'zod/mini';
import { described as d } from '../../shared/http/described.ts';
import { certainty, confidence, count, dated, day, examCode, optionalDay, text, track } from './parts.ts';
import { LEVELS, STATUSES } from './requests.ts';

const usd = (description: string, example: number) => d(z.optional(count), `${description}, in US dollars`, example);

export const certification = z.strictObject({
  code: examCode,
  name: d(text, 'Its name in full', 'AWS Certified Solutions Architect - Associate'),
  level: d(z.enum(LEVELS), 'Level, from foundational to professional, or beside them'),
  confidence: certainty,
  declaredStatus: d(z.optional(z.enum(['beta', 'expiring'])), 'What the sources call it, where no date says so'),
  firstDay: optionalDay('First day on which it can be sat, where it is known'),
  knownSince: optionalDay('The earliest day of which it is known that it could be sat'),
  lastDay: optionalDay('Last day on which it can be sat, where one is announced'),
  registrationOpened: optionalDay('First day on which it could be booked'),
  plannedGeneralAvailability: optionalDay('When its beta is meant to end'),
  replaces: d(z.optional(text), 'Code of the exam before it', 'DVA-C02'),
  replacedBy: d(z.optional(text), 'Code of the exam that follows it', 'DVA-C03'),
  formerName: d(z.optional(text), 'What it was called before'),
  priceUsd: usd('Price', 150),
  priceUsdBeta: usd('Price while it is a beta', 75),
  minutes: d(z.optional(count), 'Time for the exam, in minutes', 130),
  questions: d(z.optional(count), 'Number of questions, unscored ones included', 65),
  scoredQuestions: d(z.optional(count), 'Number of questions that count', 50),
  passMark: d(z.optional(count), 'Points needed to pass, on the scale of the exam', 720),
  track: d(z.optional(track), 'Which of the two tracks it belongs to, if any'),
  note: d(z.optional(text), 'What else has to be known'),
  status: d(z.enum(STATUSES), 'What it is on the day of `statusOn`; computed, never stored'),
  statusOn: d(day, 'The day that was asked for, or today (UTC)', '2026-11-23'),
  ...dated,
});

export const level = z.strictObject({
  level: d(z.enum(LEVELS), 'Level'),
  name: d(text, 'What it is called', 'Associate'),
  confidence: d(confidence, 'How far the sources can be trusted in this'),
  note: d(z.optional(text), 'What else has to be known'),
  ...dated,
});
