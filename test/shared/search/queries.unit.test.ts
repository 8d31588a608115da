/** What learners type, and what must come first. */
import { describe, expect, test } from 'vitest';
import { search } from '../../../lambda/shared/search/search.ts';
import { contentReaders } from '../../../lambda/shared/table/content-reader.ts';
import { contentEdition } from '../../support/content/content-edition.ts';
import { fakeTable } from '../../support/fakes/fake-table.ts';

const found = async (query: string, limit = 3) => {
  const content = await contentReaders(fakeTable(contentEdition))();
  if (!content) throw new Error('the edition is not served');
  return search(content.searchIndex, query, limit);
};

/** By what somebody wants: the id of what comes first, or the kind of it. */
const FIRST: Readonly<Record<string, readonly (readonly [query: string, first: string])[]>> = {
  'a service by its name': [
    ['dynamodb', 'service/dynamodb'],
    ['dynamo db', 'service/dynamodb'],
    ['IAM', 'service/iam'],
    ['S3', 'service/s3'],
    ['vpc', 'service/vpc'],
    ['cognito', 'service/cognito'],
    ['rds', 'service/rds'],
    ['SQS', 'service/sqs'],
    ['lambdas', 'service/lambda'],
    ['api gateway', 'service/api-gateway'],
    ['step functions', 'service/step-functions'],
    ['cloud formation', 'service/cloudformation'],
    ['event bridge', 'service/eventbridge'],
    ['xray', 'service/x-ray'],
    ['x-ray', 'service/x-ray'],
    ['route53', 'service/route-53'],
    ['secrets manager', 'service/secrets-manager'],
    ['bedrock', 'service/bedrock'],
  ],
  'a service by what it is': [
    ['kubernetes', 'service/eks'],
    ['k8s', 'service/eks'],
    ['queue', 'service/sqs'],
    ['cdn', 'service/cloudfront'],
    ['dns', 'service/route-53'],
    ['redis', 'service/elasticache'],
    ['virtual machine', 'service/ec2'],
    ['load balancer', 'service/elastic-load-balancing'],
    ['object storage', 'service/s3'],
    ['apigateway', 'service/api-gateway'],
    ['kafka', 'service/managed-streaming-for-apache-kafka'],
    ['graph database', 'service/neptune'],
    ['provisioned concurrency', 'service/lambda'],
    ['long polling', 'service/sqs'],
    ['visibility timeout', 'service/sqs'],
    ['ttl', 'service/dynamodb'],
    ['dax', 'service/dynamodb'],
    ['cors', 'service/api-gateway'],
    ['429', 'service/api-gateway'],
  ],
  'a mistyped word': [
    ['lamda', 'service/lambda'],
    ['kambda', 'service/lambda'],
    ['dinamodb', 'service/dynamodb'],
    ['cogntio', 'service/cognito'],
    ['kuberntes', 'service/eks'],
    ['eventbrige', 'service/eventbridge'],
    ['salery', 'salary'],
    ['dificulty', 'advice/difficulty-depends-on-background'],
  ],
  'a fact about the exams': [
    ['price', 'comparison/priceUsd'],
    ['exam cost', 'comparison/priceUsd'],
    ['passing score', 'comparison/passMark'],
    ['pass mark', 'comparison/passMark'],
    ['domains', 'comparison/domains'],
    ['recertification', 'comparison/validityYears'],
    ['prerequisites', 'comparison/recommendedExperience'],
    ['SAA-C03', 'exam/SAA-C03'],
    ['dva c03', 'exam/DVA-C03'],
    ['DVA-C03 price', 'exam/DVA-C03/price'],
    ['SAA-C03 passing score', 'exam/SAA-C03/passing-score'],
    ['dva-c03 2.1', 'task/DVA-C03/2.1'],
    ['out of scope', 'exam/DVA-C02/out-of-scope'],
    ['what is out of scope for DVA-C03', 'exam/DVA-C03/out-of-scope'],
    ['720', 'comparison/passMark'],
    ['multiple choice', 'exam/SAA-C03/question-types'],
    ['SAA-C04', 'disagreement/saa-c04-exists'],
    ['sysops', 'certification/SOA-C03'],
    ['cloudops', 'certification/SOA-C03'],
    ['retake', 'study-tip/second-attempt'],
    ['can I retake the exam?', 'study-tip/second-attempt'],
    ['what if I fail the exam', 'study-tip/second-attempt'],
    ['14 days', 'study-tip/second-attempt'],
    ['resit', 'study-tip/second-attempt'],
    ['reschedule', 'study-tip/booking-and-results'],
    ['cancel my exam', 'study-tip/booking-and-results'],
    ['voucher', 'study-tip/booking-and-results'],
    ['badge', 'study-tip/booking-and-results'],
    ['recertify', 'comparison/validityYears'],
  ],
  'a plain question': [
    ['which exam is easier', 'advice/difficulty-depends-on-background'],
    ['is the architect exam harder?', 'advice/difficulty-depends-on-background'],
    ['how much does it cost?', 'comparison/priceUsd'],
    ['how long is the exam', 'comparison/minutes'],
    ['how many questions are there', 'comparison/questions'],
    ['when does DVA-C02 end?', 'exam/DVA-C02/dates'],
    ['do I need to code?', 'comparison/coding'],
    ['who earns more', 'salary'],
    ['where to start', 'learning-step/1'],
    ['how many services are in scope', 'services'],
    ['when can I book', 'comparison/exam'],
    ['which one first', 'advice/architect-usually-first'],
    ['which certification is right for me', 'recommendation'],
    ['difference between architect and developer', 'comparison'],
    ['what is the passing score', 'comparison/passMark'],
    ['where do the facts come from', 'sources'],
  ],
  'a word of the field': [
    ['cicd', 'project/delivery-pipeline'],
    ['ci/cd', 'project/delivery-pipeline'],
    ['dr', 'project/disaster-recovery'],
    ['disaster recovery', 'project/disaster-recovery'],
    ['salaries', 'salary'],
    ['idempotency', 'practice/20'],
    ['least privilege', 'practice/1'],
    ['drills', 'drills'],
    ['job roles', 'comparison/jobRoles'],
    ['career', 'career-path/architect'],
    ['roadmap', 'learning-step/1'],
    ['study plan', 'page/plan'],
    ['prompt engineering', 'exam/DVA-C03/out-of-scope'],
    ['ai security', 'task/DVA-C03/2.3'],
    ['serverless', 'project/serverless-api'],
    ['presigned urls', 'service/s3'],
  ],
};

