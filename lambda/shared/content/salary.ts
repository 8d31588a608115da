import type { SalaryOutlook } from './model.ts';
import { FROM_GUIDE } from './sources.ts';

/** What can be said of pay without inventing a figure. */
export const salary: SalaryOutlook = {
  both: ['Both lead to well-paid roles.', 'Pay varies with region and experience.'],
  tracks: {
    architect: [
      'Often slightly higher: the role decides at system level and answers for reliability and cost.',
      'Senior enterprise architects are among the best paid people in cloud computing.',
    ],
    developer: [
      'Highly paid too, above all in serverless architecture, distributed systems and cloud-native development.',
      'With experience the way leads on into DevOps or platform engineering, which raises it further.',
    ],
  },
  figures: null,
  whyNoFigures:
    'The guide compares pay in words only, and figures without a dated survey behind them would be invented.',
  ...FROM_GUIDE,
};
