/** The two tracks, and what they are compared by. */
import * as z from 'zod/mini';
import type { COMPARISON_ASPECTS } from '../../shared/content/compare.ts';
import { BACKGROUNDS, SKILL_RANKS, type SkillLevel } from '../../shared/content/model.ts';
import { described as d } from '../../shared/http/described.ts';
import { examToTake, questions } from './exam-schemas.ts';
import { count, dated, perTrack, text, texts, track, weighted } from './parts.ts';
import { TRACKS } from './requests.ts';

export const trackProfile = z.strictObject({
  track: d(track, 'Which of the two'),
  title: d(text, 'The certification, by name'),
  examFamily: d(z.enum(['SAA', 'DVA']), 'What the codes of its exams begin with'),
  validates: d(text, 'What somebody who passes has shown'),
  question: d(text, 'The question that work in this role answers'),
  focusAreas: d(texts, 'What the exam looks at'),
  coreServices: d(texts, 'Services that it comes back to'),
  usesThemTo: d(text, 'What it is that these services are used for'),
  skillsRequired: d(texts, 'What has to be known before'),
  jobRoles: d(texts, 'Jobs that it leads to'),
  worksHow: d(text, 'How a day in this role is spent'),
  deeperKnowledgeOf: d(texts, 'Where it goes deeper than the other'),
  examProblemTypes: d(texts, 'Kinds of problems in the exam'),
  coding: d(
    z.strictObject({
      needed: d(z.enum(['minimal', 'strong']), 'How much of it'),
      detail: d(text, 'What is read, and what is written'),
    }),
    'How much programming it needs',
  ),
  chooseIf: d(texts, 'Reasons to choose it'),
  idealFor: d(texts, 'People it suits'),
  examChallenges: d(texts, 'What makes its exam hard'),
  currentExam: d(z.optional(text), 'Code of the exam to sit on the day; absent where it is not known', 'SAA-C03'),
  ...dated,
});

export const skill = z.strictObject({
  id: d(text, 'Id of the skill area', 'networking'),
  name: d(text, 'Skill area'),
  levels: d(
    perTrack(
      z.strictObject({
        level: d(z.enum(Object.keys(SKILL_RANKS) as [SkillLevel, ...SkillLevel[]]), 'How deep, in a word'),
        rank: d(z.int().check(z.minimum(1), z.maximum(4)), 'How deep, from 1 to 4'),
      }),
    ),
    'How deep each track goes',
  ),
  leader: d(z.enum([...TRACKS, 'neither']), 'The track that goes deeper'),
  by: d(count, 'By so many ranks'),
  ...dated,
});

export const difficulty = z.strictObject({
  background: d(z.enum(BACKGROUNDS), 'What you have done before'),
  easier: d(z.enum([...TRACKS, 'neither']), 'The exam that is easier then'),
  reason: d(text, 'Why'),
  ...dated,
});

export const advice = z.strictObject({
  id: d(text, 'Id of the advice'),
  topic: d(z.enum(['level', 'difficulty', 'both', 'preparation']), 'What it is about'),
  text: d(text, 'The advice'),
  ...dated,
});

export const careerPath = z.strictObject({
  track: d(track, 'Which of the two'),
  steps: d(texts, 'Jobs, from the first to the last'),
  focus: d(text, 'What these jobs are about'),
  specializations: d(z.array(text), 'Where it can lead beside'),
  worksWith: d(z.array(text), 'Whom these jobs work with'),
  influence: d(z.optional(text), 'What these jobs decide'),
  ...dated,
});

export const salary = z.strictObject({
  both: d(texts, 'What is true of both'),
  tracks: d(perTrack(texts), 'What is true of one'),
  // A type of null alone breaks clients that are generated from it.
  figures: d(z.nullable(z.string()), 'Always null: see `whyNoFigures`'),
  whyNoFigures: d(text, 'Why no figure is given'),
  ...dated,
});

/** A track is absent where it is not known which exam is current on the day. */
const perKnownTrack = <Value extends z.ZodMiniType>(value: Value) => z.partial(perTrack(value));
const absent = 'a track is absent where it is not known which exam is current';

const profile = trackProfile.shape;
/** A property of both profiles, under the description that it has there. */
function ofProfile<Name extends keyof typeof profile>(name: Name) {
  const { description = '' } = z.globalRegistry.get(profile[name]) ?? {};
  return d(perTrack(profile[name]), description);
}

export const aspects = {
  title: ofProfile('title'),
  examFamily: ofProfile('examFamily'),
  validates: ofProfile('validates'),
  question: ofProfile('question'),
  focusAreas: ofProfile('focusAreas'),
  coreServices: ofProfile('coreServices'),
  usesThemTo: ofProfile('usesThemTo'),
  skillsRequired: ofProfile('skillsRequired'),
  jobRoles: ofProfile('jobRoles'),
  worksHow: ofProfile('worksHow'),
  deeperKnowledgeOf: ofProfile('deeperKnowledgeOf'),
  examProblemTypes: ofProfile('examProblemTypes'),
  coding: ofProfile('coding'),
  chooseIf: ofProfile('chooseIf'),
  idealFor: ofProfile('idealFor'),
  examChallenges: ofProfile('examChallenges'),
  exam: d(perTrack(examToTake), 'The exam to sit on the day, and what follows it'),
  priceUsd: d(perKnownTrack(count), `Price of the current exam in US dollars; ${absent}`),
  minutes: d(perKnownTrack(count), `Time for the current exam in minutes; ${absent}`),
  questions: d(perKnownTrack(questions), `Questions of the current exam; ${absent}`),
  passMark: d(perKnownTrack(count), `Points needed to pass the current exam; ${absent}`),
  validityYears: d(perKnownTrack(count), `Years for which the certification is valid; ${absent}`),
  domains: d(perKnownTrack(z.array(z.strictObject(weighted))), `Domains of the current exam; ${absent}`),
  recommendedExperience: d(perKnownTrack(text), `Experience that the guide recommends; ${absent}`),
  skills: d(z.array(skill), 'Skill areas side by side'),
  difficulty: d(
    z.strictObject({
      byBackground: d(z.array(difficulty), 'By what you have done before'),
      advice: d(z.array(advice), 'What else is said of it'),
    }),
    'Which exam is easier',
  ),
  careerPath: d(perTrack(careerPath), 'Where each track leads'),
  salary: d(salary, 'What can be said of pay'),
  takingBoth: d(z.array(advice), 'What is said of taking both'),
} satisfies Record<(typeof COMPARISON_ASPECTS)[number], z.ZodMiniType>;
