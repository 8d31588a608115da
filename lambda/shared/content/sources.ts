/** Who said so: every source that a fact names by its id. */
import type { Dated, Source } from './model.ts';
import { SOURCES_OF_OTHERS } from './sources-of-others.ts';

const DOCS = 'https://docs.aws.amazon.com/aws-certification/latest';

/** Every source. AWS's pages were read in copies, none live: check aws.amazon.com before you book an exam. */
export const sources: readonly Source[] = [
  {
    id: 'guide',
    title: 'Guide comparing the Solutions Architect and Developer associate certifications',
    kind: 'guide',
    reliability: 'medium',
    date: '2026-11-23',
    note: 'It carries no date; the day is when it was turned into data. It compares in words and gives no figures.',
  },
  {
    id: 'certlab',
    title: 'Judgement of the authors of this repository',
    kind: 'own',
    reliability: 'medium',
    date: '2026-11-23',
    note: 'Neither of AWS nor of the guide: it follows from the task statements and from what each project builds.',
  },
  {
    id: 'aws-saa03',
    title: 'AWS exam guide: Solutions Architect - Associate (SAA-C03), first page',
    url: `${DOCS}/solutions-architect-associate-03/solutions-architect-associate-03.html`,
    kind: 'aws-official-mirrored',
    reliability: 'high',
    note: 'The web page names no version; the PDF calls itself version 1.1.',
  },
  {
    id: 'aws-saa03-d1',
    title: 'AWS exam guide: SAA-C03, content domain 1',
    url: `${DOCS}/solutions-architect-associate-03/solutions-architect-associate-03-domain1.html`,
    kind: 'aws-official-mirrored',
    reliability: 'high',
  },
  {
    id: 'aws-saa03-d2',
    title: 'AWS exam guide: SAA-C03, content domain 2',
    url: `${DOCS}/solutions-architect-associate-03/solutions-architect-associate-03-domain2.html`,
    kind: 'aws-official-mirrored',
    reliability: 'high',
  },
  {
    id: 'aws-saa03-d3',
    title: 'AWS exam guide: SAA-C03, content domain 3',
    url: `${DOCS}/solutions-architect-associate-03/solutions-architect-associate-03-domain3.html`,
    kind: 'aws-official-mirrored',
    reliability: 'high',
  },
  {
    id: 'aws-saa03-d4',
    title: 'AWS exam guide: SAA-C03, content domain 4',
    url: `${DOCS}/solutions-architect-associate-03/solutions-architect-associate-03-domain4.html`,
    kind: 'aws-official-mirrored',
    reliability: 'high',
  },
  {
    id: 'aws-saa03-scope',
    title: 'AWS exam guide: SAA-C03, services in scope',
    url: `${DOCS}/solutions-architect-associate-03/saa-03-in-scope-services.html`,
    kind: 'aws-official-mirrored',
    reliability: 'high',
    note: 'The copy carries no date; read on 2026-11-25. The list calls itself not exhaustive.',
  },
  {
    id: 'aws-dva02',
    title: 'AWS exam guide: Developer - Associate (DVA-C02), first page',
    url: `${DOCS}/developer-associate-02/developer-associate-02.html`,
    kind: 'aws-official-mirrored',
    reliability: 'high',
    version: '2.1',
    date: '2024-12-12',
    note: 'Gives the 130 minutes, and a list of emerging topics that only unscored questions may touch.',
  },
  {
    id: 'aws-dva02-d',
    title: 'AWS exam guide: DVA-C02, content domains 1 to 4',
    url: `${DOCS}/developer-associate-02/developer-associate-02-domain1.html`,
    kind: 'aws-official-mirrored',
    reliability: 'high',
    version: '2.1',
    date: '2024-12-12',
  },
  {
    id: 'aws-dva02-rev',
    title: 'AWS exam guide: DVA-C02, revisions',
    url: `${DOCS}/developer-associate-02/dva-02-revisions.html`,
    kind: 'aws-official-mirrored',
    reliability: 'high',
    version: '2.1',
    date: '2024-12-12',
  },
  {
    id: 'aws-dva02-scope',
    title: 'AWS exam guide: DVA-C02, services in scope',
    url: `${DOCS}/developer-associate-02/dva-02-in-scope-services.html`,
    kind: 'aws-official-mirrored',
    reliability: 'high',
    note: 'The copy carries no date; read on 2026-11-25. The list calls itself not exhaustive.',
  },
  {
    id: 'aws-dva03',
    title: 'AWS exam guide: Developer - Associate (DVA-C03), first page',
    url: `${DOCS}/developer-associate-03/developer-associate-03.html`,
    kind: 'aws-official-mirrored',
    reliability: 'high',
    note:
      'No revisions page yet. The banner of the copy puts the opening of registration on 2026-12-01; see ' +
      'the disagreements.',
  },
  {
    id: 'aws-dva03-d',
    title: 'AWS exam guide: DVA-C03, content domains 1 to 4',
    url: `${DOCS}/developer-associate-03/developer-associate-03-domain1.html`,
    kind: 'aws-official-mirrored',
    reliability: 'high',
  },
  {
    id: 'aws-dva03-scope',
    title: 'AWS exam guide: DVA-C03, services in scope',
    url: `${DOCS}/developer-associate-03/dva-03-in-scope-services.html`,
    kind: 'aws-official-mirrored',
    reliability: 'high',
    note: 'The copy carries no date; read on 2026-11-25. The list calls itself not exhaustive.',
  },
  {
    id: 'aws-dva-cmp',
    title: 'AWS exam guide: DVA-C02 and DVA-C03 compared',
    url: `${DOCS}/developer-associate-03/dva-03-comparison.html`,
    kind: 'aws-official-mirrored',
    reliability: 'high',
    note: 'DVA-C02 is in use until 2026-11-30, DVA-C03 from 2026-12-01.',
  },
  {
    id: 'aws-mla02',
    title: 'AWS exam guide: Machine Learning Engineer - Associate (MLA-C02)',
    url: `${DOCS}/machine-learning-engineer-associate-02/machine-learning-engineer-associate-02.html`,
    kind: 'aws-official-mirrored',
    reliability: 'high',
  },
  {
    id: 'aws-aib01',
    title: 'AWS exam guide: AI Business Strategist (AIB-C01)',
    url: `${DOCS}/ai-business-strategist-01/ai-business-strategist-01.html`,
    kind: 'aws-official-mirrored',
    reliability: 'high',
    note: 'Gives 130 minutes and a pass mark of 700; catalogues report a beta form of 85 questions in 170 minutes.',
  },
  {
    id: 'aws-scs03-rev',
    title: 'AWS exam guide: Security - Specialty (SCS-C03), revisions',
    url: `${DOCS}/security-specialty-03/scs03-revisions.md`,
    kind: 'aws-official',
    reliability: 'high',
    version: '1.0',
    date: '2026-03-26',
  },
  {
    id: 'aws-index',
    title: 'AWS exam guides: the lists by level',
    url: `${DOCS}/examguides/aws-certification-exam-guides.html`,
    kind: 'aws-official-mirrored',
    reliability: 'medium',
    note: 'An older copy, which still lists MLA-C01 and MLS-C01; it is used for names and levels only.',
  },
  {
    id: 'mirror-tree',
    title: 'List of folders in a public mirror of the AWS exam guides',
    url: 'https://github.com/crowecawcaw/aws-docs-history',
    kind: 'index',
    reliability: 'medium',
    note:
      'Under docs/aws-certification/latest: folders for developer-associate-03, ' +
      'machine-learning-engineer-associate-02, security-specialty-03, ' +
      'sysops-administrator-associate-03, ai-professional-01 and ai-business-strategist-01; none for ' +
      'solutions-architect-associate-04.',
  },
  {
    id: 'aws-blog-sep26',
    title: 'AWS Training and Certification blog: certification updates of September 2026',
    url: 'https://aws.amazon.com/blogs/training-and-certification/september-2026-new-offerings/',
    kind: 'aws-official-summarized',
    reliability: 'medium-high',
    date: '2026-09-01',
    note: 'Not read directly; three independent summaries agree on its dates.',
  },
  ...SOURCES_OF_OTHERS,
  {
    id: 'aws-lambda-sqs',
    title: 'AWS Lambda developer guide: event source mappings for SQS',
    url: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
    kind: 'aws-official',
    reliability: 'high',
    note: 'Background of the drills: which visibility timeout a mapping needs, and what its creation checks.',
  },
  {
    id: 'aws-repost-500',
    title: 'AWS re:Post: HTTP 500 from API Gateway in front of Lambda',
    url: 'https://repost.aws/knowledge-center/api-gateway-lambda-stage-variable-500',
    kind: 'aws-official',
    reliability: 'high',
    note: 'Background of the drills: without permission to invoke the function, the caller sees a 500.',
  },
  {
    id: 'aws-cert-faq',
    title: 'AWS Certification FAQs',
    url: 'https://aws.amazon.com/certification/faqs/',
    kind: 'aws-official-mirrored',
    reliability: 'medium',
    note: "The copy, a training partner's, carries no date; read on 2026-11-27.",
  },
  {
    id: 'aws-cert-before',
    title: 'AWS Certification policies: before testing',
    url: 'https://aws.amazon.com/certification/policies/before-testing/',
    kind: 'aws-official-summarized',
    reliability: 'medium',
    note: 'Quoted in answers on AWS re:Post, the last of them of 2023; read on 2026-11-27.',
  },
];

/** What every fact taken from the guide carries. */
export const FROM_GUIDE = { asOf: '2026-11-23', sources: ['guide'] } as const satisfies Dated;

/** What every judgement of our own carries. */
export const OUR_JUDGEMENT = { asOf: '2026-11-23', sources: ['certlab'] } as const satisfies Dated;
