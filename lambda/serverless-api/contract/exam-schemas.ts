/** Exams, their task statements, and what practises them. */
import * as z from 'zod/mini';
import { described as d } from '../../shared/http/described.ts';
import { certainty, count, dated, day, examCode, optionalDay, text, texts, weighted } from './parts.ts';

export const examToTake = z.strictObject({
  on: d(day, 'The day that was asked for, or today (UTC)', '2026-11-23'),
  current: d(
    z.optional(
      z.strictObject({
        code: examCode,
        name: d(text, 'Its name in full'),
        status: d(z.enum(['current', 'expiring']), 'Whether its last day is announced'),
        lastDay: optionalDay('Last day on which it can be sat'),
        daysLeft: d(z.optional(count), 'Days until then'),
      }),
    ),
    'The exam that can be sat on the day; absent where it is not known',
  ),
  next: d(
    z.optional(
      z.strictObject({
        code: examCode,
        firstDay: d(day, 'First day on which it can be sat', '2026-12-01'),
        registrationOpened: optionalDay('First day on which it could be booked'),
        bookable: d(z.boolean(), 'Whether it can be booked on the day'),
      }),
    ),
    'The exam that takes over, where one is announced',
  ),
  prepareFor: d(z.optional(text), 'Code of the exam to prepare for', 'DVA-C03'),
  note: d(text, 'The same in a sentence'),
  ...dated,
});

export const questions = z.strictObject({
  total: d(count, 'All of them', 65),
  scored: d(count, 'Those that count', 50),
  unscored: d(count, 'Those that AWS tries out', 15),
});

export const examStatus = z.strictObject({
  on: d(day, 'The day that was asked for, or today (UTC)', '2026-11-23'),
  status: d(z.enum(['scheduled', 'current', 'expiring', 'retired', 'not-known']), 'What the exam is on that day'),
  takeable: d(z.boolean(), 'Whether it can be sat on that day'),
  currentCode: d(z.optional(text), 'Code of the exam of its family that can; absent where it is not known', 'SAA-C03'),
  daysLeft: d(z.optional(count), 'Days until its last, of an exam that ends'),
});

const difference = z.strictObject(weighted);
const change = z.strictObject({
  change: d(text, 'What changed'),
  source: d(text, 'Id of the source that says so'),
});

export const examChanges = z.strictObject({
  from: d(text, 'Code of the old exam', 'DVA-C02'),
  to: d(text, 'Code of the new exam', 'DVA-C03'),
  lastDay: optionalDay('Last day of the old exam'),
  firstDay: optionalDay('First day of the new exam'),
  tasks: d(
    z.strictObject({ from: d(count, 'Of the old exam'), to: d(count, 'Of the new exam') }),
    'Number of task statements',
  ),
  weights: d(
    z.array(
      z.strictObject({
        domain: d(text, 'Id of the domain', '1'),
        from: d(difference, 'In the old exam'),
        to: d(difference, 'In the new exam'),
        difference: d(z.int(), 'Percentage points that it gained'),
      }),
    ),
    'Weights of the domains, side by side',
  ),
  changes: d(z.array(change), 'What else changed'),
});

const taskStatement = z.strictObject({
  id: d(text, 'Id, unique within the exam', '1.1'),
  title: d(text, 'What the exam guide asks'),
  source: d(text, 'Id of the source that says so'),
});

