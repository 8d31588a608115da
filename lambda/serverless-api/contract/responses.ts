/**
 * What is answered: the schema of every operation's response. They describe and they test; no request passes through
 * them, so nothing that a function bundles imports more than their types.
 */
import * as z from 'zod/mini';
import { described as d } from '../../shared/http/described.ts';
import { certification, level } from './certification-schemas.ts';
import { exam, examChanges, examStatus, examToTake, project, service, task, trained } from './exam-schemas.ts';
import {
  certainty,
  confidence,
  count,
  dated,
  day,
  examCode,
  list,
  optionalDay,
  perTrack,
  text,
  texts,
  track,
} from './parts.ts';
import { answered, question, questions } from './question-schemas.ts';
import { type OperationId, TRACKS } from './requests.ts';
import { advice, aspects, careerPath, difficulty, salary, skill, trackProfile } from './track-schemas.ts';

/** The things that responses are made of, by the names that they have in the OpenAPI document. */
export const ENTITIES = {
  Certification: certification,
  Track: trackProfile,
  Skill: skill,
  Difficulty: difficulty,
  Advice: advice,
  CareerPath: careerPath,
  SalaryOutlook: salary,
  Exam: exam,
  ExamStatus: examStatus,
  ExamChanges: examChanges,
  Task: task,
  Project: project,
  Service: service,
  Question: question,
};

const points = d(perTrack(d(count, 'Points', 3)), 'Points for each track');
const taskTitle = d(text, 'What the exam guide asks');
const taskId = d(text, 'Id of the task statement', '1.1');

const source = z.strictObject({
  id: d(text, 'Id, by which facts name it', 'guide'),
  title: d(text, 'What it is called'),
  kind: d(text, 'What it is'),
  reliability: d(confidence, 'How far it can be trusted'),
  url: d(z.optional(z.url()), 'Where it is'),
  version: d(z.optional(text), 'Its version'),
  date: optionalDay('Its day'),
  note: d(z.optional(text), 'What else has to be known'),
});

const disagreement = z.strictObject({
  id: d(text, 'Id of the disagreement'),
  topic: d(text, 'What the sources disagree in'),
  claims: d(
    z.array(z.strictObject({ claim: d(text, 'What is claimed'), sources: d(texts, 'Ids of the sources that do') })),
    'What each side says',
  ),
  resolution: d(text, 'What is taken to be true here'),
  confidence: certainty,
});

