import type { Disagreement } from './model.ts';

/** Every contradiction found among the sources, settled or open. */
export const disagreements: readonly Disagreement[] = [
  {
    id: 'saa-c04-exists',
    topic: 'Is there an SAA-C04?',
    claims: [
      { claim: 'Yes, since March 2024.', sources: ['blog-c04'] },
      { claim: 'No.', sources: ['aws-saa03', 'mirror-tree', 'cat-sep10', 'cov-oct05', 'audit-oct09'] },
    ],
    resolution: 'No, as of 2026-10-09; not checked since. Pages that claim a C04 are search-engine filler.',
    confidence: 'high',
  },
  {
    id: 'dva-c02-last-day',
    topic: 'Last day of DVA-C02',
    claims: [
      { claim: '2026-12-01, on AWS’s exam page as copied in September.', sources: ['cat-sep10', 'cat-sep20'] },
      {
        claim: '2026-11-30, in AWS’s comparison of the exams, its blog, and its exam page as quoted in October.',
        sources: ['aws-dva-cmp', 'aws-blog-sep26', 'audit-oct09'],
      },
    ],
    resolution: '2026-11-30: AWS had corrected its exam page by 2026-10-09.',
    confidence: 'high',
  },
  {
    id: 'dva-c03-registration',
    topic: 'Opening of registration for DVA-C03',
    claims: [
      { claim: '2026-10-27.', sources: ['aws-blog-sep26', 'audit-oct09'] },
      { claim: '2026-12-01, in the banner of the copied exam guide.', sources: ['aws-dva03'] },
    ],
    resolution: '2026-10-27: the banner seems to repeat the exam’s first day.',
    confidence: 'medium-high',
  },
  {
    id: 'dva-c02-scored-questions',
    topic: 'Scored questions of DVA-C02',
    claims: [
      { claim: '50 of 65.', sources: ['aws-dva02'] },
      { claim: 'All 65.', sources: ['study-repos'] },
    ],
    resolution: '50 scored and 15 unscored.',
    confidence: 'high',
  },
  {
    id: 'sap-c02-last-day',
    topic: 'Last day of SAP-C02',
    claims: [
      { claim: '2026-11-16.', sources: ['aws-blog-sep26'] },
      { claim: '2026-11-17, on the exam page in September.', sources: ['cat-sep10'] },
    ],
    resolution: '2026-11-16 is likely: the exam page was a day late for DVA-C02 too.',
    confidence: 'medium',
  },
  {
    id: 'mla-c02-general-availability',
    topic: 'General availability of MLA-C02',
    claims: [
      { claim: '2027-01-14.', sources: ['aws-blog-sep26'] },
      { claim: 'To be announced.', sources: ['cat-sep10'] },
    ],
    resolution: 'Open.',
    confidence: 'low',
  },
  {
    id: 'ans-c01-last-day',
    topic: 'Last day of ANS-C01',
    claims: [
      { claim: '2026-12-31, as in one more listing.', sources: ['cat-sep10', 'cat-sep20'] },
      { claim: '2026-08-25.', sources: ['ans-aug25'] },
    ],
    resolution: '2026-12-31: three sources against one.',
    confidence: 'medium',
  },
  {
    id: 'aib-c01-level',
    topic: 'Level of AIB-C01',
    claims: [
      { claim: 'Business, as a separate category.', sources: ['cat-sep10'] },
      { claim: 'Foundational, or Business.', sources: ['cat-sep20'] },
    ],
    resolution: 'Open.',
    confidence: 'low',
  },
];