export const exam = z.strictObject({
  code: examCode,
  family: d(z.enum(['SAA', 'DVA']), 'What the codes of the exams of this certification begin with'),
  name: d(text, 'Its name in full'),
  firstDay: optionalDay('First day on which it can be sat, where it is known'),
  knownSince: optionalDay('The earliest day of which it is known that it could be sat'),
  lastDay: optionalDay('Last day on which it can be sat, where one is announced'),
  registrationOpened: optionalDay('First day on which it could be booked'),
  replaces: d(z.optional(text), 'Code of the exam before it', 'DVA-C02'),
  successor: d(z.optional(text), 'Code of the exam that follows it', 'DVA-C03'),
  successorNote: d(z.optional(text), 'What is known of the exam that follows it'),
  guideVersion: d(z.optional(text), 'Version of the exam guide'),
  guideDate: optionalDay('Day of the exam guide'),
  recommendedExperience: d(text, 'Experience that the guide recommends'),
  questions: d(questions, 'Number of questions'),
  minutes: d(count, 'Time for the exam, in minutes', 130),
  scale: d(
    z.strictObject({
      min: d(count, 'Lowest score', 100),
      max: d(count, 'Highest score', 1000),
      passMark: d(count, 'Score needed to pass', 720),
    }),
    'Scale of scores, in points',
  ),
  scoring: d(text, 'How the score is made'),
  guessingPenalty: d(z.boolean(), 'Whether a wrong answer costs points'),
  priceUsd: d(count, 'Price in US dollars', 150),
  validityYears: d(count, 'Years for which the certification is valid', 3),
  questionTypes: d(
    z.array(
      z.strictObject({ id: d(text, 'Kind of question', 'multiple-choice'), rule: d(text, 'How it is answered') }),
    ),
    'Kinds of questions',
  ),
  delivery: d(text, 'Where the exam is sat'),
  factSources: d(z.record(z.string(), texts), 'Ids of sources by the fact that they are for'),
  confidence: certainty,
  domains: d(
    z.array(
      z.strictObject({
        id: d(text, 'Id, unique within the exam', '1'),
        ...weighted,
        source: d(text, 'Id of the source that says so'),
        tasks: d(z.array(taskStatement), 'Its task statements'),
      }),
    ),
    'Content domains',
  ),
  changesFromPredecessor: d(z.optional(z.array(change)), 'What changed against the exam before it'),
  emergingTopics: d(z.optional(text), 'What the guide says of topics to come'),
  outOfScope: d(z.optional(texts), 'What the guide says is not asked'),
  servicesInScope: d(
    z.array(
      z.strictObject({
        category: d(text, 'Category of the guide', 'Compute'),
        services: d(texts, 'Services of that category, by name'),
      }),
    ),
    'Services that may be asked',
  ),
  status: d(examStatus, 'What it is on the day'),
  changes: d(z.optional(examChanges), 'The change of exams that this one is part of, on either side of it'),
  ...dated,
});

export const trained = {
  strength: d(z.enum(['core', 'partial']), 'Whether the project trains all that the task asks, or a part'),
  shownIn: d(
    z
      .array(
        z.strictObject({
          what: d(text, 'What is shown there'),
          path: d(text, 'File, from the root of the repository', 'lambda/serverless-api/cursor.ts'),
          contains: d(text, 'Text that stands in that file'),
        }),
      )
      .check(z.minLength(1)),
    'What in the repository trains it',
  ),
  drills: d(z.array(text), 'Numbers of drills that train it, for `lab break`'),
};

export const task = z.strictObject({
  exam: examCode,
  id: d(text, 'Id, unique within the exam', '1.1'),
  title: d(text, 'What the exam guide asks'),
  source: d(text, 'Id of the source that says so'),
  domain: d(z.strictObject({ id: d(text, 'Id of the domain', '1'), ...weighted }), 'The domain that it belongs to'),
  drills: d(
    z.array(
      z.strictObject({
        number: d(text, 'Number, for `lab break`'),
        title: d(text, 'What goes wrong'),
        level: d(count, 'How hard it is, from 1', 2),
      }),
    ),
    'Drills that train it',
  ),
  practice: d(
    z.array(z.strictObject({ project: d(text, 'Slug of the project', 'serverless-api'), ...trained, ...dated })),
    'Projects that can be deployed today and train it',
  ),
  planned: d(
    z.array(
      z.strictObject({
        project: d(text, 'Slug of the project', 'web-app'),
        plan: d(text, 'What it is meant to train'),
        ...dated,
      }),
    ),
    'What planned projects are meant to train; none of it can be deployed today',
  ),
  gaps: d(z.array(text), 'What no project trains'),
});

export const project = z.strictObject({
  slug: d(text, 'Id of the project', 'serverless-api'),
  name: d(text, 'What it is called'),
  summary: d(text, 'What is built'),
  deployable: d(z.boolean(), 'Whether it can be deployed today'),
  ...dated,
});

export const service = z.strictObject({
  id: d(text, 'Id, without its vendor', 'dynamodb'),
  name: d(text, 'Its name in full', 'Amazon DynamoDB'),
  category: d(text, 'Category of the guide', 'Database'),
  exams: d(texts, 'Codes of the exams that it is in scope of'),
  alsoKnownAs: d(z.array(text), 'Other names of it'),
  ...dated,
});
