/**
 * What is answered: the schema of every operation's response. They describe and they test; no request passes through
 * them, so nothing that a function bundles imports more than their types.
 */
import * as z from 'zod/mini';
import type { COMPARISON_ASPECTS } from '../../shared/content/compare.ts';
import { BACKGROUNDS, SKILL_RANKS, type SkillLevel } from '../../shared/content/model.ts';
import { codeOf, PROBLEMS, type ProblemKind } from '../problem.ts';
import { LEVELS, type OperationId, STATUSES, TRACKS } from './requests.ts';

const text = z.string().check(z.minLength(1));
const texts = z.array(text).check(z.minLength(1));
const day = z.iso.date();
const track = z.enum(TRACKS);
const count = z.int().check(z.nonnegative());
const confidence = z.enum(['high', 'medium-high', 'medium', 'low']);
/** Every fact that can age says when it was true, and by which sources of `/v1/sources`. */
const dated = { asOf: day, sources: texts };
const perTrack = <Value extends z.ZodMiniType>(value: Value) => z.strictObject({ architect: value, developer: value });
const list = <Item extends z.ZodMiniType>(item: Item) => z.strictObject({ items: z.array(item) });

const certification = z.strictObject({
  code: text,
  name: text,
  level: z.enum(LEVELS),
  confidence,
  declaredStatus: z.optional(z.enum(['beta', 'expiring'])),
  firstDay: z.optional(day),
  knownSince: z.optional(day),
  lastDay: z.optional(day),
  registrationOpened: z.optional(day),
  plannedGeneralAvailability: z.optional(day),
  replaces: z.optional(text),
  replacedBy: z.optional(text),
  formerName: z.optional(text),
  priceUsd: z.optional(count),
  priceUsdBeta: z.optional(count),
  minutes: z.optional(count),
  questions: z.optional(count),
  scoredQuestions: z.optional(count),
  passMark: z.optional(count),
  track: z.optional(track),
  note: z.optional(text),
  status: z.enum(STATUSES),
  statusOn: day,
  ...dated,
});

const trackProfile = z.strictObject({
  track,
  title: text,
  examFamily: z.enum(['SAA', 'DVA']),
  validates: text,
  question: text,
  focusAreas: texts,
  coreServices: texts,
  usesThemTo: text,
  skillsRequired: texts,
  jobRoles: texts,
  worksHow: text,
  deeperKnowledgeOf: texts,
  examProblemTypes: texts,
  coding: z.strictObject({ needed: z.enum(['minimal', 'strong']), detail: text }),
  chooseIf: texts,
  idealFor: texts,
  examChallenges: texts,
  currentExam: z.optional(text),
  ...dated,
});

const skill = z.strictObject({
  id: text,
  name: text,
  levels: perTrack(
    z.strictObject({
      level: z.enum(Object.keys(SKILL_RANKS) as [SkillLevel, ...SkillLevel[]]),
      rank: z.int().check(z.minimum(1), z.maximum(4)),
    }),
  ),
  leader: z.enum([...TRACKS, 'neither']),
  by: count,
  ...dated,
});

const difficulty = z.strictObject({
  background: z.enum(BACKGROUNDS),
  easier: z.enum([...TRACKS, 'neither']),
  reason: text,
  ...dated,
});
const advice = z.strictObject({
  id: text,
  topic: z.enum(['level', 'difficulty', 'both', 'preparation']),
  text,
  ...dated,
});
const careerPath = z.strictObject({
  track,
  steps: texts,
  focus: text,
  specializations: z.array(text),
  worksWith: z.array(text),
  influence: z.optional(text),
  ...dated,
});
const salary = z.strictObject({
  both: texts,
  tracks: perTrack(texts),
  /** Always empty: see `whyNoFigures`. A type of null alone breaks clients that are generated from it. */
  figures: z.nullable(z.string()),
  whyNoFigures: text,
  ...dated,
});

const examToTake = z.strictObject({
  on: day,
  current: z.optional(
    z.strictObject({
      code: text,
      name: text,
      status: z.enum(['current', 'expiring']),
      lastDay: z.optional(day),
      daysLeft: z.optional(count),
    }),
  ),
  next: z.optional(
    z.strictObject({ code: text, firstDay: day, registrationOpened: z.optional(day), bookable: z.boolean() }),
  ),
  prepareFor: z.optional(text),
  note: text,
  ...dated,
});
const questions = z.strictObject({ total: count, scored: count, unscored: count });
/** A track is absent where it is not known which exam is current on the day. */
const perKnownTrack = <Value extends z.ZodMiniType>(value: Value) => z.partial(perTrack(value));

