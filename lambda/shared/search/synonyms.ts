/** What learners call the same thing: where a document has one of a group, it is found by the others too. */
import { termsOf } from './terms.ts';

const GROUPS: readonly (readonly string[])[] = [
  ['CI/CD', 'cicd', 'continuous integration', 'continuous delivery', 'continuous deployment', 'deployment pipeline'],
  ['disaster recovery', 'DR', 'failover', 'RPO', 'RTO', 'business continuity'],
  ['high availability', 'highly available', 'HA', 'fault tolerant', 'multi-AZ', 'uptime', 'availability'],
  ['salary', 'salaries', 'pay', 'wage', 'income', 'earn', 'earnings', 'compensation', 'money', 'paid'],
  ['difficulty', 'difficult', 'easier', 'easiest', 'easy', 'hard', 'harder', 'hardest', 'tough'],
  ['infrastructure as code', 'IaC', 'CloudFormation', 'CDK'],
  ['AI', 'artificial intelligence', 'generative AI', 'GenAI', 'LLM', 'machine learning'],
  ['serverless', 'FaaS'],
  ['event-driven', 'EDA', 'events', 'event driven'],
  ['least privilege', 'permissions', 'policies', 'permission'],
  ['debugging', 'troubleshooting', 'troubleshoot', 'root cause', 'debug'],
  ['monitoring', 'observability', 'logging', 'logs', 'metrics', 'tracing'],
  ['cost optimization', 'cost', 'cheap', 'save money', 'FinOps', 'right cost'],
  ['encryption', 'encrypt', 'at rest', 'TLS', 'keys'],
  ['authentication', 'login', 'sign in', 'authn', 'auth'],
  ['authorization', 'authz', 'access control', 'auth'],
  ['networking', 'network', 'networks', 'subnet'],
  ['database', 'data store', 'SQL', 'NoSQL'],
  ['container', 'docker', 'kubernetes', 'k8s', 'ECS', 'EKS', 'Fargate'],
  ['messaging', 'queue', 'message', 'pub/sub'],
  ['caching', 'cache'],
  ['career path', 'career', 'promotion', 'progression'],
  ['job role', 'job', 'position', 'title'],
  ['system administrator', 'sysadmin', 'sysops', 'system administration', 'administrator'],
  ['software developer', 'programmer', 'coder', 'software development', 'software engineer'],
  ['programming', 'coding', 'code', 'program'],
  ['hands-on', 'practice', 'lab', 'labs', 'exercise', 'project'],
  ['canary', 'blue/green', 'rolling', 'release strategy', 'rollback'],
  ['idempotency', 'idempotent', 'exactly once', 'duplicates', 'dedupe'],
  ['dead-letter queue', 'DLQ', 'dead letter'],
  ['multi-tier', 'three-tier', 'web app', 'web application'],
  ['load balancing', 'load balancer', 'ELB', 'ALB', 'loadbalancer'],
  ['budget', 'spending', 'billing', 'guardrail'],
  ['beginner', 'newcomer', 'new to cloud', 'starter'],
  ['retake', 'resit', 'second attempt', 'another attempt', 'fail the exam', 'failed the exam', 'try again'],
  ['reschedule', 'postpone', 'cancel', 'cancellation', 'refund', 'change the date'],
];

const TERMS = GROUPS.map((group) => group.map((phrase) => termsOf(phrase)));

/** The other words for what a text speaks of; empty where it speaks of none of the groups. */
export function synonymsIn(text: string): string {
  const terms = ` ${termsOf(text).join(' ')} `;
  return GROUPS.flatMap((group, index) => {
    const spoken = TERMS[index]?.some((phrase) => phrase.length > 0 && terms.includes(` ${phrase.join(' ')} `));
    return spoken ? group : [];
  }).join(' ');
}
