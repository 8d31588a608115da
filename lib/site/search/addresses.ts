/** Where on the site stands what the search finds: for each kind of document the page, and the place on it. */
import type { ComparisonAspect } from '../../../lambda/shared/content/compare.ts';
import { content } from '../../../lambda/shared/content/content.ts';
import type { Advice, SearchDocument } from '../../../lambda/shared/content/model.ts';
import { isExamCode } from '../../../lambda/shared/exams/dates.ts';
import { CLAIMS } from '../../../lambda/shared/exams/practice-map.ts';
import { CURRICULUM } from '../../projects/registry.ts';
import { claimId } from '../pages/project.ts';

const ASPECTS: Partial<Readonly<Record<ComparisonAspect, string>>> = {
  ...{ priceUsd: '#same', minutes: '#same', questions: '#same', passMark: '#same', validityYears: '#same' },
  ...{ domains: '#exams', recommendedExperience: '#same', chooseIf: '#choose', idealFor: '#choose' },
  ...{ focusAreas: '#focus', coreServices: '#focus', skillsRequired: '#focus' },
  ...{ examProblemTypes: '#focus', examChallenges: '#focus', jobRoles: '#careers', worksHow: '#careers' },
};

const TOPICS: Readonly<Record<Advice['topic'], string>> = {
  level: '/compare',
  difficulty: '/compare#difficulty',
  both: '/compare#both',
  preparation: '/plan#study',
};

/** By kind; `rest` is what the document's id has behind its kind. */
const ADDRESSES: Readonly<Record<string, (rest: string, document: SearchDocument) => string>> = {
  track: () => '/compare#focus',
  comparison: (aspect) => (aspect === 'exam' ? '/exams' : `/compare${ASPECTS[aspect as ComparisonAspect] ?? ''}`),
  recommendation: () => '/decide',
  certification: (code) => (isExamCode(code) ? `/exams/${code}` : `/exams#certification-${code}`),
  level: (level) => `/exams#level-${level}`,
  exam: (code) => `/exams/${code}`,
  'exam-fact': (rest) => {
    const [code, fact] = rest.split('/');
    if (fact === 'services') return '/exams#services';
    if (fact === 'out-of-scope' || fact === 'emerging-topics') return `/exams/${code}#out-of-scope`;
    return `/exams/${code}#format`;
  },
  change: (rest) => `/exams/${rest.split('/')[0]}#changes`,
  domain: (rest) => `/exams/${rest.replace('/', '#')}`,
  task: (rest) => `/exams/${rest.replace('/', '#task-')}`,
  gap: (rest) => `/exams/${rest.split('/').slice(0, 2).join('#task-')}`,
  service: (id) => `/exams#service${id ? `-${id}` : 's'}`,
  project: (slug) => (isDeployable(slug) ? `/projects/${slug}` : '/projects#planned'),
  practice: (place) => {
    const claim = CLAIMS[Number(place) - 1];
    if (!claim) throw new Error(`practice/${place} is not among the claims of the practice map.`);
    return isDeployable(claim.project) ? `/projects/${claim.project}#task-${claimId(claim.what)}` : '/projects#planned';
  },
  drill: (number) => (number ? `/drills/${number}` : '/drills#symptoms'),
  skill: () => '/compare#skills',
  'career-path': () => '/compare#careers',
  salary: () => '/compare#pay',
  difficulty: () => '/compare#difficulty',
  advice: (id) => TOPICS[content.advice.find((advice) => advice.id === id)?.topic ?? 'level'],
  'learning-step': () => '/plan#way',
  'study-tip': (id) => `/plan#tip-${id}`,
  source: (id) => `/sources${id ? `#${id}` : ''}`,
  disagreement: () => '/sources#disagreements',
  page: (_, { href }) => href,
};

const isDeployable = (slug: string) => CURRICULUM.some(({ project }) => project.slug === slug);

/** @throws Error for a kind that has no address here */
export function addressOf(document: SearchDocument): string {
  const { id, kind } = document;
  const [, ...rest] = id.split('/');
  const address = ADDRESSES[kind]?.(rest.join('/'), document);
  if (!address) throw new Error(`The search has documents of the kind ${kind}: say in addresses.ts where they stand.`);
  return address;
}