const profile = trackProfile.shape;
const aspects = {
  title: perTrack(profile.title),
  examFamily: perTrack(profile.examFamily),
  validates: perTrack(profile.validates),
  question: perTrack(profile.question),
  focusAreas: perTrack(profile.focusAreas),
  coreServices: perTrack(profile.coreServices),
  usesThemTo: perTrack(profile.usesThemTo),
  skillsRequired: perTrack(profile.skillsRequired),
  jobRoles: perTrack(profile.jobRoles),
  worksHow: perTrack(profile.worksHow),
  deeperKnowledgeOf: perTrack(profile.deeperKnowledgeOf),
  examProblemTypes: perTrack(profile.examProblemTypes),
  coding: perTrack(profile.coding),
  chooseIf: perTrack(profile.chooseIf),
  idealFor: perTrack(profile.idealFor),
  examChallenges: perTrack(profile.examChallenges),
  exam: perTrack(examToTake),
  priceUsd: perKnownTrack(count),
  minutes: perKnownTrack(count),
  questions: perKnownTrack(questions),
  passMark: perKnownTrack(count),
  validityYears: perKnownTrack(count),
  domains: perKnownTrack(z.array(z.strictObject({ title: text, weight: count }))),
  recommendedExperience: perKnownTrack(text),
  skills: z.array(skill),
  difficulty: z.strictObject({ byBackground: z.array(difficulty), advice: z.array(advice) }),
  careerPath: perTrack(careerPath),
  salary,
  takingBoth: z.array(advice),
} satisfies Record<(typeof COMPARISON_ASPECTS)[number], z.ZodMiniType>;

const examStatus = z.strictObject({
  on: day,
  status: z.enum(['scheduled', 'current', 'expiring', 'retired', 'not-known']),
  takeable: z.boolean(),
  currentCode: z.optional(text),
  daysLeft: z.optional(count),
});
const weightedDomain = z.strictObject({ title: text, weight: count });
const examChanges = z.strictObject({
  from: text,
  to: text,
  lastDay: z.optional(day),
  firstDay: z.optional(day),
  tasks: z.strictObject({ from: count, to: count }),
  weights: z.array(z.strictObject({ domain: text, from: weightedDomain, to: weightedDomain, difference: z.int() })),
  changes: z.array(z.strictObject({ change: text, source: text })),
});
const taskStatement = z.strictObject({ id: text, title: text, source: text });
const exam = z.strictObject({
  code: text,
  family: z.enum(['SAA', 'DVA']),
  name: text,
  firstDay: z.optional(day),
  knownSince: z.optional(day),
  lastDay: z.optional(day),
  registrationOpened: z.optional(day),
  replaces: z.optional(text),
  successor: z.optional(text),
  successorNote: z.optional(text),
  guideVersion: z.optional(text),
  guideDate: z.optional(day),
  recommendedExperience: text,
  questions,
  minutes: count,
  scale: z.strictObject({ min: count, max: count, passMark: count }),
  scoring: text,
  guessingPenalty: z.boolean(),
  priceUsd: count,
  validityYears: count,
  questionTypes: z.array(z.strictObject({ id: text, rule: text })),
  delivery: text,
  factSources: z.record(z.string(), texts),
  confidence,
  domains: z.array(
    z.strictObject({ id: text, title: text, weight: count, source: text, tasks: z.array(taskStatement) }),
  ),
  changesFromPredecessor: z.optional(z.array(z.strictObject({ change: text, source: text }))),
  emergingTopics: z.optional(text),
  outOfScope: z.optional(texts),
  servicesInScope: z.array(z.strictObject({ category: text, services: texts })),
  status: examStatus,
  /** The change of exams that this one is part of, on either side of it. */
  changes: z.optional(examChanges),
  ...dated,
});

const trained = {
  strength: z.enum(['core', 'partial']),
  /** What in the repository trains it: the file at `path` contains `contains`. */
  shownIn: z.array(z.strictObject({ what: text, path: text, contains: text })).check(z.minLength(1)),
  /** Numbers of drills, for `lab break`. */
  drills: z.array(text),
};
const task = z.strictObject({
  exam: text,
  id: text,
  title: text,
  source: text,
  domain: z.strictObject({ id: text, title: text, weight: count }),
  drills: z.array(z.strictObject({ number: text, title: text, level: count })),
  /** By the projects that can be deployed today. */
  practice: z.array(z.strictObject({ project: text, ...trained, ...dated })),
  /** What planned projects are meant to train; none of it can be deployed today. */
  planned: z.array(z.strictObject({ project: text, plan: text, ...dated })),
  gaps: z.array(text),
});
const project = z.strictObject({ slug: text, name: text, summary: text, deployable: z.boolean(), ...dated });
const service = z.strictObject({
  id: text,
  name: text,
  category: text,
  exams: texts,
  alsoKnownAs: z.array(text),
  ...dated,
});
const points = perTrack(count);

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
};

