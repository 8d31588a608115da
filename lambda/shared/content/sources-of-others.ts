/** What others than AWS wrote; the days are those of the pages, or of reading them. */
import type { Source } from './model.ts';

export const SOURCES_OF_OTHERS: readonly Source[] = [
  {
    id: 'course-notes',
    title: 'Notes of a course, Developing on AWS, sections 5 and 6',
    kind: 'secondary',
    reliability: 'medium-high',
    date: '2026-09-01',
    note: 'Dated by the month only, September 2026. Quotes the certification pages of AWS and the September blog.',
  },
  {
    id: 'cat-sep10',
    title: 'Catalogue of certifications, each row checked against aws.amazon.com on 2026-09-10',
    kind: 'secondary',
    reliability: 'medium-high',
    date: '2026-09-10',
  },
  {
    id: 'cat-sep20',
    title: 'Catalogue of certifications, checked on 2026-09-20: prices, minutes, questions, pass marks',
    kind: 'secondary',
    reliability: 'medium',
    date: '2026-09-20',
  },
  {
    id: 'guide-sep28',
    title: 'Study guide to SAA-C03, its objectives checked against the pages of AWS on 2026-09-28',
    kind: 'secondary',
    reliability: 'medium-high',
    date: '2026-09-28',
  },
  {
    id: 'cov-oct05',
    title: 'Coverage analysis against the official SAA-C03 PDF as downloaded on 2026-10-05',
    kind: 'secondary',
    reliability: 'medium-high',
    version: '1.1',
    date: '2026-10-05',
    note: 'Finds no SAA-C04.',
  },
  {
    id: 'audit-oct09',
    title: 'Audit of claims about AWS certifications, with quotations from aws.amazon.com, 2026-10-09',
    kind: 'secondary',
    reliability: 'medium-high',
    date: '2026-10-09',
    note:
      'The latest dated evidence. Quotes the last day of DVA-C02 (2026-11-30) and the opening of registration for ' +
      'DVA-C03 (2026-10-27); confirms the figures of SAA-C03, and that no successor is announced for SAA-C03, ' +
      'CLF-C02 or SOA-C03.',
  },
  {
    id: 'blog-c04',
    title: 'Marketing posts that describe an SAA-C04',
    url: 'https://www.citadelcloudmanagement.com/blogs/news/how-to-pass-aws-saa-c04-in-2026-study-plan',
    kind: 'low-quality',
    reliability: 'low',
    date: '2026-04-02',
    note: 'Every source derived from AWS contradicts it; listed only so that the disagreement is on record.',
  },
  {
    id: 'ans-aug25',
    title: 'An undated listing that ends ANS-C01 on 2026-08-25',
    kind: 'secondary',
    reliability: 'low',
    note: 'Alone with that date; listed only so that the disagreement is on record.',
  },
  {
    id: 'study-repos',
    title: 'Several public study repositories for DVA-C02',
    kind: 'secondary',
    reliability: 'low',
    note: 'The exam guide of AWS contradicts them; listed only so that the disagreement is on record.',
  },
  {
    id: 'hours-certcompanion',
    title: 'CertCompanion: SAA-C03 exam guide, on hours of study',
    url: 'https://certcompanion.com/blog/aws-certified-solutions-architect-associate-saa-c03-exam-guide',
    kind: 'secondary',
    reliability: 'low',
    note: 'From 40 hours to more than 150, by background; read on 2026-11-28. It sells preparation.',
  },
  {
    id: 'hours-simplifiedtech',
    title: 'The Simplified Tech: a plan of eight weeks for SAA-C03',
    url: 'https://thesimplifiedtech.com/blog/aws-solutions-architect-study-guide',
    kind: 'secondary',
    reliability: 'low',
    note: 'Eight weeks of 8 to 10 hours for who has half a year to a year of practice: 64 to 80 hours; read on 2026-11-28.',
  },
];