for (const [want, queries] of Object.entries(FIRST)) {
  describe(`somebody who looks for ${want}`, () => {
    test.each(queries)('%j finds %s first', async (query, first) => {
      const { items } = await found(query);

      expect(items.map(({ id }) => id)).toContain(first);
      expect(items[0]?.id).toBe(first);
    });
  });
}

test('there are at least sixty of these queries', () => {
  expect(Object.values(FIRST).flat().length).toBeGreaterThanOrEqual(60);
});

describe('among the first three', () => {
  test.each([
    ['cicd', 'service/codepipeline'],
    ['cost', 'comparison/priceUsd'],
    ['security', 'skill/security-architecture'],
    ['professional', 'level/professional'],
    ['databases', 'service/rds'],
    ['debugging', 'study-tip/practice-debugging'],
    ['networking', 'skill/networking'],
    ['beginner', 'learning-step/1'],
    ['containers', 'service/ecs'],
    ['cache', 'service/elasticache'],
    ['monitoring', 'service/cloudwatch'],
    ['retirement', 'comparison/exam'],
    ['register', 'comparison/exam'],
    ['what changed in dva-c03', 'page/exams/changes'],
    ['observability', 'project/observability'],
    ['high availability', 'task/SAA-C03/2.2'],
    ['system administrator', 'difficulty/system-administration'],
  ])('for %j is %s', async (query, id) => {
    expect((await found(query)).items.map((item) => item.id)).toContain(id);
  });
});

test('a mistyped word is told as it was understood, and one written right is not', async () => {
  expect(await found('lamda price')).toMatchObject({ corrected: 'lambda price', suggestions: [] });
  expect(await found('lambda price')).not.toHaveProperty('corrected');
});

test.each(['xyzzy', 'the', '?!', '   ', '\u0301'])(
  'where nothing is found, as for %j, a suggestion finds something',
  async (query) => {
    const { items, suggestions } = await found(query);

    expect(items).toEqual([]);
    expect(suggestions.length).toBeGreaterThan(0);
    for (const suggestion of suggestions) expect((await found(suggestion)).items.length).toBeGreaterThan(0);
  },
);
