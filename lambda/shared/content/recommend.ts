/** Six questions to someone who has to choose, and a recommendation that can be checked by hand. */
import type { Dated, Track } from './model.ts';

interface RecommendationOption {
  readonly id: string;
  readonly label: string;
  /** What the answer speaks for, 0 to 3 for each track. */
  readonly points: Readonly<Record<Track, number>>;
  readonly reason: string;
}

interface RecommendationQuestion {
  readonly id: string;
  readonly text: string;
  readonly options: readonly RecommendationOption[];
}

/** The questions. Each can give as many points to one track as to the other, so that none of them leans by itself. */
export const RECOMMENDATION_QUESTIONS = [
  {
    id: 'background',
    text: 'What have you mostly done so far?',
    options: [
      {
        id: 'software-development',
        label: 'Developed software: backend, full stack or other',
        points: { architect: 0, developer: 2 },
        reason: 'You may find the developer exam easier, and it is ideal for backend and full-stack developers.',
      },
      {
        id: 'infrastructure',
        label: 'Worked in infrastructure',
        points: { architect: 2, developer: 0 },
        reason: 'The architect exam may feel more natural to you, and is ideal for IT infrastructure professionals.',
      },
      {
        id: 'devops',
        label: 'DevOps',
        points: { architect: 2, developer: 1 },
        reason:
          'The architect certification is ideal for DevOps engineers, while DevOps tools and CI/CD count for more in ' +
          'the developer certification.',
      },
      {
        id: 'system-administration',
        label: 'Administered systems',
        points: { architect: 2, developer: 0 },
        reason: 'The architect certification is ideal for system administrators.',
      },
      {
        id: 'new-to-cloud',
        label: 'None of these: I am new to the cloud',
        points: { architect: 0, developer: 0 },
        reason: 'No head start in either track: cloud fundamentals come first.',
      },
    ],
  },
  {
    id: 'coding',
    text: 'How much of your day do you want to spend writing code?',
    options: [
      {
        id: 'most',
        label: 'Most of it',
        points: { architect: 0, developer: 3 },
        reason: 'The developer track needs strong coding: code, APIs and frameworks every day.',
      },
      {
        id: 'some',
        label: 'Some of it',
        points: { architect: 1, developer: 1 },
        reason: 'Some code fits both tracks.',
      },
      {
        id: 'little',
        label: 'Little; I would rather plan',
        points: { architect: 3, developer: 0 },
        reason: 'The architect track needs little coding, and is for those who prefer architecture and planning.',
      },
    ],
  },
  {
    id: 'question',
    text: 'Which question would you rather be asked?',
    options: [
      {
        id: 'how-to-design',
        label: 'How should the system be designed?',
        points: { architect: 3, developer: 0 },
        reason: 'That is the question that the architect certification answers.',
      },
      {
        id: 'how-to-build',
        label: 'How should the application be built?',
        points: { architect: 0, developer: 3 },
        reason: 'That is the question that the developer certification answers.',
      },
      {
        id: 'either',
        label: 'Either',
        points: { architect: 1, developer: 1 },
        reason: 'Each certification answers one of the two questions.',
      },
    ],
  },
  {
    id: 'strengths',
    text: 'Which skills are your strength, or should become it?',
    options: [
      {
        id: 'networks-and-security',
        label: 'Infrastructure design, networking and security architecture',
        points: { architect: 2, developer: 0 },
        reason: 'In these skill areas the architect certification goes deeper.',
      },
      {
        id: 'programming-and-apis',
        label: 'Programming, APIs and DevOps tools',
        points: { architect: 0, developer: 2 },
        reason: 'In these skill areas the developer certification goes deeper.',
      },
      {
        id: 'both-equally',
        label: 'Both, equally',
        points: { architect: 1, developer: 1 },
        reason: 'Each certification leads in some of these skill areas.',
      },
    ],
  },
  {
    id: 'role',
    text: 'Which work do you want to do eventually?',
    options: [
      {
        id: 'cloud-architect',
        label: 'Cloud architect: designing with several teams before development begins',
        points: { architect: 3, developer: 0 },
        reason: 'The architect track leads to architecture roles and their influence on technical direction.',
      },
      {
        id: 'cloud-native-developer',
        label: 'Cloud-native developer: microservices, serverless, event-driven systems',
        points: { architect: 0, developer: 3 },
        reason: 'The developer track leads to cloud-native development.',
      },
      {
        id: 'well-rounded-engineer',
        label: 'Cloud engineer who is at home in both',
        points: { architect: 2, developer: 2 },
        reason: 'The two certifications together make a well-rounded cloud engineer.',
      },
    ],
  },
  {
    id: 'problem',
    text: 'Which problem would you rather solve under time pressure?',
    options: [
      {
        id: 'best-architecture',
        label: 'Finding the design that is most available at the lowest cost',
        points: { architect: 2, developer: 0 },
        reason: 'The architect exam asks for scalable, available and cost-efficient designs.',
      },
      {
        id: 'broken-application',
        label: 'Finding out why a deployed application fails',
        points: { architect: 0, developer: 2 },
        reason: 'The developer exam asks about debugging, SDKs, authentication and deployment.',
      },
      {
        id: 'either',
        label: 'Either',
        points: { architect: 1, developer: 1 },
        reason: 'Each exam is full of one kind of problem.',
      },
    ],
  },
] as const satisfies readonly RecommendationQuestion[];

