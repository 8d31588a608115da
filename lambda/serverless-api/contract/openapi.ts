/** What the OpenAPI document says of this API beside its tables. Made at build time only. */
import { type Documented, openApiDocument } from '../../shared/http/openapi.ts';
import type { OpenApiDocument } from '../../shared/http/openapi-model.ts';
import { PROBLEMS } from '../../shared/http/problem.ts';
import type { TextSchema } from '../../shared/http/schema.ts';
import { ME_OPERATIONS, ME_SCHEMAS, ME_TAG, SECURITY_SCHEMES } from '../me/openapi.ts';
import { OWN_PROBLEMS } from '../problems.ts';
import { NEVER_CACHED, type OperationId, REQUESTS, TRACKS } from './requests.ts';
import { ENTITIES, RESPONSES } from './responses.ts';

const TAGS = {
  Certifications: 'All certifications, and their status on a day',
  Tracks: 'Architect and developer, side by side',
  Exams: 'Blueprints of the exams, task by task',
  Guide: 'What helps to choose and to prepare',
  Practice: 'Projects to practise with',
  Questions: 'Questions as an exam asks them, with a reason for every option',
  [ME_TAG]: 'What you keep here, if you sign in',
  Service: 'The API itself',
};

/** Tag, summary and description of each operation. */
const NOTES: Readonly<Record<OperationId, readonly [tag: keyof typeof TAGS, summary: string, description: string]>> = {
  listCertifications: [
    'Certifications',
    'All certifications, with their status on a day, page by page',
    'In order of code. Follow `nextCursor`, with the same filters, until it is null.',
  ],
  getCertification: [
    'Certifications',
    'One certification, with its status on a day',
    'The status follows from the dates: `not-known` where no source covers the day.',
  ],
  listLevels: [
    'Certifications',
    'The levels of certifications, from first to last',
    'What each is called, and how sure that is.',
  ],
  listTracks: [
    'Tracks',
    'Architect and developer, with the exam that is current on a day',
    'Both profiles whole, the architect first.',
  ],
  getTrack: ['Tracks', 'One of the two tracks', 'The profile, with the exam that is current on the day.'],
  compareTracks: [
    'Tracks',
    'Both tracks side by side, by all aspects or by those you name',
    'The aspects come in the order in which they were asked for; facts of an exam are those of the one that is current.',
  ],
  listSkills: [
    'Tracks',
    'Skill areas: level and rank for each track, and who leads by how much',
    'Ranks go from 1 to 4.',
  ],
  listExams: [
    'Exams',
    'The exams whose blueprints are held, with their status on a day',
    'Short forms; the whole of one is at its own address.',
  ],
  getExam: [
    'Exams',
    'An exam: format, domains, weights, task statements, status on a day, and what changes',
    'Everything that its guide says, each fact with its sources.',
  ],
  getTask: [
    'Exams',
    'A task statement: what trains it today, its drills, what is planned, and what is missing',
    'Only what is listed under `practice` can be deployed today.',
  ],
  listServices: ['Exams', 'The services that the exam guides call in scope', 'Of all exams, or of one.'],
  getService: ['Exams', 'A service in scope, and for which exams', 'With the other names that it goes by.'],
  listCareerPaths: ['Guide', 'Where each track leads, from the first job to the last', 'One path for each track.'],
  getSalaryOutlook: [
    'Guide',
    'What can be said of pay without inventing figures',
    'There is no figure on purpose: `whyNoFigures` says why.',
  ],
  listDifficulty: ['Guide', 'Which exam is easier, by what you have done before', 'For all backgrounds, or for yours.'],
  getLearningPath: ['Guide', 'The four steps, in order', 'What to do first, and what next.'],
  listStudyTips: ['Guide', 'How to study, for both exams or one', 'Tips for a track come with those for both.'],
  listProjects: ['Practice', 'The projects to practise with', 'Those that are only planned have `deployable: false`.'],
  getProject: [
    'Practice',
    'A practice project, and the task statements that it trains',
    'What it trains today and what it is meant to train are two lists.',
  ],
  listSources: [
    'Guide',
    'Where the facts come from, how far to trust them, and where they disagree',
    'Every `sources` of every answer names ids of this list.',
  ],
  search: [
    'Guide',
    'Finds what fits the words best: plurals, synonyms and typing errors included',
    'Where nothing is found, `suggestions` has queries that find something.',
  ],
  listRecommendationQuestions: [
    'Tracks',
    'The six questions, with what each answer counts',
    'The ids are what `POST /v1/recommendations` takes.',
  ],
  recommend: [
    'Tracks',
    'Which certification, or in which order both, by your six answers, and which exam that is today',
    'Nothing is stored: the same answers give the same recommendation.',
  ],
  listQuestions: [
    'Questions',
    'Questions of the bank, drawn by a seed, without their keys',
    'Nothing is asked about you: `due` is what you know to be due. Answer with `POST /v1/answers`.',
  ],
  answerQuestion: [
    'Questions',
    'Whether your choice holds, and why or why not each option',
    'Nothing is stored: the same choice gives the same answer.',
  ],
  getHealth: [
    'Service',
    'Whether content is served, and which version of it',
    'For monitors and for anyone who has just deployed. Never cached.',
  ],
};

