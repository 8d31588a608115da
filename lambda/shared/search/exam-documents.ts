/** The exams, fact by fact and task by task. */
import type { SearchDocument } from '../content/model.ts';
import { BLUEPRINTS, blueprintOf } from '../exams/blueprints.ts';
import { changesAround } from '../exams/changes.ts';
import type { ExamCode } from '../exams/dates.ts';
import { gapsOf, plannedFor, practiceFor } from '../exams/practice.ts';
import { sentences } from './sentences.ts';

/** Every document of every exam. */
export const allExamDocuments = (): readonly SearchDocument[] =>
  Object.values(BLUEPRINTS).flatMap(({ code }) => [examDocument(code), ...factDocuments(code), ...taskDocuments(code)]);

function examDocument(code: ExamCode): SearchDocument {
  const exam = blueprintOf(code);
  return {
    id: `exam/${code}`,
    kind: 'exam',
    title: `${code} exam: ${exam.name}`,
    keywords: sentences([code.replace('-', ''), exam.family, 'exam guide, blueprint, syllabus']),
    text: sentences([
      exam.recommendedExperience,
      ...exam.domains.map(({ title, weight }) => `${title}, ${weight} %`),
      exam.scoring,
      ...exam.questionTypes.map(({ rule }) => rule),
      exam.delivery,
    ]),
    href: `/v1/exams/${code}`,
    weight: 2.4,
  };
}

function factDocuments(code: ExamCode): readonly SearchDocument[] {
  const exam = blueprintOf(code);
  const changes = changesAround(code);
  const href = `/v1/exams/${code}`;
  const fact = (name: string, title: string, keywords: string, text: string, pointer = ''): SearchDocument => ({
    id: `exam/${code}/${name}`,
    kind: 'exam-fact',
    title: `${title} of ${code}`,
    keywords: `${keywords} ${code.replace('-', '')}`,
    text,
    href: `${href}${pointer && `#/${pointer}`}`,
    weight: 1.8,
  });
  return [
    fact('price', 'Price', 'cost, fee, how much', `${exam.priceUsd} USD.`, 'priceUsd'),
    fact('minutes', 'Length', 'duration, how long, time limit, minutes', `${exam.minutes} minutes.`, 'minutes'),
    fact(
      'questions',
      'Number of questions',
      'how many questions, scored, unscored',
      `${exam.questions.total} questions: ${exam.questions.scored} scored, ${exam.questions.unscored} unscored.`,
      'questions',
    ),
    fact(
      'passing-score',
      'Passing score',
      'pass mark, minimum score, passing grade',
      `${exam.scale.passMark} on a scale of ${exam.scale.min} to ${exam.scale.max}. ${exam.scoring}`,
      'scale',
    ),
    fact(
      'validity',
      'Validity',
      'valid, expire, renew, recertification',
      `${exam.validityYears} years.`,
      'validityYears',
    ),
    fact(
      'question-types',
      'Question types',
      'multiple choice, multiple response, format, guessing, penalty',
      sentences([...exam.questionTypes.map(({ rule }) => rule), exam.guessingPenalty ? '' : 'No penalty for guessing']),
      'questionTypes',
    ),
    fact(
      'delivery',
      'Delivery',
      'test center, test centre, online, online exam, proctored, Pearson VUE, where',
      exam.delivery,
      'delivery',
    ),
    fact(
      'dates',
      'Dates',
      'when, date, last day, first day, end, ends, deadline, retire, retirement, registration, book, schedule',
      sentences([
        exam.firstDay && `First day ${exam.firstDay}`,
        exam.knownSince && `Known since ${exam.knownSince}`,
        exam.registrationOpened && `Registration since ${exam.registrationOpened}`,
        exam.lastDay ? `Last day ${exam.lastDay}` : 'No end is announced',
        exam.successor && `Replaced by ${exam.successor}`,
        exam.successorNote,
      ]),
      'status',
    ),
    ...(exam.outOfScope
      ? [
          fact(
            'out-of-scope',
            'Out of scope',
            'not on the exam, excluded, not tested, not covered, scope',
            sentences(exam.outOfScope),
            'outOfScope',
          ),
        ]
      : []),
    ...(exam.emergingTopics
      ? [fact('emerging-topics', 'Emerging topics', 'AI, unscored, new topics', exam.emergingTopics, 'emergingTopics')]
      : []),
    fact(
      'services',
      'Services in scope',
      'in scope, services list, which services',
      'The services that the exam guide lists.',
      'servicesInScope',
    ),
    ...(changes && exam.replaces
      ? changes.changes.map(({ change }, place) => ({
          ...fact(
            `change-${place + 1}`,
            `What changed from ${changes.from}: change ${place + 1}`,
            'changes, new, what is new, difference, update, C02 vs C03',
            change,
            `changes/changes/${place}`,
          ),
          kind: 'change',
          weight: 0.9,
        }))
      : []),
    ...exam.domains.map(({ id, title, weight, tasks }, place) => ({
      ...fact(
        `domain-${id}`,
        `Domain ${id}, ${title},`,
        'domain, weight',
        sentences([`${weight} % of the scored content`, ...tasks.map((task) => task.title)]),
        `domains/${place}`,
      ),
      kind: 'domain',
    })),
  ];
}

function taskDocuments(code: ExamCode): readonly SearchDocument[] {
  return blueprintOf(code).domains.flatMap((domain) =>
    domain.tasks.flatMap((task) => {
      const href = `/v1/exams/${code}/tasks/${task.id}`;
      const gaps = gapsOf(code, task.id).map(({ gap }) => gap);
      return [
        {
          id: `task/${code}/${task.id}`,
          kind: 'task',
          title: `${code} ${task.id}: ${task.title}`,
          keywords: `task ${task.id} ${code} ${code.replace('-', '')}`,
          text: sentences([
            `Task ${task.id} of ${code}`,
            domain.title,
            ...practiceFor(code, task.id).flatMap(({ shownIn }) => shownIn.map(({ what }) => what)),
            ...plannedFor(code, task.id).map(({ plan }) => `Planned: ${plan}`),
          ]),
          href,
        },
        ...gaps.map((gap, place) => ({
          id: `gap/${code}/${task.id}/${place + 1}`,
          kind: 'gap',
          title: `Not trained here, ${code} ${task.id}`,
          keywords: `gap, missing, not covered ${code}`,
          text: gap,
          href: `${href}#/gaps/${place}`,
          weight: 0.5,
        })),
      ];
    }),
  );
}
