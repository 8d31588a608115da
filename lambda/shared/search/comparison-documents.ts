/** The comparison, aspect by aspect: what plain questions (`how much`, `how long`, `which pays more`) ask for. */
import type { ComparisonAspect } from '../content/compare.ts';
import type { Content } from '../content/content.ts';
import type { SearchDocument, TrackProfile } from '../content/model.ts';
import { BLUEPRINTS } from '../exams/blueprints.ts';
import { sentences } from './sentences.ts';

type Exam = (typeof BLUEPRINTS)[keyof typeof BLUEPRINTS];
const EXAMS: readonly Exam[] = Object.values(BLUEPRINTS);

/** What is compared of the exams: a title, other words for it, and what to say of each exam. */
const OF_EXAMS: readonly (readonly [ComparisonAspect, title: string, keywords: string, (exam: Exam) => string])[] = [
  [
    'priceUsd',
    'Price of the exams: what they cost',
    'cost, fee, how much, exam cost, dollars',
    (exam) => `${exam.priceUsd} USD`,
  ],
  [
    'minutes',
    'Length of the exams in minutes',
    'duration, how long, time limit, hours',
    (exam) => `${exam.minutes} minutes`,
  ],
  [
    'questions',
    'Number of questions in the exams',
    'how many questions, scored, unscored, question count',
    ({ questions }) => `${questions.total} questions, ${questions.scored} of them scored`,
  ],
  [
    'passMark',
    'Passing score of the exams',
    'pass mark, passmark, passing grade, minimum score, score to pass, percentage',
    ({ scale }) => `${scale.passMark} on a scale of ${scale.min} to ${scale.max}`,
  ],
  [
    'validityYears',
    'Validity of the certifications in years',
    'valid, expire, expiry, recertification, recertify, renew, renewal, how long valid',
    (exam) => `${exam.validityYears} years`,
  ],
  [
    'domains',
    'Domains of the exams and their weights',
    'domain, weight, weighting, percentage, topics, syllabus, exam content, blueprint',
    ({ domains }) => domains.map(({ title, weight }) => `${title} ${weight} %`).join(', '),
  ],
  [
    'recommendedExperience',
    'Experience recommended for the exams',
    'prerequisite, prerequisites, requirements, years of experience, hands-on',
    (exam) => exam.recommendedExperience,
  ],
  [
    'exam',
    'Which exam is current, and what comes next',
    'current exam, latest version, new exam, date, dates, deadline, when, exam code, retirement, retire, register, book, schedule, sign up',
    (exam) =>
      sentences(
        [
          'firstDay' in exam && `from ${exam.firstDay}`,
          'lastDay' in exam && `until ${exam.lastDay}`,
          'registrationOpened' in exam && `registration since ${exam.registrationOpened}`,
        ].map((part) => part || undefined),
      ),
  ],
];

/** What is compared of the tracks' profiles. */
const OF_TRACKS: readonly (readonly [ComparisonAspect & keyof TrackProfile, title: string, keywords: string])[] = [
  ['coding', 'How much coding each certification needs', 'programming, code, coding, need to code'],
  ['jobRoles', 'Job roles of architects and developers', 'jobs, titles, positions'],
  ['chooseIf', 'Which certification to choose', 'choose, decide, which one, should I, recommendation, quiz'],
  ['idealFor', 'For whom each certification is ideal', 'ideal, suits, audience'],
  ['focusAreas', 'Key focus areas of each certification', 'focus, topics'],
  ['coreServices', 'Core services of each certification', 'services to learn, core services'],
  ['skillsRequired', 'Skills that each certification requires', 'skills, required'],
  ['examProblemTypes', 'Problem types in each exam', 'question types, scenarios, problems'],
  ['examChallenges', 'What makes each exam hard', 'challenges, difficult, hard'],
  ['worksHow', 'How architects and developers work', 'work, teams, day to day'],
];

/** One document for each aspect that somebody would ask for by itself, and one for the whole. */
export function comparisonDocuments(content: Content): readonly SearchDocument[] {
  const href = (aspect: ComparisonAspect) => `/v1/comparison?aspects=${aspect}`;
  const sideBySide = (aspect: keyof TrackProfile) =>
    content.tracks.map((profile) => {
      const value: unknown = profile[aspect];
      const said = Array.isArray(value) ? value.join(', ') : (value as { detail?: string }).detail;
      return `${profile.track === 'architect' ? 'Architect' : 'Developer'}: ${said ?? value}`;
    });
  return [
    {
      id: 'comparison',
      kind: 'comparison',
      title: 'Architect and developer compared',
      keywords: 'comparison, compare, difference, differences, versus, vs, architect vs developer, SAA vs DVA',
      text: 'The two certifications side by side, aspect by aspect, with the exam of each that is current.',
      href: '/v1/comparison',
      weight: 1.2,
    },
    ...OF_EXAMS.map(([aspect, title, keywords, say]) => ({
      id: `comparison/${aspect}`,
      kind: 'comparison',
      title,
      keywords,
      text: sentences(EXAMS.map((exam) => `${exam.code}: ${say(exam)}`)),
      href: href(aspect),
      weight: 2.2,
    })),
    ...OF_TRACKS.map(([aspect, title, keywords]) => ({
      id: `comparison/${aspect}`,
      kind: 'comparison',
      title,
      keywords,
      text: sentences(sideBySide(aspect)),
      href: href(aspect),
      weight: 1.1,
    })),
    {
      id: 'recommendation',
      kind: 'recommendation',
      title: 'Which certification is right for me: six questions',
      keywords:
        'recommendation, recommend, quiz, choose, which certification, right for me, should I take, exam first, start with',
      text: 'Six questions, and a recommendation with its reasons and the exam to take.',
      href: '/v1/recommendations/questions',
      weight: 1.2,
    },
  ];
}
