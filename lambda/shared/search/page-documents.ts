/** Pages of the study site, and what can be done on them: what is done there is no content of the API. */
import type { SearchDocument } from '../content/model.ts';

const PAGES: readonly (readonly [path: string, title: string, keywords: string, text: string])[] = [
  [
    '/compare',
    'Compare the two exams side by side',
    'compare, side by side',
    'Skills, weights, difficulty, careers and pay of the architect and the developer exam beside each other',
  ],
  [
    '/exams',
    'The exams, task by task',
    'blueprint, exam guide, tasks, domains',
    'Domains, weights and task statements of SAA-C03, DVA-C02 and DVA-C03, and what trains each task',
  ],
  [
    '/exams#changes',
    'From DVA-C02 to DVA-C03: what changes',
    'changes, changed, difference, new exam, update',
    'Domains and weights of both beside each other, and what moved where',
  ],
  [
    '/projects',
    'Projects to deploy, look into and break',
    'architecture, diagrams, hands-on, labs',
    'Each drawn from its template, with its reasons, its cost and its runbook',
  ],
  [
    '/practise',
    'Practise: one question at a time',
    'practice questions, exam questions, quiz, test, flashcards, due cards, sample questions, practise, practice exam, spaced repetition',
    'Questions that are proven, with a reason for every option; what you missed comes back when it is due',
  ],
  [
    '/practise#mock',
    'Mock exam: as many questions as the exam has, against its clock',
    'mock exam, practice exam, practice test, simulation, full exam, exam simulator',
    'In the proportions of the exam, and no reasons until the end',
  ],
  [
    '/practise/question',
    'One question, without script',
    'question of the day, no javascript',
    'A question about an exam or a task, with a reason for every option, in a page without script',
  ],
  [
    '/plan',
    'A study plan to your exam, week by week',
    'study plan, schedule, timetable, calendar, weeks, how long to study, how many hours, how long does it take, hours of study, ics, prepare',
    'An exam, a day and the hours you have in a week become weeks, by weight and by what is weak',
  ],
  [
    '/progress',
    'Your progress, and what is due',
    'my progress, results, score, statistics, evidence, export, import, backup, history, due, today',
    'What you answered and solved, where it is kept, and a file that takes it to another device',
  ],
  [
    '/incident',
    'Incident room: what is broken, beside the live project',
    'incident room, on call, ticket, hint, check, alarms, live logs',
    'On the emulator: break something, follow its logs, metrics and alarms, and have the repair graded in the browser',
  ],
  [
    '/account',
    'Account: your evidence on every device',
    'account, sign in, sign up, log in, login, register, sign out, password, sync, another device, delete my data',
    'Sign up and sign in, so that what you did follows you to another device; or delete all of it',
  ],
];

export const pageDocuments = (): readonly SearchDocument[] =>
  PAGES.map(([href, title, keywords, text]) => ({
    id: `page${href.replace('#', '/')}`,
    kind: 'page',
    title,
    keywords,
    text: `${text}.`,
    href,
    weight: 1.4,
  }));
