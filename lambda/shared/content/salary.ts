import type { SalaryOutlook } from './model.ts';
import { FROM_GUIDE } from './sources.ts';

/** What can be said of pay without inventing a figure. */
export const salary: SalaryOutlook = {
  both: ['Both lead to high-paying roles.', 'Ranges vary by region and experience.'],
  tracks: {
    architect: [
      'Often slightly higher: architects make system-level decisions and are responsible for reliability and cost.',
      'At entry level, architect roles often pay significantly higher.',
      'Senior enterprise architects are often among the highest paid in cloud computing.',
    ],
    developer: [
      'Highly paid too, above all in serverless architecture, distributed systems and cloud-native development.',
      'Experienced developers can move into DevOps or platform engineering, which raises their pay further.',
    ],
  },
  figures: null,
  whyNoFigures: 'The guide compares pay in words only. Figures without a dated survey behind them would be invented.',
  ...FROM_GUIDE,
};