/** The schema of the 200 response of every operation. */
export const RESPONSES = {
  listCertifications: z.strictObject({ items: z.array(certification), nextCursor: z.nullable(text) }),
  getCertification: certification,
  listLevels: list(z.strictObject({ level: z.enum(LEVELS), name: text, confidence, note: z.optional(text), ...dated })),
  listTracks: list(trackProfile),
  getTrack: trackProfile,
  compareTracks: z.strictObject({ ...dated, aspects: z.partial(z.strictObject(aspects)) }),
  listSkills: list(skill),
  listExams: list(z.strictObject({ code: text, family: exam.shape.family, name: text, status: examStatus, ...dated })),
  getExam: exam,
  getTask: task,
  listServices: list(service),
  getService: service,
  listCareerPaths: list(careerPath),
  getSalaryOutlook: salary,
  listDifficulty: z.strictObject({ items: z.array(difficulty), advice: z.array(advice) }),
  getLearningPath: list(z.strictObject({ step: count, title: text, detail: text, ...dated })),
  listStudyTips: list(
    z.strictObject({
      id: text,
      title: text,
      audience: z.enum([...TRACKS, 'both']),
      detail: text,
      items: texts,
      ...dated,
    }),
  ),
  listProjects: list(project),
  getProject: z.extend(project, {
    trains: z.array(z.strictObject({ exam: text, task: text, title: text, ...trained, ...dated })),
    planned: z.array(z.strictObject({ exam: text, task: text, title: text, plan: text, ...dated })),
  }),
  listSources: z.strictObject({
    gatheredOn: day,
    latestEvidence: day,
    notice: text,
    items: z.array(
      z.strictObject({
        id: text,
        title: text,
        kind: text,
        reliability: confidence,
        url: z.optional(z.url()),
        version: z.optional(text),
        date: z.optional(day),
        note: z.optional(text),
      }),
    ),
    disagreements: z.array(
      z.strictObject({
        id: text,
        topic: text,
        claims: z.array(z.strictObject({ claim: text, sources: texts })),
        resolution: text,
        confidence,
      }),
    ),
  }),
  search: z.strictObject({
    items: z.array(z.strictObject({ id: text, kind: text, title: text, text, href: text })),
    /** The query as it was understood, where a word of it was mistyped. */
    corrected: z.optional(text),
    /** Where nothing is found: queries that find something. */
    suggestions: z.array(text),
  }),
  listRecommendationQuestions: list(
    z.strictObject({
      id: text,
      text,
      options: z.array(z.strictObject({ id: text, label: text, points, reason: text })),
    }),
  ),
  recommend: z.strictObject({
    recommendation: z.enum([...TRACKS, 'both']),
    order: z.array(track).check(z.minLength(1), z.maxLength(2)),
    scores: points,
    answers: z.array(z.strictObject({ question: text, answer: text, points, reason: text })),
    reasons: texts,
    exams: z.array(z.extend(examToTake, { track })).check(z.minLength(1), z.maxLength(2)),
    ...dated,
  }),
  getHealth: z.strictObject({ status: z.literal('ok'), contentVersion: text, seededAt: z.iso.datetime() }),
} satisfies Record<OperationId, z.ZodMiniType>;

/** The schema of every error, of media type `application/problem+json`. */
export const PROBLEM_RESPONSE = z.strictObject({
  type: z.enum(
    Object.keys(PROBLEMS).map((kind) => `urn:certlab:problem:${kind as ProblemKind}`) as [string, ...string[]],
  ),
  title: text,
  status: z.int(),
  code: z.enum((Object.keys(PROBLEMS) as ProblemKind[]).map(codeOf) as [string, ...string[]]),
  detail: text,
  requestId: text,
  errors: z.optional(z.array(z.strictObject({ field: text, message: text }))),
});

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Name in keyof T]: DeepReadonly<T[Name]> }
    : T;

/** What the handler of an operation returns. */
export type Output<Id extends OperationId> = DeepReadonly<z.output<(typeof RESPONSES)[Id]>>;