/** The schema of the 200 response of every operation. */
export const RESPONSES = {
  listCertifications: z.strictObject({
    items: d(z.array(certification), 'In order of code'),
    nextCursor: d(z.nullable(text), '`cursor` of the next page; null on the last'),
  }),
  getCertification: certification,
  listLevels: list(level, 'From first to last'),
  listTracks: list(trackProfile, 'The two tracks'),
  getTrack: trackProfile,
  compareTracks: z.strictObject({
    ...dated,
    aspects: d(z.partial(z.strictObject(aspects)), 'The aspects that were asked for, in that order'),
  }),
  listSkills: list(skill, 'Skill areas'),
  listExams: list(
    z.strictObject({
      code: examCode,
      family: exam.shape.family,
      name: d(text, 'Its name in full'),
      status: d(examStatus, 'What it is on the day'),
      ...dated,
    }),
    'In order of code',
  ),
  getExam: exam,
  getTask: task,
  listServices: list(service, 'In order of id'),
  getService: service,
  listCareerPaths: list(careerPath, 'One for each track'),
  getSalaryOutlook: salary,
  listDifficulty: z.strictObject({
    items: d(z.array(difficulty), 'By what you have done before'),
    advice: d(z.array(advice), 'What else is said of it'),
  }),
  getLearningPath: list(
    z.strictObject({
      step: d(count, 'Number, from 1', 1),
      title: d(text, 'What to do'),
      detail: d(text, 'How to do it'),
      ...dated,
    }),
    'In order',
  ),
  listStudyTips: list(
    z.strictObject({
      id: d(text, 'Id of the tip'),
      title: d(text, 'The tip in short'),
      audience: d(z.enum([...TRACKS, 'both']), 'Whom it is for'),
      detail: d(text, 'The tip'),
      items: d(texts, 'Its parts'),
      ...dated,
    }),
    'For the track that was asked for, and for both',
  ),
  listProjects: list(project, 'Practice projects'),
  getProject: z.extend(project, {
    trains: d(
      z.array(z.strictObject({ exam: examCode, task: taskId, title: taskTitle, ...trained, ...dated })),
      'Task statements that it trains today',
    ),
    planned: d(
      z.array(
        z.strictObject({
          exam: examCode,
          task: taskId,
          title: taskTitle,
          plan: d(text, 'What it is meant to train'),
          ...dated,
        }),
      ),
      'Task statements that it is meant to train',
    ),
  }),
  listSources: z.strictObject({
    gatheredOn: d(day, 'The day on which the sources were read', '2026-11-23'),
    latestEvidence: d(day, 'The day of the latest of them', '2026-11-20'),
    notice: d(text, 'What has to be said with all of it'),
    items: d(z.array(source), 'The sources'),
    disagreements: d(z.array(disagreement), 'Where they disagree'),
  }),
  search: z.strictObject({
    items: d(
      z.array(
        z.strictObject({
          id: d(text, 'Id of what was found'),
          kind: d(text, 'What it is', 'exam'),
          title: d(text, 'What it is called'),
          text: d(text, 'What it says, in short'),
          href: d(text, 'Where it is at this address', '/v1/exams/SAA-C03'),
        }),
      ),
      'What fits best comes first',
    ),
    corrected: d(z.optional(text), 'The query as it was understood, where a word of it was mistyped'),
    suggestions: d(z.array(text), 'Where nothing is found: queries that find something'),
  }),
  listRecommendationQuestions: list(
    z.strictObject({
      id: d(text, 'Id of the question, a property of `answers`', 'background'),
      text: d(text, 'The question'),
      options: d(
        z.array(
          z.strictObject({
            id: d(text, 'What to answer', 'devops'),
            label: d(text, 'The answer in words'),
            points,
            reason: d(text, 'Why it counts so'),
          }),
        ),
        'Its answers',
      ),
    }),
    'The six questions',
  ),
  recommend: z.strictObject({
    recommendation: d(z.enum([...TRACKS, 'both']), 'What to take'),
    order: d(z.array(track).check(z.minLength(1), z.maxLength(2)), 'In this order'),
    scores: points,
    answers: d(
      z.array(
        z.strictObject({
          question: d(text, 'Id of the question', 'background'),
          answer: d(text, 'Id of your answer', 'devops'),
          points,
          reason: d(text, 'Why it counts so'),
        }),
      ),
      'What each of your answers counted',
    ),
    reasons: d(texts, 'Why, in sentences'),
    exams: d(
      z.array(z.extend(examToTake, { track: d(track, 'The track of the exam') })).check(z.minLength(1), z.maxLength(2)),
      'The exams to sit today, in that order',
    ),
    ...dated,
  }),
  listQuestions: questions,
  answerQuestion: answered,
  getHealth: z.strictObject({
    status: d(z.literal('ok'), 'Always ok: what is not is answered 503'),
    contentVersion: d(text, 'Version of the content that is served'),
    seededAt: d(z.iso.datetime(), 'When it was loaded (UTC)', '2026-11-23T12:00:00.000Z'),
  }),
} satisfies Record<OperationId, z.ZodMiniType>;

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Name in keyof T]: DeepReadonly<T[Name]> }
    : T;

/** What the handler of an operation returns. */
export type Output<Id extends OperationId> = DeepReadonly<z.output<(typeof RESPONSES)[Id]>>;