type Question = (typeof RECOMMENDATION_QUESTIONS)[number];

/** One answer to each question: the id of an option under the id of its question. */
export type Answers = { readonly [Asked in Question as Asked['id']]: Asked['options'][number]['id'] };

/** When the scores differ by no more than this, one certification alone would leave much of the answers out. */
export const BOTH_WITHIN = 3;

/** What to take and why, with all that is needed to check the sum. */
export interface Recommendation extends Dated {
  readonly recommendation: Track | 'both';
  /** What to take, in which order: one track, or two. */
  readonly order: readonly [Track] | readonly [Track, Track];
  readonly scores: Readonly<Record<Track, number>>;
  /** Every answer with what it counted, in the order of the questions. */
  readonly answers: readonly {
    readonly question: string;
    readonly answer: string;
    readonly points: Readonly<Record<Track, number>>;
    readonly reason: string;
  }[];
  /** Why the scores and the goal lead to this, in sentences. */
  readonly reasons: readonly string[];
}

/** The reasons of the answers are the guide's; the points and the rule that adds them up are ours. */
export const RECOMMENDATION_ORIGIN = { asOf: '2026-11-25', sources: ['guide', 'certlab'] } as const satisfies Dated;

/**
 * The recommendation that the answers lead to. The stated goal (the question `role`) outweighs the scores: it is always
 * among what is recommended, and comes first where it is one track. The scores decide the rest: a lead of more than
 * `BOTH_WITHIN` points for the goal's own track makes it that one alone; someone who wants to be at home in both is
 * recommended both, first the one that leads, and at a tie the architect, which is the usual order.
 * @throws RangeError when an answer is not among its question's options.
 */
export function recommend(answers: Answers): Recommendation {
  const scored = RECOMMENDATION_QUESTIONS.map((question: RecommendationQuestion & { id: keyof Answers }) => {
    const chosen = question.options.find((option) => option.id === answers[question.id]);
    if (chosen === undefined) {
      const options = question.options.map((option) => option.id).join(', ');
      throw new RangeError(`No such answer to "${question.id}": ${answers[question.id]}. Choose one of: ${options}.`);
    }
    return { question: question.id, answer: chosen.id, points: chosen.points, reason: chosen.reason };
  });
  const scores = {
    architect: scored.reduce((sum, answer) => sum + answer.points.architect, 0),
    developer: scored.reduce((sum, answer) => sum + answer.points.developer, 0),
  };
  return { ...decide(GOALS[answers.role], scores), scores, answers: scored, ...RECOMMENDATION_ORIGIN };
}

/** Which certification each goal asks for. */
const GOALS: Readonly<Record<Answers['role'], Track | 'both'>> = {
  'cloud-architect': 'architect',
  'cloud-native-developer': 'developer',
  'well-rounded-engineer': 'both',
};
const OTHER: Readonly<Record<Track, Track>> = { architect: 'developer', developer: 'architect' };

function decide(
  goal: Track | 'both',
  { architect, developer }: Recommendation['scores'],
): Pick<Recommendation, 'recommendation' | 'order' | 'reasons'> {
  const tally = `Your answers give ${architect} to architect and ${developer} to developer`;
  const lead = Math.abs(architect - developer);
  const leader: Track = developer > architect ? 'developer' : 'architect';
  if (goal === 'both') {
    return {
      recommendation: 'both',
      order: [leader, OTHER[leader]],
      reasons: [
        'You want to be at home in both: the two certifications together make a well-rounded cloud engineer.',
        lead === 0 ? `${tally}: a tie.` : `${tally}: a lead of ${lead} for ${leader}.`,
        ORDER_REASONS[lead === 0 ? 'tie' : leader],
      ],
    };
  }
  if (leader === goal && lead > BOTH_WITHIN) {
    return {
      recommendation: goal,
      order: [goal],
      reasons: [
        `${tally}: a lead of ${lead}, which is more than ${BOTH_WITHIN} and agrees with your goal.`,
        `The ${OTHER[goal]} certification can follow later; both together make a well-rounded cloud engineer.`,
      ],
    };
  }
  return {
    recommendation: 'both',
    order: [goal, OTHER[goal]],
    reasons: [
      `${tally}: ${lead === 0 ? 'a tie' : `a lead of ${lead} for ${leader}`}, so one alone would leave much of them out.`,
      `Your goal is the work of the ${goal}, so that certification comes first.`,
    ],
  };
}

const ORDER_REASONS: Readonly<Record<Track | 'tie', string>> = {
  tie: 'A tie does not settle the order, so it is the usual one: architect first, to understand the infrastructure.',
  architect: 'Architect first: the usual order, and the one that your answers lean to.',
  developer: 'Developer first, against the usual order: your answers lean to it, so you start with a lead.',
};