const name = (description: string, example: string, more: Partial<TextSchema> = {}): TextSchema => ({
  type: 'string',
  description,
  examples: [example],
  ...more,
});
const NAMES = {
  code: name('Exam code', 'SAA-C03'),
  id: name('Task statement, unique within its exam', '1.1'),
  service: name('Service, without its vendor', 'dynamodb'),
  track: name('Which of the two tracks', 'architect', { enum: TRACKS }),
  slug: name('Practice project', 'serverless-api'),
};

/** The whole document; `version` is the API's own. */
export function comparisonDocument(version: string): OpenApiDocument {
  const ids = Object.keys(REQUESTS) as OperationId[];
  return openApiDocument({
    title: 'certlab comparison API',
    version,
    description:
      'AWS Certified Solutions Architect - Associate and AWS Certified Developer - Associate, compared. ' +
      'GET answers carry an ETag and may be kept for five minutes. HEAD and OPTIONS work on every path; a HEAD answer has ' +
      'the headers of GET, and its Content-Length is right on AWS, while the emulator says 0. ' +
      'Errors are RFC 9457 problems with a code and a request id. Unknown query parameters are refused.',
    tags: TAGS,
    operations: { ...Object.fromEntries(ids.map((id) => [id, documented(id)])), ...ME_OPERATIONS },
    names: NAMES,
    schemas: { ...ENTITIES, ...Object.fromEntries(ids.map((id) => [schemaName(id), RESPONSES[id]])), ...ME_SCHEMAS },
    securitySchemes: SECURITY_SCHEMES,
  });
}

/** Operations that answer 404 although their path names nothing. */
const FINDS_ONE: ReadonlySet<OperationId> = new Set(['listQuestions', 'answerQuestion']);

function documented(id: OperationId): Documented {
  const request: (typeof REQUESTS)[OperationId] = REQUESTS[id];
  const [tag, summary, description] = NOTES[id];
  return {
    ...request,
    tag,
    summary,
    description,
    answer: { status: 200, schema: schemaName(id) },
    cacheable: request.method === 'GET' && !NEVER_CACHED.has(id),
    problems: [
      ...('body' in request
        ? [PROBLEMS['malformed-body'], PROBLEMS['body-too-large'], PROBLEMS['unsupported-media-type']]
        : []),
      ...(id === 'listCertifications' ? [OWN_PROBLEMS['invalid-cursor']] : []),
      ...(id === 'answerQuestion' ? [OWN_PROBLEMS['another-edition']] : []),
      ...(request.path.includes('{') || FINDS_ONE.has(id) ? [PROBLEMS['not-found']] : []),
      OWN_PROBLEMS['not-seeded'],
    ],
  };
}

/** The name of a response's schema among the components: its entity's, where it is one, or its operation's. */
function schemaName(id: OperationId): string {
  const entity = Object.entries(ENTITIES).find(([, schema]) => schema === RESPONSES[id]);
  return entity ? entity[0] : `${id[0]?.toUpperCase()}${id.slice(1)}Response`;
}
