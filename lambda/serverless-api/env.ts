/**
 * What the handlers of this project need from outside, declared once: the stack sets it, the handlers read it.
 * No side effects, no SDK: the stack imports this file.
 */
export {
  INDEX_NAME,
  INDEX_PARTITION_KEY,
  INDEX_SORT_KEY,
  PARTITION_KEY,
  SORT_KEY,
  TTL_ATTRIBUTE,
} from '../shared/table/keys.ts';

/** The environment variable of the API and of the seed, with what it holds. */
export const VARIABLES = { CONTENT_TABLE_NAME: "the content table's name" } as const;

/** Those of the function of the site. */
export const SITE_VARIABLES = {
  /** Lambda sets it. */
  AWS_REGION: 'the region that the function runs in',
} as const;

/** Those of the function of the accounts. */
export const ME_VARIABLES = {
  LEARNER_TABLE_NAME: "the name of the learners' table",
  SIGN_IN_CLIENT_ID: "the id of the user pool's client that pages sign in by",
  ...SITE_VARIABLES,
} as const;

/**
 * What pages of other origins may do with public data that needs no cookie. The gateway sees to it, in preflights and in
 * every answer, without a function's time; `npm run dev` does the same.
 */
export const CROSS_ORIGIN = {
  origin: '*',
  methods: ['GET', 'HEAD', 'POST', 'OPTIONS'],
  requestHeaders: ['content-type', 'if-none-match'],
  exposedHeaders: ['etag', 'x-request-id', 'retry-after', 'allow'],
  maxAgeSeconds: 86_400,
} as const;

/** The folders of `build/lambda/serverless-api`, for the stack's `handlerAsset(slug, name)`. */
export const SERVE_API = 'serve-api';
export const SEED_CONTENT = 'seed-content';
export const SERVE_SITE = 'serve-site';
export const SERVE_ME = 'serve-me';

/** The file beside the site's bundle that says which file holds which page: a `SiteFiles` of serve-site.ts. */
export const SITE_FILES = 'site.json';

/** Where a page that was made ahead has room for the answer that is made on request. */
export const ANSWER_PLACE = '<!--answer-->';
/** How the page Search asks for a query; the answer on request fills it in. */
export const QUERY_INPUT = 'name="q" value=""';
/** What the site holds for answers that are made on request, by name. */
export const SITE_DATA = { search: 'search', plan: 'plan', questions: 'questions' } as const;

/** The paths of the API that the study site answers; `$default` stays the API's. In the gateway's form. */
export const SITE_PATHS = [
  '/',
  '/compare',
  '/decide',
  '/exams',
  '/exams/{proxy+}',
  '/projects',
  '/projects/{proxy+}',
  '/drills',
  '/drills/{proxy+}',
  '/incident',
  '/practise',
  '/practise/{proxy+}',
  '/plan',
  '/progress',
  '/account',
  '/search',
  '/sources',
  '/design',
  '/assets/{proxy+}',
] as const;

/** The paths that only who has signed in is let through to, and the public one beside them that says where to sign in. */
export const ME_PATHS = ['/v1/me', '/v1/me/evidence'] as const;
export const SIGN_IN_PATH = '/v1/sign-in';

/** Whether the gateway sends a path to the site: it is a path of the site, or below one that ends with a greedy variable. */
export const isOfSite = (path: string): boolean =>
  SITE_PATHS.some((one) => {
    const [below = '', greedy] = one.split('{proxy+}');
    return path === one || (greedy !== undefined && path.startsWith(below) && path.length > below.length);
  });

/** The file beside the seed's bundle with the items of the question bank, made at build time. */
export const SEEDED_QUESTIONS = 'questions.json';

/** All that each handler does to the table and its index; the stack grants these actions and no other. */
export const SERVE_API_ACTIONS = ['dynamodb:GetItem', 'dynamodb:Query'] as const;
/** A transaction is no action of its own: each of its members needs the permission of what it does. */
export const SEED_CONTENT_ACTIONS = [
  'dynamodb:ConditionCheckItem',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:UpdateItem',
] as const;
/** To read a log, to append to it, and to delete it; a transaction is no action of its own. */
export const SERVE_ME_ACTIONS = [
  'dynamodb:DeleteItem',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
] as const;
