/**
 * The services that the exam guides call in scope. AWS says of each list that it is not exhaustive and may change.
 * Categories are the guides'; where they differ, the one that fits most of them is taken.
 */
import type { Dated } from '../content/model.ts';
import type { ExamCode } from './dates.ts';

/** A service that at least one exam has in scope. */
export interface ScopedService extends Dated {
  /** kebab-case without the vendor, for example `dynamodb`. */
  readonly id: string;
  readonly name: string;
  readonly category: string;
  /** In the order of the exams. */
  readonly exams: readonly ExamCode[];
  /** What else people call it or look for when they mean it; ours, for the search. */
  readonly alsoKnownAs: readonly string[];
}

/** The page of each exam's guide that lists its services; the copies carry no date and were read on 2026-11-25. */
export const SCOPE_SOURCES: Readonly<Record<ExamCode, string>> = {
  'SAA-C03': 'aws-saa03-scope',
  'DVA-C02': 'aws-dva02-scope',
  'DVA-C03': 'aws-dva03-scope',
};

/** One letter for each exam, to keep a service on one line. */
const EXAM_OF = { A: 'SAA-C03', B: 'DVA-C02', C: 'DVA-C03' } as const satisfies Readonly<Record<string, ExamCode>>;

/** Name, category, exams by their letters, and other words for it. */
const LISTED: readonly (readonly [name: string, category: string, exams: string, alsoKnownAs: string])[] = [
  ['Amazon Athena', 'Analytics', 'ABC', 'SQL on S3'],
  ['AWS Data Exchange', 'Analytics', 'A', ''],
  ['Amazon Data Firehose', 'Analytics', 'AC', 'Kinesis Data Firehose, streaming delivery'],
  ['Amazon EMR', 'Analytics', 'A', 'Elastic MapReduce, Hadoop, Spark'],
  ['AWS Glue', 'Analytics', 'A', 'ETL, data catalog'],
  ['Amazon Kinesis', 'Analytics', 'ABC', 'Kinesis Data Streams, streaming'],
  ['AWS Lake Formation', 'Analytics', 'A', 'data lake'],
  ['Amazon Managed Streaming for Apache Kafka', 'Analytics', 'A', 'MSK, Kafka'],
  ['Amazon OpenSearch Service', 'Analytics', 'ABC', 'Elasticsearch'],
  ['Amazon Quick', 'Analytics', 'AC', 'QuickSight, business intelligence, dashboards'],
  ['Amazon Redshift', 'Analytics', 'A', 'data warehouse'],
  ['Amazon AppFlow', 'Application integration', 'A', ''],
  ['AWS AppSync', 'Application integration', 'AB', 'GraphQL'],
  ['Amazon EventBridge', 'Application integration', 'ABC', 'event bus, CloudWatch Events, scheduler, event bridge'],
  ['Amazon MQ', 'Application integration', 'A', 'ActiveMQ, RabbitMQ, message broker'],
  ['Amazon SNS', 'Application integration', 'ABC', 'Simple Notification Service, topic, pub/sub, notifications'],
  [
    'Amazon SQS',
    'Application integration',
    'ABC',
    'Simple Queue Service, queue, messaging, FIFO, long polling, visibility timeout',
  ],
  ['AWS Step Functions', 'Application integration', 'ABC', 'state machine, workflow, orchestration'],
  ['AWS Budgets', 'Cost management', 'A', 'budget, spending, billing alerts'],
  ['AWS Cost and Usage Report', 'Cost management', 'A', 'CUR, billing'],
  ['AWS Cost Explorer', 'Cost management', 'A', 'billing, spending'],
  ['Savings Plans', 'Cost management', 'A', 'discount, commitment'],
  ['AWS Batch', 'Compute', 'A', 'batch jobs'],
  [
    'Amazon EC2',
    'Compute',
    'ABC',
    'Elastic Compute Cloud, virtual machine, VM, instance, server, spot, reserved instances',
  ],
  ['Amazon EC2 Auto Scaling', 'Compute', 'A', 'ASG, auto scaling group, autoscaling'],
  ['AWS Elastic Beanstalk', 'Compute', 'ABC', 'beanstalk'],
  ['AWS Outposts', 'Compute', 'A', 'on premises, hybrid'],
  ['AWS Serverless Application Repository', 'Compute', 'A', 'SAR'],
  ['VMware Cloud on AWS', 'Compute', 'A', 'VMware'],
  ['AWS Wavelength', 'Compute', 'A', '5G'],
  ['Amazon ECR', 'Containers', 'ABC', 'Elastic Container Registry, container images, Docker registry'],
  ['Amazon ECS', 'Containers', 'ABC', 'Elastic Container Service, containers, Docker'],
  ['Amazon ECS Anywhere', 'Containers', 'A', 'containers on premises'],
  ['Amazon EKS', 'Containers', 'ABC', 'Elastic Kubernetes Service, Kubernetes, k8s, containers'],
  ['Amazon EKS Anywhere', 'Containers', 'A', 'Kubernetes on premises'],
  ['Amazon EKS Distro', 'Containers', 'A', 'Kubernetes distribution'],
  ['Amazon Aurora', 'Database', 'ABC', 'MySQL, PostgreSQL, Postgres, relational database, SQL'],
  ['Amazon Aurora Serverless', 'Database', 'A', ''],
  ['Amazon DocumentDB', 'Database', 'A', 'MongoDB, documents'],
  ['Amazon DynamoDB', 'Database', 'ABC', 'Dynamo DB, DDB, NoSQL, key-value, database, DAX, TTL, time to live'],
  ['Amazon ElastiCache', 'Database', 'ABC', 'Redis, Valkey, Memcached, cache, in-memory, elastic cache'],
  ['Amazon Keyspaces', 'Database', 'A', 'Cassandra'],
  ['Amazon Neptune', 'Database', 'A', 'graph, graphs'],
  [
    'Amazon RDS',
    'Database',
    'ABC',
    'Relational Database Service, MySQL, PostgreSQL, Postgres, MariaDB, Oracle, SQL Server, SQL',
  ],
  ['AWS Amplify', 'Developer tools', 'ABC', 'front end, hosting'],
  ['AWS CloudShell', 'Developer tools', 'BC', 'shell'],
  ['AWS CodeArtifact', 'Developer tools', 'BC', 'package repository'],
  ['AWS CodeBuild', 'Developer tools', 'BC', 'build server, CI'],
  ['AWS CodeDeploy', 'Developer tools', 'BC', 'deployment, blue/green, canary'],
  ['AWS CodePipeline', 'Developer tools', 'BC', 'CI/CD, continuous delivery'],
  ['AWS Device Farm', 'Developer tools', 'A', 'mobile testing'],
  ['Amazon Q Developer', 'Developer tools', 'B', 'AI assistant, CodeWhisperer'],
  ['AWS X-Ray', 'Developer tools', 'ABC', 'tracing, distributed traces, xray'],
  ['Amazon Bedrock', 'Machine learning and AI', 'C', 'generative AI, foundation models, LLM, GenAI'],
  ['Amazon Bedrock AgentCore', 'Machine learning and AI', 'C', 'AI agents'],
  ['Amazon Comprehend', 'Machine learning and AI', 'A', 'natural language processing, NLP'],
  ['Amazon Kendra', 'Machine learning and AI', 'A', 'enterprise search'],
  ['Kiro', 'Machine learning and AI', 'C', 'AI IDE, spec-driven development'],
  ['Amazon Lex', 'Machine learning and AI', 'A', 'chatbot'],
  ['Amazon Polly', 'Machine learning and AI', 'A', 'text to speech'],
  ['Amazon Rekognition', 'Machine learning and AI', 'A', 'image analysis'],
  ['Amazon SageMaker AI', 'Machine learning and AI', 'A', 'machine learning, ML'],
  ['Amazon Textract', 'Machine learning and AI', 'A', 'OCR'],
  ['Amazon Transcribe', 'Machine learning and AI', 'A', 'speech to text'],
  ['Amazon Translate', 'Machine learning and AI', 'A', 'translation'],
  ['AWS AppConfig', 'Management and governance', 'BC', 'feature flags, configuration'],
  ['AWS Auto Scaling', 'Management and governance', 'A', 'autoscaling'],
  ['AWS CDK', 'Management and governance', 'BC', 'Cloud Development Kit, infrastructure as code, IaC'],
  ['AWS CLI', 'Management and governance', 'ABC', 'Command Line Interface'],
  ['AWS CloudFormation', 'Management and governance', 'ABC', 'infrastructure as code, IaC, templates, stacks, cfn'],
  ['AWS CloudTrail', 'Management and governance', 'ABC', 'audit log, API history'],
  ['Amazon CloudWatch', 'Management and governance', 'ABC', 'metrics, alarms, monitoring, dashboards'],
  ['Amazon CloudWatch Logs', 'Management and governance', 'C', 'logs, logging, Logs Insights'],
  ['AWS Compute Optimizer', 'Management and governance', 'A', 'right sizing'],
  ['AWS Config', 'Management and governance', 'A', 'compliance, resource inventory'],
  ['AWS Control Tower', 'Management and governance', 'A', 'landing zone, multi-account'],
  ['AWS Health Dashboard', 'Management and governance', 'A', ''],
  ['AWS License Manager', 'Management and governance', 'A', ''],
  ['Amazon Managed Grafana', 'Management and governance', 'A', 'Grafana'],
  ['Amazon Managed Service for Prometheus', 'Management and governance', 'A', 'Prometheus'],
  ['AWS Management Console', 'Management and governance', 'A', 'console'],
  ['AWS Organizations', 'Management and governance', 'A', 'multi-account, service control policy, SCP'],
  ['AWS SAM', 'Management and governance', 'C', 'Serverless Application Model'],
  ['AWS Service Catalog', 'Management and governance', 'A', ''],
  ['AWS Systems Manager', 'Management and governance', 'ABC', 'SSM, Parameter Store, Session Manager'],
  ['AWS Trusted Advisor', 'Management and governance', 'A', ''],
  ['AWS Well-Architected Tool', 'Management and governance', 'A', 'well architected framework'],
  ['Amazon Elastic Transcoder', 'Media', 'A', 'video transcoding'],
  ['Amazon Kinesis Video Streams', 'Media', 'A', 'video'],
  ['AWS Application Migration Service', 'Migration and transfer', 'A', 'MGN, lift and shift'],
  ['AWS DataSync', 'Migration and transfer', 'A', ''],
  ['AWS DMS', 'Migration and transfer', 'A', 'Database Migration Service'],
  ['AWS Snow Family', 'Migration and transfer', 'A', 'Snowball'],
  ['AWS Transfer Family', 'Migration and transfer', 'A', 'SFTP'],
  [
    'Amazon API Gateway',
    'Networking and content delivery',
    'ABC',
    'REST API, HTTP API, WebSocket, APIGW, API key, CORS, throttling, 429',
  ],
  ['AWS Client VPN', 'Networking and content delivery', 'A', 'VPN'],
  ['Amazon CloudFront', 'Networking and content delivery', 'ABC', 'CDN, content delivery network, edge caching'],
  ['AWS Direct Connect', 'Networking and content delivery', 'A', 'dedicated line, hybrid'],
  ['Elastic Load Balancing', 'Networking and content delivery', 'ABC', 'ELB, ALB, NLB, load balancer'],
  ['AWS Global Accelerator', 'Networking and content delivery', 'A', 'anycast'],
  ['AWS PrivateLink', 'Networking and content delivery', 'AC', 'VPC endpoint, interface endpoint'],
  ['Amazon Route 53', 'Networking and content delivery', 'ABC', 'DNS, domain name, Route53'],
  ['AWS Site-to-Site VPN', 'Networking and content delivery', 'A', 'VPN, IPsec'],
  ['AWS Transit Gateway', 'Networking and content delivery', 'A', 'hub and spoke'],
  [
    'Amazon VPC',
    'Networking and content delivery',
    'ABC',
    'Virtual Private Cloud, subnet, security group, NAT gateway, network ACL',
  ],
  ['AWS Artifact', 'Security, identity and compliance', 'A', 'compliance reports'],
  ['AWS Audit Manager', 'Security, identity and compliance', 'A', ''],
  ['AWS Certificate Manager', 'Security, identity and compliance', 'AC', 'ACM, TLS, SSL certificate, HTTPS'],
  ['AWS CloudHSM', 'Security, identity and compliance', 'A', 'hardware security module'],
  [
    'Amazon Cognito',
    'Security, identity and compliance',
    'ABC',
    'user pool, sign-in, login, JWT, authentication, OAuth',
  ],
  ['Amazon Detective', 'Security, identity and compliance', 'A', ''],
  ['AWS Directory Service', 'Security, identity and compliance', 'A', 'Active Directory'],
  ['AWS Firewall Manager', 'Security, identity and compliance', 'A', ''],
  ['Amazon GuardDuty', 'Security, identity and compliance', 'A', 'threat detection'],
  [
    'AWS IAM',
    'Security, identity and compliance',
    'ABC',
    'Identity and Access Management, roles, policies, permissions, users, MFA',
  ],
  ['AWS IAM Identity Center', 'Security, identity and compliance', 'A', 'SSO, single sign-on'],
  ['Amazon Inspector', 'Security, identity and compliance', 'A', 'vulnerability scanning'],
  ['AWS KMS', 'Security, identity and compliance', 'ABC', 'Key Management Service, encryption keys'],
  ['Amazon Macie', 'Security, identity and compliance', 'A', 'sensitive data, PII'],
  ['AWS Network Firewall', 'Security, identity and compliance', 'A', 'firewall'],
  ['AWS Private CA', 'Security, identity and compliance', 'C', 'Private Certificate Authority, PCA, certificates'],
  ['AWS Resource Access Manager', 'Security, identity and compliance', 'A', 'RAM, resource sharing'],
  ['AWS Secrets Manager', 'Security, identity and compliance', 'ABC', 'secrets, passwords, rotation'],
  ['AWS Security Hub', 'Security, identity and compliance', 'A', ''],
  ['AWS Shield', 'Security, identity and compliance', 'A', 'DDoS'],
  [
    'AWS STS',
    'Security, identity and compliance',
    'BC',
    'Security Token Service, assume role, cross-account, temporary credentials',
  ],
  ['AWS WAF', 'Security, identity and compliance', 'ABC', 'Web Application Firewall'],
  ['AWS Fargate', 'Serverless', 'A', 'serverless containers'],
  ['AWS Lambda', 'Serverless', 'ABC', 'function, functions, FaaS, serverless, cold, provisioned concurrency, layers'],
  ['AWS Backup', 'Storage', 'A', 'backups'],
  ['Amazon EBS', 'Storage', 'ABC', 'Elastic Block Store, volume, block storage'],
  ['Amazon EFS', 'Storage', 'ABC', 'Elastic File System, NFS, shared files'],
  ['Amazon FSx', 'Storage', 'A', 'Windows File Server, Lustre'],
  ['Amazon S3', 'Storage', 'ABC', 'Simple Storage Service, bucket, object storage, lifecycle, presigned URL'],
  ['Amazon S3 Glacier', 'Storage', 'AC', 'archive'],
  ['AWS Storage Gateway', 'Storage', 'A', 'hybrid storage'],
];

/** Every service in scope, by category. */
export const SCOPED_SERVICES: readonly ScopedService[] = LISTED.map(([name, category, letters, words]) => {
  const exams = [...letters].map((letter) => EXAM_OF[letter as keyof typeof EXAM_OF]);
  return {
    id: serviceId(name),
    name,
    category,
    exams,
    alsoKnownAs: words.split(', ').filter(Boolean),
    asOf: '2026-11-25',
    sources: exams.map((code) => SCOPE_SOURCES[code]),
  };
});

/** The services in scope of an exam, category by category. */
export function servicesOf(
  code: ExamCode,
): readonly { readonly category: string; readonly services: readonly string[] }[] {
  const inScope = SCOPED_SERVICES.filter(({ exams }) => exams.includes(code));
  return [...Map.groupBy(inScope, ({ category }) => category)].map(([category, services]) => ({
    category,
    services: services.map(({ name }) => name),
  }));
}

function serviceId(name: string): string {
  return name
    .replace(/^(Amazon|AWS) /, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
}
